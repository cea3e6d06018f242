"""Verbs that tell one deal from its two sides: what one lends another borrows, so with other subjects they agree."""

from dataclasses import replace
from functools import lru_cache

from promptfuzz.oracle.prose.frames import Difference, Frame, is_content
from promptfuzz.oracle.prose.roles import swapped
from promptfuzz.oracle.prose.words import Word, stem

_DEALS = tuple(
    frozenset(map(stem, pair.split()))
    for pair in ("lend borrow", "buy sell", "teach learn", "give receive", "give take", "send receive", "let rent")
)


@lru_cache(maxsize=16384)
def without_converses(diff: Difference) -> Difference:
    """Return the difference without opposites that are one deal told of either party."""
    if swapped(diff):
        return diff  # the parties have changed places with the verb: the two turns cancel
    kept = tuple(pair for pair in diff.opposites if not _one_deal(diff, *pair))
    return diff if len(kept) == len(diff.opposites) else replace(diff, opposites=kept)


def _one_deal(diff: Difference, one: Word, other: Word) -> bool:
    if frozenset({one.stem, other.stem}) not in _DEALS:
        return False
    left, right = _subject(diff.a, one), _subject(diff.b, other)
    return bool(left and right) and left != right


def _subject(side: Frame, verb: Word) -> str:
    """Return the head of the word of content, or of the person, that stands next before a verb."""
    before = side.words[: side.words.index(verb)]
    return next((word.head for word in reversed(before) if is_content(word) or word.text in _PERSONS), "")


_PERSONS = frozenset("i you he she we they who".split())
