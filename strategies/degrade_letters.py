"""Degradations of letters: one slip of the fingers in a word that stays recognisable."""

from collections.abc import Callable, Iterator
from functools import lru_cache
from zlib import crc32

from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.render import Span
from promptfuzz.strategies.degrade_places import words
from promptfuzz.strategies.paraphrase_rules import words_in

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
MOST = 2


@lru_cache
def _neighbours() -> dict[str, str]:
    """Return the letters beside each letter of a QWERTY keyboard, those of its own row."""
    return {key: row[max(0, at - 1) : at] + row[at + 1 : at + 2] for row in _ROWS for at, key in enumerate(row)}


def slippable(source: Source, least: int) -> Iterator[tuple[Span, str]]:
    """Yield the words of at least `least` letters in which a slip leaves the request as it was.

    Acronyms and the words on which the sense of a sentence turns are left alone.
    """
    kept = words_in("slips", "kept")
    for word in words(source):
        text = source.text[word.start : word.stop]
        plain = text.isalpha() and text.isascii() and (text.islower() or text.istitle())
        if len(text) >= least and plain and text.lower() not in kept:
            yield word, text


def _places(word: str) -> list[int]:
    """Return the inner places of `word` in an order that depends on its letters alone.

    First and last letter stay: they carry recognition, and the last one number and tense.
    """
    inner = range(1, len(word) - 1)
    return sorted(inner, key=lambda place: crc32(f"{place}{word.lower()}".encode()))


def _slips(source: Source, least: int, slip: Callable[[str, int], str]) -> Iterator[Site]:
    risky = words_in("slips", "risky")
    for word, text in slippable(source, least):
        found = dict.fromkeys(slip(text, place) for place in _places(text))
        usable = [new for new in found if new != text and new.lower() not in risky]
        if usable:
            # The whole word is replaced, so that two slips in one word exclude each other.
            yield source.site(*(source.edit(word.start, word.stop, new) for new in usable[:MOST]))


@mutator(family="degrade")
def keyboard_slips(source: Source) -> Iterator[Site]:
    """Hit the key beside the right one."""

    def slip(word: str, place: int) -> str:
        near = _neighbours()[word[place].lower()]
        return word[:place] + near[crc32(word.lower().encode()) % len(near)] + word[place + 1 :]

    yield from _slips(source, 6, slip)


@mutator(family="degrade")
def transposed_letters(source: Source) -> Iterator[Site]:
    """Type two letters in the wrong order."""

    def slip(word: str, place: int) -> str:
        if place + 1 >= len(word) - 1:
            return word  # the last letter stays
        return word[:place] + word[place + 1] + word[place] + word[place + 2 :]

    yield from _slips(source, 4, slip)


@mutator(family="degrade")
def dropped_letters(source: Source) -> Iterator[Site]:
    """Leave out a letter."""
    yield from _slips(source, 6, lambda word, place: word[:place] + word[place + 1 :])


@mutator(family="degrade")
def doubled_letters(source: Source) -> Iterator[Site]:
    """Hit a key twice."""
    yield from _slips(source, 4, lambda word, place: word[: place + 1] + word[place:])
