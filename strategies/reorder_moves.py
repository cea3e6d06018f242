"""Orders as moves: from spans and the gaps between them to the moves and joints that put them in another order."""

from collections.abc import Iterator, Sequence
from itertools import permutations

from promptfuzz.mutators import Source
from promptfuzz.records import Change

Spans = Sequence[tuple[int, int]]
FEW = 4
MANY = 8
MOST_ORDERS = 24
_PARAGRAPH = "\n\n"


def orders(count: int) -> list[tuple[int, ...]]:
    """Return other orders of `count` things, mildest first.

    All of up to four; else shifts of one thing and the reverse; of more than eight, swaps of neighbours.
    """
    usual = tuple(range(count))
    if count <= FEW:
        found = [order for order in permutations(usual) if order != usual]
        return sorted(found, key=inversions)
    if count > MANY:
        apart = -(-(count - 1) // (MOST_ORDERS - 1))
        return [*(_shifted(usual, at, at + 1) for at in range(0, count - 1, apart)), usual[::-1]]
    found = list(dict.fromkeys(_shifted(usual, at, to) for at in usual for to in usual if at != to))
    return [*sorted(found, key=inversions)[: MOST_ORDERS - 1], usual[::-1]]


def _shifted(order: tuple[int, ...], at: int, to: int) -> tuple[int, ...]:
    rest = order[:at] + order[at + 1 :]
    return (*rest[:to], order[at], *rest[to:])


def inversions(order: Sequence[int]) -> int:
    """Count the pairs that stand the wrong way round."""
    return sum(a > b for place, a in enumerate(order) for b in order[place + 1 :])


def permuted(source: Source, spans: Spans, order: Sequence[int]) -> list[Change]:
    """Put ``spans[order[k]]`` where ``spans[k]`` stood; what lies between the spans stays."""
    return [source.move(*spans[which], spans[place][0]) for place, which in enumerate(order) if which != place]


def rearranged(source: Source, spans: Spans, order: Sequence[int], weights: Sequence[int]) -> list[Change]:
    """Put `spans` in `order` with as few moves as possible, of the lightest by `weights`.

    A span that stays can be edited by other sites, for moves are not nested: so a sentence that lists the labels
    stays and the others pass it. What moves arrives behind a span and brings the gap before it; the gap it leaves
    is edited away, so that sites which use the same gap clash.
    """
    blocks = swapped_blocks(order)
    if blocks is None:
        return permuted(source, spans, order)
    i, j, k = blocks
    later = sum(weights[i:j]) < sum(weights[j:k])
    for attempt in (_later, _earlier) if later else (_earlier, _later):
        changes = attempt(source, spans, *blocks)
        if changes is not None:
            return changes
    return permuted(source, spans, order)


def swapped_blocks(order: Sequence[int]) -> tuple[int, int, int] | None:
    """Return (i, j, k) where swapping the neighbouring blocks i..j and j..k gives `order`, else None."""
    i = next((place for place, which in enumerate(order) if which != place), None)
    if i is None:
        return None
    j = order[i]
    after = next((place for place in range(i, len(order)) if order[place] != j + place - i), len(order))
    k = j + after - i
    swapped = [*range(i), *range(j, k), *range(i, j), *range(k, len(order))]
    return (i, j, k) if swapped == list(order) else None


def _gap_before(source: Source, spans: Spans, number: int) -> tuple[int, int] | None:
    """Return the gap before a span, None at the start of a paragraph or of the lines under a heading."""
    start = spans[number][0]
    before = spans[number - 1][1] if number else len(source.text[:start].rstrip())
    if not number and source.text[before:start] != source.text[spans[0][1] : spans[1][0]]:
        return None
    return (before, start) if before and source.text[before:start].count("\n") < len(_PARAGRAPH) else None


def _earlier(source: Source, spans: Spans, i: int, j: int, k: int) -> list[Change] | None:
    """Move the block j..k before the block i..j."""
    start, end = spans[j][0], spans[k - 1][1]
    gap = (spans[j - 1][1], start)
    before = _gap_before(source, spans, i)
    if before is not None:
        if not source.is_free(start, start + 1):
            return None
        lead = source.edit(start, start + 1, source.text[slice(*before)] + source.text[start])
        return [source.edit(*gap, ""), lead, source.move(start, end, before[0])]
    if not source.is_free(end - 1, end):
        return None
    tail = source.edit(end - 1, end, source.text[end - 1] + source.text[slice(*gap)])
    return [source.edit(*gap, ""), tail, source.move(start, end, spans[i][0])]


def _later(source: Source, spans: Spans, i: int, j: int, k: int) -> list[Change] | None:
    """Move the block i..j after the block j..k."""
    start = spans[i][0]
    gap = (spans[j - 1][1], spans[j][0])
    left = _gap_before(source, spans, i)
    arrivals = left is None and "system" in source.prompt.sources  # a constraint from there could lose its gap
    if arrivals or not source.is_free(start, start + 1):
        return None
    lead = source.edit(start, start + 1, source.text[slice(*gap)] + source.text[start])
    return [source.edit(*(left or gap), ""), lead, source.move(start, spans[j - 1][1], spans[k - 1][1])]


def recased(source: Source, start: int, *, upper: bool) -> Iterator[Change]:
    """Yield the edit that gives the letter at `start` the case of its new place; nothing where it has it."""
    letter = source.text[start]
    wanted = letter.upper() if upper else letter.lower()
    word = source.text[start:].split(maxsplit=1)[0]
    if wanted != letter and (upper or not (word[1:2].isupper() or word == "I")):
        yield source.edit(start, start + 1, wanted)
