"""Reorderings of the input among the sentences of the instruction, which may change places with it."""

import re
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise

from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.records import Change
from promptfuzz.strategies.layout import cue_start, input_blocks
from promptfuzz.strategies.reorder_arranged import ANCHORED, arranged, weight
from promptfuzz.strategies.reorder_inputs import labelled_inputs
from promptfuzz.strategies.reorder_moves import MOST_ORDERS, orders, permuted
from promptfuzz.strategies.reorder_places import BLANK, POINTS_ABOVE, POINTS_BELOW, is_settled
from promptfuzz.strategies.reorder_sentences import listing_unit
from promptfuzz.strategies.reorder_units import allowed_order, is_fragment, leans_back, runs_of_units, says_how

Spans = list[tuple[int, int]]
FEW = 3
MOST = 5


@mutator(family="reorder", parts=("template",))
def input_between(source: Source) -> Iterator[Site]:
    """Put the input between the sentences of the instruction, in their order or in another."""
    blocks, text = input_blocks(source.text), source.text
    if len(blocks) != 1 or is_settled(source):
        return
    start, stop = blocks[0]
    if not labelled_inputs(source, start, stop) and "```" not in text[start:stop]:
        return  # a sentence behind a bare input reads as part of it
    cue = cue_start(text)
    end = len(text.rstrip()) if cue is None else len(text[:cue].rstrip())
    for units in runs_of_units(source):
        if stop >= end and units[-1][1] == len(text[:start].rstrip()):
            found = [*_behind_some(source, units, blocks[0], cue), *_rearranged(source, units, blocks[0], cue)]
            found += _woven(source, units, blocks[0], cue)
        elif not text[:start].strip() and not text[stop : units[0][0]].strip() and units[-1][1] == end:
            found = [*_before_some(source, units, start)]
        else:
            continue
        if found:
            yield source.site(*found)


def _tail(source: Source, stop: int, cue: int | None) -> list[Change]:
    """Return the blank line before a trailing cue that stood close below the input."""
    return [source.edit(stop, cue, BLANK)] if cue is not None and source.text[stop:cue] == "\n" else []


