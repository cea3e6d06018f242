"""Reorderings of sentences: independent ones change places, and a question may follow how to answer it."""

import itertools
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.records import Change
from promptfuzz.strategies.reorder_arranged import ANCHORED, arranged, weight
from promptfuzz.strategies.reorder_moves import FEW, Spans, orders, rearranged, recased, swapped_blocks
from promptfuzz.strategies.reorder_units import allowed_order, runs_of_units, says_how

_HOW_TO_ANSWER = re.compile(r"^(?:Answer|Reply|Respond|Say)\b[^.,;:?!\n]{3,60}\.$")
_QUESTION = re.compile(
    r"^(?:What|Which|Who|Where|When|How|Why|Is|Are|Was|Were|Does|Do|Did|Has|Have|Had|Can|Will|In which|On which|"
    r"At what)\b[^.,;:?!\n]+\?$"
)


def listing_unit(source: Source, units: Spans) -> int | None:
    """Return the number of the unit that lists the labels, which other sites move, else None."""
    labels = sorted(s.start for s in source.protected if s.kind in {"label", "quoted", "option"})
    counts = (bisect_left(labels, stop) - bisect_left(labels, start) for start, stop in units)
    return next((number for number, count in enumerate(counts) if count > 1), None)


@mutator(family="reorder")
def sentence_order(source: Source) -> Iterator[Site]:
    """Put independent sentences in another order; what leans on a sentence before it stays behind it."""
    for units in runs_of_units(source):
        if len(units) < 2:
            continue
        texts = [source.text[start:stop] for start, stop in units]
        listing = listing_unit(source, units)
        tasks = [number for number, text in enumerate(texts) if not says_how(text)]
        anchor = listing if listing is not None else tasks[0] if tasks else 0
        weights = [ANCHORED if number == anchor else weight(text) for number, text in enumerate(texts)]
        opened = bool(source.text[: units[0][0]].strip())
        allowed = [order for order in orders(len(units)) if allowed_order(texts, order, opened=opened)]
        if allowed:
            yield source.site(*(_ordered(source, units, order, weights) for order in allowed))


def _ordered(source: Source, units: Spans, order: Sequence[int], weights: Sequence[int]) -> list[Change]:
    def between(_: int, which: int) -> str:
        return source.text[units[which - 1][1] : units[which][0]] if which else gap

    gap = source.text[units[0][1] : units[1][0]]
    few = len(units) <= FEW and swapped_blocks(order) is None
    found = arranged(source, units, order, weights, between) if few else None
    return found if found is not None else rearranged(source, units, order, weights)


@mutator(family="reorder")
def question_last(source: Source) -> Iterator[Site]:
    """Say how to answer before the question, joined by a colon: "Answer yes or no: is it late?"."""
    for units in runs_of_units(source):
        for one, two in itertools.pairwise(units):
            question, how = source.text[slice(*one)], source.text[slice(*two)]
            if _QUESTION.match(question) and _HOW_TO_ANSWER.match(how) and says_how(how):
                yield from _joined(source, one, two, how_stays=listing_unit(source, (one, two)) == 1)


def _joined(source: Source, one: tuple[int, int], two: tuple[int, int], *, how_stays: bool) -> Iterator[Site]:
    first, dot = (one[0], one[0] + 1), (two[1] - 1, two[1])
    if not (source.is_free(*first) and source.is_free(*dot)):
        return
    changes: list[Change] = [source.edit(one[1], two[0], "")]
    if how_stays:
        changes += [
            source.edit(*dot, ":"),
            source.edit(*first, " " + source.text[one[0]].lower()),
            source.move(*one, two[1]),
        ]
    else:
        changes += [source.edit(*dot, ": "), *recased(source, one[0], upper=False), source.move(*two, one[0])]
    yield source.site(changes)
