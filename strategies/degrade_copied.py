"""Degradations by copying: what scanners, PDFs, word processors and wrong encodings do to a text."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.strategies.degrade_letters import MOST, by_letters, slippable
from promptfuzz.strategies.degrade_places import places, words
from promptfuzz.strategies.layout import slot_labels
from promptfuzz.strategies.paraphrase_rules import lexicon, words_in

_SOFT_HYPHEN, _ZERO_WIDTH, _NO_BREAK, _THIN = "\u00ad", "\u200b", "\u00a0", "\u202f"
_VOWELS = "aeiouy"


@lru_cache
def _pairs(key: str) -> tuple[tuple[str, str], ...]:
    listed: list[list[str]] = lexicon("copying")[key]
    return tuple((before, after) for before, after in listed)


def _swaps(word: str, pairs: Sequence[tuple[str, str]]) -> list[str]:
    """Return `word` with one of `pairs` swapped inside it, the places in a fixed but varied order."""
    found = [
        word[:at] + after + word[at + len(before) :]
        for at in by_letters(word, range(1, len(word)))
        for before, after in pairs
        if word.startswith(before, at)
    ]
    return list(dict.fromkeys(found))


@mutator(family="degrade")
def scanned_letters(source: Source) -> Iterator[Site]:
    """Take a letter for another one that looks like it, as a scanner does."""
    risky = words_in("slips", "risky")
    for word, text in slippable(source, 6):
        usable = [new for new in _swaps(text, _pairs("scanned")) if new.lower() not in risky]
        if usable:
            yield source.site(*(source.edit(word.start, word.stop, new) for new in usable[:MOST]))


@mutator(family="degrade")
def lookalike_letters(source: Source) -> Iterator[Site]:
    """Type a Cyrillic letter for the Latin one that looks the same."""
    for word, text in slippable(source, 4):
        for new in _swaps(text, _pairs("lookalikes"))[:1]:
            yield source.site(source.edit(word.start, word.stop, new))


@mutator(family="degrade")
def ligatures(source: Source) -> Iterator[Site]:
    """Copy "fi", "fl" or "ff" out of a PDF, where it is one character."""
    for word in words(source):
        text = source.text[word.start : word.stop]
        new = text
        for before, after in _pairs("ligatures"):
            new = new.replace(before, after)
        if new != text:
            yield source.site(source.edit(word.start, word.stop, new))


@mutator(family="degrade")
def hidden_characters(source: Source) -> Iterator[Site]:
    """Copy a soft hyphen or a zero-width space along, in the middle of a word."""
    for word, text in slippable(source, 7):
        at = _syllable(text)
        if at:
            edits = (
                source.edit(word.start, word.stop, text[:at] + hidden + text[at:])
                for hidden in (_SOFT_HYPHEN, _ZERO_WIDTH)
            )
            yield source.site(*edits)


@mutator(family="degrade")
def broken_words(source: Source) -> Iterator[Site]:
    """Copy the hyphen and the space along that broke a word at the end of a line."""
    for word, text in slippable(source, 9):
        at = _syllable(text)
        if at:
            yield source.site(source.edit(word.start, word.stop, f"{text[:at]}- {text[at:]}"))


def _syllable(word: str) -> int:
    """Return a place near the middle of `word` where it can be hyphenated, or 0."""
    lower = word.lower()
    inner = range(3, len(word) - 2)
    fit = [at for at in inner if lower[at] not in _VOWELS and lower[at + 1] in _VOWELS and lower[at - 1] in _VOWELS]
    fit += [at for at in inner if lower[at - 1] not in _VOWELS and lower[at] not in _VOWELS + "h"]
    return min(fit, key=lambda at: (abs(2 * at - len(word)), at), default=0)


@mutator(family="degrade")
def hard_spaces(source: Source) -> Iterator[Site]:
    """Copy a no-break space along from a web page or a word processor."""
    for found in places(source, r"(?<=[a-z]) (?=[a-z]{4})"):
        yield source.site(source.edit(*found.span(), _NO_BREAK), source.edit(*found.span(), _THIN))


@mutator(family="degrade")
def hidden_spaces(source: Source) -> Iterator[Site]:
    """Copy a zero-width space along, behind the mark at the end of a sentence."""
    for found in places(source, r"(?<=[a-z][.!?])(?= [A-Z])"):
        yield source.site(source.edit(*found.span(), _ZERO_WIDTH))


@mutator(family="degrade")
def smart_marks(source: Source) -> Iterator[Site]:
    """Let a word processor bend an apostrophe, lengthen a dash or join three dots."""
    for found in places(source, r"(?<=[A-Za-z])'(?=[a-z])"):
        yield source.site(
            source.edit(*found.span(), "’"), source.edit(*found.span(), "´"), source.edit(*found.span(), "`")
        )
    for found in places(source, r"(?<=[\w,.)]) --? (?=[a-z])"):
        yield source.site(source.edit(*found.span(), " – "), source.edit(*found.span(), "—"))
    for found in places(source, r"(?<=\w)\.\.\.(?=\s|$)"):
        yield source.site(source.edit(*found.span(), "…"))


@mutator(family="degrade")
def mojibake(source: Source) -> Iterator[Site]:
    """Read a mark or an accented letter in the wrong encoding."""
    for found in places(source, r"(?<=[A-Za-z])['’](?=[a-z])"):
        yield source.site(source.edit(*found.span(), "â€™"))
    for found in places(source, r"[–—…•]|(?<=[A-Za-z])[À-ÿ](?=[a-z])"):
        garbled = _garbled(found.group())
        if garbled is not None:
            yield source.site(source.edit(*found.span(), garbled))
    for found in places(source, r"(?<=[a-z][.!?]) (?=[A-Z])"):
        yield source.site(source.edit(*found.span(), "Â "))


def _garbled(char: str) -> str | None:
    try:
        return char.encode("utf-8").decode("cp1252")
    except UnicodeDecodeError:
        return None


@mutator(family="degrade")
def wide_marks(source: Source) -> Iterator[Site]:
    """Type a comma, colon or question mark as a Chinese or Japanese input method does."""
    swapped = dict(_pairs("wide_marks"))
    ends = {label.stop for label in slot_labels(source.text)}
    for found in places(source, r"(?<=[a-z])[,?!:](?=\s|$)"):
        if found.group() != ":" or found.start() in ends:
            start, stop = found.span()
            yield source.site(source.edit(start, stop, swapped[found.group()]))


@mutator(family="degrade")
def html_entities(source: Source) -> Iterator[Site]:
    """Copy an apostrophe, a space or an ampersand as a web page writes it."""
    for found in places(source, r"(?<=[A-Za-z])['’](?=[a-z])"):
        yield source.site(source.edit(*found.span(), "&#39;"))
    for found in places(source, r"(?<= )&(?= )"):
        yield source.site(source.edit(*found.span(), "&amp;"))
    for found in places(source, r"(?<=[a-z][.!?]) (?=[A-Z])"):
        yield source.site(source.edit(*found.span(), "&nbsp;"))
