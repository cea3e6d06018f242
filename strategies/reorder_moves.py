"""Orders as moves: from spans and the gaps between them to the moves and joints that put them in another order."""

from collections.abc import Iterator, Sequence
from itertools import permutations

from promptfuzz.mutators import Source
from promptfuzz.records import Change

Spans = Sequence[tuple[int, int]]
FEW = 4
MOST_ORDERS = 14


def orders(count: int) -> list[tuple[int, ...]]:
    """Return other orders of `count` things, mildest first: all of up to four, else shifts of one and the reverse."""
    usual = tuple(range(count))
    if count <= FEW:
        found = [order for order in permutations(usual) if order != usual]
    else:
        found = [_shifted(usual, at, to) for at in usual for to in usual if at != to]
        found += [usual[::-1]]
        found = list(dict.fromkeys(order for order in found if order != usual))
    found.sort(key=inversions)
    return found if count <= FEW else [*found[: MOST_ORDERS - 1], usual[::-1]]


def _shifted(order: tuple[int, ...], at: int, to: int) -> tuple[int, ...]:
    rest = order[:at] + order[at + 1 :]
    return (*rest[:to], order[at], *rest[to:])


def inversions(order: Sequence[int]) -> int:
    """Count the pairs that stand the wrong way round."""
    return sum(a > b for place, a in enumerate(order) for b in order[place + 1 :])


def permuted(source: Source, spans: Spans, order: Sequence[int]) -> list[Change]:
    """Put ``spans[order[k]]`` where ``spans[k]`` stood; what lies between the spans stays."""
    return [source.move(*spans[which], spans[place][0]) for place, which in enumerate(order) if which != place]


def rearranged(source: Source, spans: Spans, order: Sequence[int], anchor: int | None = None) -> list[Change]:
    """Put `spans` in `order` with as few moves as possible, leaving span number `anchor` where it is.

    A span that stays can be edited by other sites, for moves are not nested: so a sentence that lists the labels
    stays and the others pass it.
    """
    blocks = _swapped_blocks(order)
    if blocks is None:
        return permuted(source, spans, order)
    first, middle, last = blocks
    passes_anchor = anchor is not None and middle <= anchor < last
    attempts = (_later, _earlier) if passes_anchor else (_earlier, _later)
    for attempt in attempts:
        if attempt is _later and spans[first][0] == 0:
            break  # what leaves the start of the text must leave it to something: see `input-place`
        changes = attempt(source, spans, first, middle, last)
        if changes is not None:
            return changes
    return permuted(source, spans, order)


def _swapped_blocks(order: Sequence[int]) -> tuple[int, int, int] | None:
    """Return (i, j, k) where swapping the neighbouring blocks i..j and j..k gives `order`, else None."""
    usual = list(range(len(order)))
    for i in usual:
        for j in range(i + 1, len(usual)):
            for k in range(j + 1, len(usual) + 1):
                if usual[:i] + usual[j:k] + usual[i:j] + usual[k:] == list(order):
                    return i, j, k
    return None


def _earlier(source: Source, spans: Spans, i: int, j: int, k: int) -> list[Change] | None:
    """Move the block j..k before the block i..j, with the gap after it or the gap before it."""
    if k < len(spans):
        return [source.move(spans[j][0], spans[k][0], spans[i][0])]
    if i > 0:
        return [source.move(spans[j - 1][1], spans[k - 1][1], spans[i - 1][1])]
    end = spans[k - 1][1]
    gap = source.text[spans[j - 1][1] : spans[j][0]]
    if not source.is_free(end - 1, end):
        return None
    return [
        source.edit(spans[j - 1][1], spans[j][0], ""),
        source.edit(end - 1, end, source.text[end - 1] + gap),
        source.move(spans[j][0], end, spans[i][0]),
    ]


def _later(source: Source, spans: Spans, i: int, j: int, k: int) -> list[Change] | None:
    """Move the block i..j after the block j..k, with the gap before it or the gap after it."""
    if i > 0:
        return [source.move(spans[i - 1][1], spans[j - 1][1], spans[k - 1][1])]
    if k < len(spans):
        return [source.move(spans[i][0], spans[j][0], spans[k][0])]
    start = spans[i][0]
    gap = source.text[spans[j - 1][1] : spans[j][0]]
    if not source.is_free(start, start + 1):
        return None
    return [
        source.edit(spans[j - 1][1], spans[j][0], ""),
        source.edit(start, start + 1, gap + source.text[start]),
        source.move(start, spans[j - 1][1], spans[k - 1][1]),
    ]


def recased(source: Source, start: int, *, upper: bool) -> Iterator[Change]:
    """Yield the edit that gives the letter at `start` the case of its new place; nothing where it has it."""
    letter = source.text[start]
    wanted = letter.upper() if upper else letter.lower()
    word = source.text[start:].split(maxsplit=1)[0]
    if wanted != letter and (upper or not (word[1:2].isupper() or word == "I")):
        yield source.edit(start, start + 1, wanted)
