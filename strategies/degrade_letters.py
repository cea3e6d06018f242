"""Degradations of letters: one slip of the fingers in a word that stays recognisable."""

from collections.abc import Callable, Iterator, Sequence
from zlib import crc32

from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.render import Span
from promptfuzz.strategies.degrade_places import words
from promptfuzz.strategies.paraphrase_rules import words_in

MOST = 2


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


def by_letters(word: str, places: Sequence[int]) -> list[int]:
    """Return `places` in an order that depends on the letters of `word` alone, so that slips are varied but fixed."""
    return sorted(places, key=lambda place: crc32(f"{place}{word.lower()}".encode()))


def slips(source: Source, least: int, slip: Callable[[str, int], str]) -> Iterator[Site]:
    """Yield a site for each word of at least `least` letters in which `slip` finds a place.

    First and last letter stay, which carry recognition, number and tense; what would be another word is left out.
    """
    risky = words_in("slips", "risky")
    for word, text in slippable(source, least):
        found = dict.fromkeys(slip(text, place) for place in by_letters(text, range(1, len(text) - 1)))
        usable = [new for new in found if new != text and new.lower() not in risky]
        if usable:
            # The whole word is replaced, so that two slips in one word exclude each other.
            yield source.site(*(source.edit(word.start, word.stop, new) for new in usable[:MOST]))


@mutator(family="degrade")
def transposed_letters(source: Source) -> Iterator[Site]:
    """Type two letters in the wrong order."""

    def slip(word: str, place: int) -> str:
        if place + 1 >= len(word) - 1:
            return word  # the last letter stays
        return word[:place] + word[place + 1] + word[place] + word[place + 2 :]

    yield from slips(source, 4, slip)


@mutator(family="degrade")
def dropped_letters(source: Source) -> Iterator[Site]:
    """Leave out a letter."""
    yield from slips(source, 6, lambda word, place: word[:place] + word[place + 1 :])


@mutator(family="degrade")
def doubled_letters(source: Source) -> Iterator[Site]:
    """Hit a key twice."""
    yield from slips(source, 4, lambda word, place: word[: place + 1] + word[place:])


@mutator(family="degrade")
def undoubled_letters(source: Source) -> Iterator[Site]:
    """Write one letter where there are two."""

    def slip(word: str, place: int) -> str:
        return word[:place] + word[place + 1 :] if word[place] == word[place + 1] else word

    yield from slips(source, 6, slip)
