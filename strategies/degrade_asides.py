"""Degradations by what is beside the point: sentences and fillers that ask for nothing, and vague words."""

import re
from collections.abc import Iterator
from zlib import crc32

from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.strategies.degrade_places import is_free, line_at, places, sentences, words
from promptfuzz.strategies.layout import cue_start, lines_of, slot_labels
from promptfuzz.strategies.paraphrase_rules import lexicon, words_in

OFFERED = 3
# An aside must not come to stand where the prompt points: "this sentence", "the text above".
_POINTS_BACK = re.compile(
    r"\b(?:this|these|above|preceding|previous|earlier|my|our|so far|first|last) |"
    r"\b(?:above|conversation)\b",
    re.IGNORECASE,
)
_POINTS_ON = re.compile(r"\b(?:following|below|next|this|these|here|after)\b|:\s*$", re.IGNORECASE)
_CHAT = re.compile(
    r"\b(?:story|poem|diary|dialogue|monologue|continue|complete|repeat|echo|role-?play)\b", re.IGNORECASE
)


# What is to be written could take the aside in.
_WRITES = re.compile(
    r"\b(?:write|draft|compose|generate|create|reply to|respond to|email to|letter to|message to|invent|design)\b",
    re.IGNORECASE,
)


def _opening(source: Source) -> tuple[int, int] | None:
    """Return the first paragraph of the instruction, where it is running text without a slot; None otherwise."""
    lines = lines_of(source.text)
    filled = [number for number, line in enumerate(lines) if line.kind != "blank"]
    if not filled or lines[filled[0]].kind != "text" or _CHAT.search(source.text):
        return None
    stop = filled[0]
    while stop + 1 < len(lines) and lines[stop + 1].kind == "text" and lines[stop + 1].start != cue_start(source.text):
        stop += 1
    start, end = lines[filled[0]].start, lines[stop].stop
    start += len(source.text[start:end]) - len(source.text[start:end].lstrip())
    return (start, end) if source.text[start].isupper() else None


def _asides(source: Source, *kinds: str) -> list[str]:
    """Return one aside of each of `kinds`, then another of each, in an order that depends on the prompt alone."""
    data = lexicon("asides")
    turn = crc32(source.text[:200].encode())
    return [data[kind][(turn + number) % len(data[kind])] for number in range(OFFERED) for kind in kinds]


def _before(source: Source, *kinds: str) -> Iterator[Site]:
    opening = _opening(source)
    if _WRITES.search(source.text):
        return
    if opening is None or _POINTS_BACK.search(source.text, *opening) or not is_free(source, opening[0], opening[0]):
        return
    start = opening[0]
    yield source.site(*(source.edit(start, start, f"{text} ") for text in _asides(source, *kinds)))


@mutator(family="degrade", name="chatty-greetings", parts=("template",))
def pleasantries(source: Source) -> Iterator[Site]:
    """Begin with a wish for whoever reads it."""
    yield from _before(source, "greetings")


@mutator(family="degrade", parts=("template",))
def small_talk(source: Source) -> Iterator[Site]:
    """Begin with a remark that has nothing to do with the request."""
    yield from _before(source, "weather", "situation", "history")


@mutator(family="degrade", parts=("template",))
def closing_remarks(source: Source) -> Iterator[Site]:
    """End the instruction with thanks or a remark that has nothing to do with it."""
    opening = _opening(source)
    if opening is None:
        return
    start, stop = opening
    last = source.text[start:stop].rstrip()
    if last.endswith((".", "!", "?")) and "{" not in last and not _POINTS_BACK.search(source.text, start, stop):
        exposed = _POINTS_ON.search(source.text, start, stop) or _WRITES.search(source.text)
        kinds = ("thanks",) if exposed else ("thanks", "closings")
        # With the mark, which is not lost as well: the remark would run into the request.
        at = start + len(last) - 1
        edits = (source.edit(at, at + 1, f"{last[-1]} {text}") for text in _asides(source, *kinds))
        if is_free(source, at, at + 1):
            yield source.site(*edits)


@mutator(family="degrade")
def spoken_starts(source: Source) -> Iterator[Site]:
    """Begin a sentence with a sound of thinking, as in dictation."""
    starts = {sentence.start for sentence in sentences(source)}
    said = lexicon("spoken")["starts"]
    for word in words(source):
        text = source.text[word.start : word.stop]
        if (
            word.start in starts
            and len(text) > 1
            and text.istitle()
            and source.text[word.stop : word.stop + 1] == " "
            and line_at(source, word.start).kind in {"text", "bullet", "numbered"}
        ):
            first = crc32(source.text[word.start : word.start + 40].encode())
            chosen = [said[(first + number) % len(said)] for number in range(OFFERED)]
            yield source.site(*(source.edit(word.start, word.stop, f"{start} {text.lower()}") for start in chosen))


@mutator(family="degrade")
def fillers(source: Source) -> Iterator[Site]:
    """Put a sound of thinking before an article or behind a comma, as in dictation."""
    said = lexicon("spoken")["inside"]
    for found in places(source, r"(?<=[a-z] )(?:the|your|a) (?=[a-z])"):
        filler = said[crc32(source.text[found.start() : found.start() + 20].encode()) % len(said)]
        yield source.site(source.edit(*found.span(), f"{filler} {found.group()}"))


@mutator(family="degrade")
def spoken_ends(source: Source) -> Iterator[Site]:
    """End a sentence with a word that asks for nothing."""
    said = lexicon("spoken")["ends"]
    for found in places(source, r"(?<=[a-z])\.(?=\s|$)"):
        if not is_free(source, found.start() - 1, found.start()):
            continue  # behind a label or a value, "thanks" could be taken for a part of it
        first = crc32(source.text[max(0, found.start() - 20) : found.start()].encode())
        chosen = [said[(first + number) % len(said)] for number in range(2)]
        yield source.site(*(source.edit(*found.span(), f", {end}.") for end in chosen))


@mutator(family="degrade", parts=("template",))
def vague_input(source: Source) -> Iterator[Site]:
    """Call the only input "the text below", or less, instead of by its name."""
    labels = slot_labels(source.text)
    if len(labels) != 1 or len(source.prompt.slots) != 1:
        return
    name = source.text[labels[0].start : labels[0].stop].lower()
    if name not in words_in("vague", "texts"):
        return
    for found in places(source, rf"(?<=[a-z] )the {name}(?=[.,?]| (?:as|is|and|into|to [A-Z]|in (?:one|a|plain))\b)"):
        if found.start() < labels[0].start:
            yield source.site(
                source.edit(*found.span(), "what is below"),
                source.edit(*found.span(), "the thing below"),
            )