def _behind_some(source: Source, units: Spans, block: tuple[int, int], cue: int | None) -> Iterator[list[Change]]:
    """Yield the input, which ends the prompt, behind only some of the sentences; an opening may be all of them."""
    text, last = source.text, units[-1][1]
    opening = len(text[: units[0][0]].rstrip())
    places = [(opening, units[0][0])] if opening else []
    places += _boundaries(source, units)
    for left, right in places[:: -(-len(places) // MOST_ORDERS) or 1]:
        if not POINTS_BELOW.search(text[right:last]) and not re.search(r"[:;,]\s*$", text[:left]):
            # Of two ways to say it, the one in which no other move brings "the text below" behind the text.
            points = POINTS_BELOW.search(text[units[0][0] : last])
            move = source.move(left, last, block[1]) if points else source.move(last, block[1], left)
            yield [*_joint(source, left, right), *_tail(source, block[1], cue), move]


def _joint(source: Source, left: int, right: int) -> list[Change]:
    return [source.edit(left, right, BLANK)] if source.text[left:right] != BLANK else []


def _before_some(source: Source, units: Spans, start: int) -> Iterator[list[Change]]:
    """Yield the input, which begins the prompt, behind some of the sentences."""
    places = list(_boundaries(source, units))
    for left, right in places[:: -(-len(places) // MOST_ORDERS) or 1]:
        if not POINTS_ABOVE.search(source.text[units[0][0] : left]):
            points = POINTS_ABOVE.search(source.text[right : units[-1][1]])
            head = (units[0][0], right, start) if points else (start, units[0][0], right)
            yield [source.edit(left, right, BLANK), source.move(*head)]


def _boundaries(source: Source, units: Spans) -> Iterator[tuple[int, int]]:
    """Yield the gaps before the sentences that name what they speak of."""
    inside = [s for s in source.sentences if units[0][0] <= s.start and s.stop <= units[-1][1]]
    for one, two in pairwise(inside):
        cut = source.text[two.start].islower() and source.text[one.start].isupper()
        text = source.text[two.start : two.stop]
        if not cut and not leans_back(text) and not is_fragment(text):
            yield one.stop, two.start


def _rearranged(source: Source, units: Spans, block: tuple[int, int], cue: int | None) -> Iterator[list[Change]]:
    """Yield two or three sentences in other orders, with the input, which ends the prompt, before or between them."""
    texts = [source.text[start:stop] for start, stop in units]
    if not 1 < len(units) <= FEW or re.search(r"[.?!]\s", texts[0]) or any(map(POINTS_BELOW.search, texts)):
        return
    leads = not source.text[: units[0][0]].strip()
    tail = _tail(source, block[1], cue)
    for order in orders(len(units)):
        if any(POINTS_ABOVE.search(text) for text in texts) or not allowed_order(texts, order, opened=not leads):
            continue
        # A third sentence that stays could be sent behind the first by another site, and would meet the input there.
        if leads and order[1:2] != (2,):
            yield [*_led(source, units, block, order), *tail]
        for place, ((_, left), (right, _)) in enumerate(pairwise(units), 1):
            if _task_trails(texts, order, place):
                continue
            if leads and len(units) == FEW - 1 and listing_unit(source, units) == 0:
                yield from _around_first(source, units, block, tail)
            else:
                swapped = permuted(source, units, order)
                yield [*_joint(source, left, right), *tail, source.move(units[-1][1], block[1], left), *swapped]


def _woven(source: Source, units: Spans, block: tuple[int, int], cue: int | None) -> Iterator[list[Change]]:
    """Yield two to five sentences in other orders with the input between them, behind the one that points at it."""
    texts = [source.text[start:stop] for start, stop in units]
    below = [number for number, text in enumerate(texts) if POINTS_BELOW.search(text)]
    if not 1 < len(units) <= MOST or (len(units) <= FEW and not below) or any(map(POINTS_ABOVE.search, texts)):
        return
    if any(is_fragment(text) for text in texts) or any(re.search(r":\s*$", text) for text in texts):
        return
    opened = bool(source.text[: units[0][0]].strip())
    weights = [weight(text) for text in texts]
    anchor = listing_unit(source, units)
    weights[next((n for n, text in enumerate(texts) if not says_how(text)), 0) if anchor is None else anchor] = ANCHORED
    gap = source.text[units[0][1] : units[1][0]]
    for order in orders(len(units)) if "\n" not in gap else []:
        if not allowed_order(texts, order, opened=opened):
            continue
        for place in range(1, len(units)):
            if all(number in order[:place] for number in below) and not _task_trails(texts, order, place):
                target = [*order[:place], len(units), *order[place:]]
                joined = partial(_joined, len(units), gap)
                # No other site edits the input: it always moves, also lest another site moves it elsewhere.
                tries = ([*weights, -1], [*(w % ANCHORED for w in weights), -1], [*(1 for _ in weights), -1])
                made = (arranged(source, [*units, block], target, each, joined) for each in tries)
                found = next((changes for changes in made if changes is not None), None)
                if found is not None:
                    yield [*found, *_tail(source, block[1], cue)]


def _joined(block: int, gap: str, left: int, right: int) -> str:
    return BLANK if block in {left, right} else gap


def _task_trails(texts: list[str], order: Sequence[int], place: int) -> bool:
    """Whether nothing but how to answer stands before the input, and the task behind it: three scraps of a prompt."""
    how = [says_how(texts[number]) for number in order]
    return all(how[:place]) and not all(how[place:])


def _led(source: Source, units: Spans, block: tuple[int, int], order: Sequence[int]) -> list[Change]:
    """Return the changes that put the input first and the sentences behind it in `order`."""
    (first, second), last = units[:2], units[-1]
    between = source.text[first[1] : second[0]]
    changes = _joint(source, first[1], second[0])
    if source.text[last[1] : block[0]] != between:
        changes.append(source.edit(last[1], block[0], between))
    return [*changes, *permuted(source, [*units, block], [len(units), *order])]


def _around_first(source: Source, units: Spans, block: tuple[int, int], tail: list[Change]) -> Iterator[list[Change]]:
    """Yield the second sentence, the input and the first; the first stays, so that its labels can move."""
    one, two = units
    if source.is_free(one[0], one[0] + 1):
        lead = source.edit(one[0], one[0] + 1, BLANK + source.text[one[0]])
        yield [source.edit(one[1], two[0], ""), lead, *tail, source.move(two[0], block[1], one[0])]
