"""Measures on the characters of two texts: chrF and exact match."""

from collections import Counter
from functools import lru_cache

_ORDER = 6


@lru_cache(maxsize=32)  # the counts of a long prompt take a hundred kilobytes
def _grams(text: str) -> tuple[Counter[str], ...]:
    joined = "".join(text.split())
    return tuple(Counter(joined[at : at + n] for at in range(len(joined) - n + 1)) for n in range(1, _ORDER + 1))


def chrf(a: str, b: str) -> float:
    """Return the character n-gram F-score of two texts, 0..1.

    Popović, "chrF: character n-gram F-score for automatic MT evaluation" (WMT 2015), with n = 1..6, spaces removed and
    β = 1: the paper weights recall, but neither of two outputs is a reference, and β = 1 is symmetric.
    """
    precision = recall = 0.0
    orders = 0
    for left, right in zip(_grams(a), _grams(b), strict=True):
        if not left and not right:
            continue
        orders += 1
        common = sum((left & right).values())
        precision += common / left.total() if left else 0.0
        recall += common / right.total() if right else 0.0
    if not orders:
        return 1.0 if a == b else 0.0
    total = precision + recall
    return 2 * precision * recall / total / orders if total else 0.0


def exact(a: str, b: str) -> float:
    """Return 1.0 if the texts are equal but for case, space and a closing full stop, else 0.0."""
    return float(_plain(a) == _plain(b))


def _plain(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip(" .!")
