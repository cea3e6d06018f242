"""Arrangements: sentences and input in another order, moving what other sites have least to change inside."""

from collections.abc import Callable, Sequence
from functools import lru_cache

from promptfuzz.mutators import Source
from promptfuzz.records import Change
from promptfuzz.strategies.reorder_clauses import moves_clause
from promptfuzz.strategies.reorder_phrases import moves_word

Spans = Sequence[tuple[int, int]]
Between = Callable[[int, int], str]
ANCHORED = 100


@lru_cache(maxsize=8192)
def weight(text: str) -> int:
    """Return how much would be lost if a sentence moved whole: moves are not nested, so what moves stays as it is."""
    return 1 + 2 * moves_clause(text) + 3 * moves_word(text)


def arranged(
    source: Source, spans: Spans, order: Sequence[int], weights: Sequence[int], between: Between
) -> list[Change] | None:
    """Put `spans` in `order` with ``between(i, j)`` before each, moving the lightest; None where it cannot be told.

    What moves brings the text before it, and the gap it leaves is edited away: sites that use the gap clash.
    """
    fixed = _heaviest(order, weights)
    changes: list[Change] = []
    if order[0] not in fixed:
        # Before what is first there is no gap to bring along: one sentence may go there, and brings the gap behind it.
        if order[1] != fixed[0] or fixed[0] or _carries(spans, order[0], source):
            return None
        led = _brought(source, spans, order[0], spans[0][0], "", between(order[0], order[1]))
        if led is None:
            return None
        changes += led
    changes += [source.edit(spans[n][1], spans[n + 1][0], "") for n in range(fixed[0])]
    for number, left in enumerate(fixed):
        right = fixed[number + 1] if number + 1 < len(fixed) else None
        end = len(order) if right is None else order.index(right)
        found = _filled(source, spans, (left, right), order[order.index(left) + 1 : end], between)
        if found is None:
            return None
        changes += found
    return changes


def _heaviest(order: Sequence[int], weights: Sequence[int]) -> list[int]:
    """Return the heaviest increasing run of `order`: what stays."""
    best: list[tuple[int, int, list[int]]] = []
    for place, which in enumerate(order):
        none: tuple[int, int, list[int]] = (0, 0, [])
        weighed, count, run = max((best[n] for n in range(place) if order[n] < which), default=none)
        best.append((weighed + weights[which], count + 1, [*run, which]))
    return max(best)[2]


def _filled(
    source: Source, spans: Spans, sides: tuple[int, int | None], arriving: Sequence[int], between: Between
) -> list[Change] | None:
    """Return the changes from one span that stays to the next: what leaves from there and what arrives."""
    left, right = sides
    last = len(spans) - 1 if right is None else right
    leaves = [n for n in range(left, last) if n + 1 == right or not _carries(spans, n + 1, source)]
    kept = [(spans[n][1], spans[n + 1][0]) for n in leaves]
    texts = ["" for _ in kept]
    places = [spans[left][1], *(stop for _, stop in kept)]
    chain = [left, *arriving]
    tail = ""
    if right is not None:
        closing = between(chain[-1], right)
        if len(arriving) > len(kept):
            texts[-1], tail = between(chain[-2], chain[-1]), closing
        else:
            texts[-1] = closing
    if len(arriving) > len(places):
        return None
    changes: list[Change] = [
        source.edit(*gap, text) for gap, text in zip(kept, texts, strict=True) if source.text[slice(*gap)] != text
    ]
    for number, (which, place) in enumerate(zip(arriving, places, strict=False)):
        trails = bool(tail) and number + 1 == len(arriving)
        found = _brought(
            source, spans, which, place, "" if trails else between(chain[number], which), tail if trails else ""
        )
        if found is None:
            return None
        changes += found
    return changes


def _carries(spans: Spans, number: int, source: Source) -> bool:
    """Whether a span moves with the blank line before it."""
    return number == len(spans) - 1 and source.text[spans[number - 1][1] : spans[number][0]] == "\n\n"


def _brought(source: Source, spans: Spans, which: int, place: int, lead: str, tail: str) -> list[Change] | None:
    start, stop = spans[which]
    if _carries(spans, which, source):
        return [source.move(spans[which - 1][1], stop, place)] if lead == "\n\n" and not tail else None
    at = stop - 1 if tail else start
    if not source.is_free(at, at + 1) or not lead + tail:
        return None
    return [source.edit(at, at + 1, lead + source.text[at] + tail), source.move(start, stop, place)]
