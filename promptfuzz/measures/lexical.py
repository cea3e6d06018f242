"""Measures on the characters of two texts: chrF and exact match."""

from collections import Counter
from functools import lru_cache
from typing import NamedTuple

_ORDER = 6


class _Grams(NamedTuple):
    """The n-grams of a text, how often those come that come more than once, and how many there are in all."""

    distinct: frozenset[str]
    repeated: dict[str, int]
    total: int

    def common(self, other: "_Grams") -> int:
        """Return how many n-grams both texts have, each as often as in the text that has it less often."""
        again = self.repeated.keys() & other.repeated.keys()
        more = sum(min(self.repeated[gram], other.repeated[gram]) - 1 for gram in again)
        return len(self.distinct & other.distinct) + more


@lru_cache(maxsize=32)  # the counts of a long prompt take a hundred kilobytes
def _grams(text: str) -> tuple[_Grams, ...]:
    joined = "".join(text.split())
    return tuple(_counted([joined[at : at + n] for at in range(len(joined) - n + 1)]) for n in range(1, _ORDER + 1))


def _counted(grams: list[str]) -> _Grams:
    distinct = frozenset(grams)
    if len(distinct) == len(grams):
        return _Grams(distinct, {}, len(grams))
    return _Grams(distinct, {gram: count for gram, count in Counter(grams).items() if count > 1}, len(grams))


def chrf(a: str, b: str) -> float:
    """Return the character n-gram F-score of two texts, 0..1.

    Popović, "chrF: character n-gram F-score for automatic MT evaluation" (WMT 2015), with n = 1..6, spaces removed and
    β = 1: the paper weights recall, but neither of two outputs is a reference, and β = 1 is symmetric.
    """
    precision = recall = 0.0
    orders = 0
    for left, right in zip(_grams(a), _grams(b), strict=True):
        if not left.total and not right.total:
            continue
        orders += 1
        common = left.common(right)
        precision += common / left.total if left.total else 0.0
        recall += common / right.total if right.total else 0.0
    if not orders:
        return 1.0 if a == b else 0.0
    total = precision + recall
    return 2 * precision * recall / total / orders if total else 0.0


def exact(a: str, b: str) -> float:
    """Return 1.0 if the texts are equal but for case, space and a closing full stop, else 0.0."""
    return float(_plain(a) == _plain(b))


def _plain(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip(" .!")
