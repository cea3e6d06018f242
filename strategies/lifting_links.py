"""Which edits of a lifted rewording only make sense together: from edits to groups that share a link."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from promptfuzz.records import Edit

_WORD = re.compile(r"\w+(?:['’]\w+)*")


def linked(edits: Sequence[Edit], source: str, name: str) -> list[tuple[Edit, ...]]:
    """Group `edits` of the text `source`, in their order; edits of one group share a link that begins with `name`.

    A word that goes in one place and comes in another has moved, and a question mark belongs to the words that make
    the question: half of either is a sentence that nobody would write.
    """
    gone, new = zip(*(_changed(edit, source) for edit in edits), strict=True) if edits else ((), ())
    home = list(range(len(edits)))
    comes: dict[str, list[int]] = {}
    for place, words in enumerate(new):
        for word in words:
            comes.setdefault(word, []).append(place)
    for place, words in enumerate(gone):
        for other in (_nearest(place, comes[word]) for word in words if word in comes):
            _join(home, place, other)
    for place in range(len(edits)):
        if place and "?" in source[edits[place].start : edits[place].stop] + edits[place].text:
            _join(home, place, place - 1)
    groups: dict[int, list[Edit]] = {}
    for place, edit in enumerate(edits):
        groups.setdefault(_root(home, place), []).append(edit)
    return [
        tuple(replace(edit, link=f"{name}-{number}") for edit in group) if len(group) > 1 else tuple(group)
        for number, group in groups.items()
    ]


def _changed(edit: Edit, source: str) -> tuple[Counter[str], Counter[str]]:
    """Return the words that an edit takes out and those that it puts in, without those that stay."""
    before = Counter(word.casefold() for word in _WORD.findall(source[edit.start : edit.stop]))
    after = Counter(word.casefold() for word in _WORD.findall(edit.text))
    return before - after, after - before


def _nearest(place: int, others: Sequence[int]) -> int:
    return min(others, key=lambda other: abs(other - place))


def _root(home: list[int], place: int) -> int:
    while home[place] != place:
        place = home[place]
    return place


def _join(home: list[int], one: int, other: int) -> None:
    first, second = sorted((_root(home, one), _root(home, other)))
    home[second] = first
