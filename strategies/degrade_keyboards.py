"""Degradations by the keyboard: the key beside the right one on three layouts, keys hit together, shift held on."""

from collections.abc import Callable, Iterator
from functools import lru_cache
from zlib import crc32

from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.strategies.degrade_letters import slippable, slips
from promptfuzz.strategies.degrade_places import is_free, places
from promptfuzz.strategies.layout import slot_labels
from promptfuzz.strategies.paraphrase_rules import lexicon, words_in

_SWAPPED = {"qwertz": str.maketrans("yzYZ", "zyZY"), "azerty": str.maketrans("awqzAWQZ", "qzawQZAW")}


@lru_cache
def _neighbours(layout: str) -> dict[str, str]:
    """Return the letters that touch each letter of a keyboard."""
    rows: list[str] = lexicon("keyboards")[layout]
    found: dict[str, str] = {}
    for number, row in enumerate(rows):
        above = rows[number - 1] if number else ""
        below = rows[number + 1] if number + 1 < len(rows) else ""
        for at, key in enumerate(row):
            beside = row[max(0, at - 1) : at] + row[at + 1 : at + 2]
            found[key] = beside + above[at : at + 2] + below[max(0, at - 1) : at + 1]
    return found


def _only_there(layout: str, key: str) -> str:
    """Return the letters that touch `key` on `layout` but not on a QWERTY keyboard."""
    usual = _neighbours("qwerty").get(key, "")
    return "".join(near for near in _neighbours(layout).get(key, "") if near not in usual)


def _beside(near: Callable[[str], str]) -> Callable[[str, int], str]:
    def slip(word: str, place: int) -> str:
        found = near(word[place].lower())
        if not found:
            return word
        return word[:place] + found[crc32(f"{place}{word.lower()}".encode()) % len(found)] + word[place + 1 :]

    return slip


@mutator(family="degrade")
def keyboard_slips(source: Source) -> Iterator[Site]:
    """Hit the key beside the right one."""
    yield from slips(source, 6, _beside(lambda key: _neighbours("qwerty").get(key, "")))


@mutator(family="degrade")
def qwertz_slips(source: Source) -> Iterator[Site]:
    """Hit the key beside the right one on a German keyboard."""
    yield from slips(source, 6, _beside(lambda key: _only_there("qwertz", key)))


@mutator(family="degrade")
def azerty_slips(source: Source) -> Iterator[Site]:
    """Hit the key beside the right one on a French keyboard."""
    yield from slips(source, 6, _beside(lambda key: _only_there("azerty", key)))


def _switched(source: Source, layout: str) -> Iterator[Site]:
    risky, table = words_in("slips", "risky"), _SWAPPED[layout]
    for word, text in slippable(source, 5):
        new = text.translate(table)
        if sum(one != other for one, other in zip(text, new, strict=True)) == 1 and new.lower() not in risky:
            yield source.site(source.edit(word.start, word.stop, new))


@mutator(family="degrade")
def german_layout(source: Source) -> Iterator[Site]:
    """Type y for z, or z for y, as when the computer takes the keyboard for a German one."""
    yield from _switched(source, "qwertz")


@mutator(family="degrade")
def french_layout(source: Source) -> Iterator[Site]:
    """Type a for q, w for z or the reverse, as when the computer takes the keyboard for a French one."""
    yield from _switched(source, "azerty")


@mutator(family="degrade")
def brushed_keys(source: Source) -> Iterator[Site]:
    """Hit the key beside the right one as well."""

    def slip(word: str, place: int) -> str:
        near = _neighbours("qwerty")[word[place].lower()][:2]
        return word[: place + 1] + near[crc32(word.lower().encode()) % len(near)] + word[place + 1 :]

    yield from slips(source, 6, slip)


@mutator(family="degrade")
def held_shift(source: Source) -> Iterator[Site]:
    """Hold the shift key a letter too long."""
    for word, text in slippable(source, 4):
        if text.istitle():
            yield source.site(source.edit(word.start, word.stop, text[:2].upper() + text[2:]))


@mutator(family="degrade")
def missed_shift(source: Source) -> Iterator[Site]:
    """Type the mark of the same key that needs no shift, or needs it."""
    for label in slot_labels(source.text):
        if is_free(source, label.stop, label.stop + 1):
            yield source.site(source.edit(label.stop, label.stop + 1, ";"))
    for found in places(source, r"(?<=\w)\?(?=\s|$)"):
        yield source.site(source.edit(*found.span(), "/"))
