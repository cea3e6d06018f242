"""Which tokens two texts share in the same order: from two lists to matching blocks, also for very long lists."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

Block = tuple[int, int, int]

SHORT = 600  # tokens of both lists together that difflib, which is quadratic at worst, compares in a few milliseconds
WIDE = 4_000_000  # pairs of tokens between two anchors from which they count as replaced altogether
GRAM = 6


def matching_blocks(before: Sequence[str], after: Sequence[str]) -> list[Block]:
    """Return (place in `before`, place in `after`, length) of each run that both have, in order, without overlaps."""
    if len(before) + len(after) <= SHORT:
        return list(_between(before, after, 0, 0))
    pairs: list[Block] = []
    left = right = 0
    for first, second in [*_anchors(before, after), (len(before), len(after))]:
        pairs += _between(before[left:first], after[right:second], left, right)
        if first < len(before):
            pairs.append((first, second, 1))
        left, right = first + 1, second + 1
    return _joined(pairs)


def hunks(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """Yield (start, stop) in `before` and (start, stop) in `after` of each run in which they differ."""
    left = right = 0
    for first, second, size in [*matching_blocks(before, after), (len(before), len(after), 0)]:
        if left < first or right < second:
            yield left, first, right, second
        left, right = first + size, second + size


def _between(before: Sequence[str], after: Sequence[str], left: int, right: int) -> Iterator[Block]:
    if len(before) * len(after) > WIDE:
        return
    for block in SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()[:-1]:
        yield block.a + left, block.b + right, block.size


def _anchors(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int]]:
    """Return pairs of places, rising in both, at which the same run of tokens begins that is unique in each."""
    places = _unique(after)
    pairs = [(first, places[gram]) for gram, first in _unique(before).items() if gram in places]
    ends: list[int] = []
    tails: list[int] = []
    previous: list[int] = []
    for number, (_, second) in enumerate(pairs):
        length = bisect_left(ends, second)
        previous.append(tails[length - 1] if length else -1)
        ends[length : length + 1] = [second]
        tails[length : length + 1] = [number]
    chain: list[tuple[int, int]] = []
    at = tails[-1] if tails else -1
    while at >= 0:
        chain.append(pairs[at])
        at = previous[at]
    return chain[::-1]


def _unique(tokens: Sequence[str]) -> dict[tuple[str, ...], int]:
    grams = [tuple(tokens[place : place + GRAM]) for place in range(len(tokens) - GRAM + 1)]
    counts = Counter(grams)
    return {gram: place for place, gram in enumerate(grams) if counts[gram] == 1}


def _joined(blocks: Sequence[Block]) -> list[Block]:
    joined: list[Block] = []
    for first, second, size in blocks:
        if joined and (joined[-1][0] + joined[-1][2], joined[-1][1] + joined[-1][2]) == (first, second):
            joined[-1] = (*joined[-1][:2], joined[-1][2] + size)
        else:
            joined.append((first, second, size))
    return joined
