"""Says which words of a prompt its dependence rests on, by random half-sets of edits (DESIGN §5.13)."""

from collections.abc import Callable, Sequence

import numpy as np

from promptfuzz.engine.asking import Task
from promptfuzz.engine.evidence import UNKNOWN_SHARE
from promptfuzz.engine.items import item_of
from promptfuzz.engine.plan import CellPlan
from promptfuzz.errors import UsageError
from promptfuzz.records import Change, Estimate, Output, Request, Variant, Word
from promptfuzz.statistics.attribution import attribute, confirmations, design, family_wise_p

Unit = tuple[Change, ...]
Changed = Callable[[Variant, int, Output], bool | None]
"""Whether an output of a variant is another answer than the base's; None where it cannot be told."""
MOST_UNITS = 16
FEWEST_UNITS = 3
LEAST_ROWS = 24
ROWS_A_WORD, NOISY_ROWS_A_WORD = 2, 4
ALONE_SAMPLES, MOST_ALONE = 8, 3
ATTRIBUTE_SAMPLE = 3_000_000
ATTRIBUTE_CALLS = NOISY_ROWS_A_WORD * MOST_UNITS + MOST_ALONE * ALONE_SAMPLES


def attribute_words(
    plan: CellPlan, found: Variant, case: int, changed: Changed, noise: float | None
) -> Task[tuple[Word, ...]]:
    """Return the words at the places of `found` and of other edits of its family, those that matter most first.

    Args:
        plan: the cell, whose sites give the other edits.
        found: a variant that changes the answer; its edits are among those tried.
        case: the case that is asked.
        changed: judges the output of a variant.
        noise: how often the base itself gives another answer, 0..1; None for a deterministic model.
    """
    units = _units(plan, found, case)
    if len(units) < FEWEST_UNITS:
        return ()
    rng = plan.settings.rng("attribute", plan.prompt.key, plan.family)
    count = max(LEAST_ROWS, len(units) * (ROWS_A_WORD if noise is None else NOISY_ROWS_A_WORD))
    rows = design(len(units), count, rng.randrange(2**32))
    if noise is not None:
        rows = np.resize(rows, (count, len(units)))
    asked = [_with(found, [unit for unit, on in zip(units, row, strict=True) if on]) for row in rows]
    kept = [place for place, variant in enumerate(asked) if variant is not None and plan.guard.passes(variant)]
    variants = [variant for variant in (asked[place] for place in kept) if variant is not None]
    first = 0 if noise is None else ATTRIBUTE_SAMPLE
    numbers = [0 if noise is None else first + place for place in kept]
    outputs = yield [Request(v.render(case), n) for v, n in zip(variants, numbers, strict=True)]
    answered = [
        (place, float(flip))
        for place, variant, output in zip(kept, variants, outputs, strict=True)
        if output is not None and not output.failed and (flip := changed(variant, case, output)) is not None
    ]
    ended = any(output is None or output.failed for output in outputs)
    if ended or len(answered) < (1 - UNKNOWN_SHARE) * len(outputs) or len(answered) <= len(units):
        return ()  # the budget ended, answers were cut, or the guard refused most of the sets
    tried = rows[[place for place, _ in answered]]
    flips = np.array([value for _, value in answered])
    estimates = attribute(tried, flips, noise or 0.0)
    p_values = family_wise_p(tried, flips, rng.randrange(2**32))
    alone = yield from _alone(found, units, confirmations(estimates, p_values, MOST_ALONE), case, changed, noise)
    return _words(found, units, estimates, alone)


def _units(plan: CellPlan, found: Variant, case: int) -> list[Unit]:
    """Return the units of `found`, and of other places those that go together with all that were taken before."""
    units: list[Unit] = list(found.units)
    rng = plan.settings.rng("attribute", plan.prompt.key, plan.family, "places")
    offers = plan.offers_of(case)
    if offers is None:
        return units
    barred = 0
    for place in rng.sample(offers.by_mutator, len(offers.by_mutator)):
        if len(units) >= MOST_UNITS:
            break
        offer = rng.choice(rng.choice(place))
        touched = offers.footprint(offer)
        unit = offers.edits[offer]
        if touched.covers & barred or _with(found, [*units, unit]) is None:
            continue
        units.append(unit)
        barred |= touched.bars
    return units


def _with(variant: Variant, units: Sequence[Unit]) -> Variant | None:
    try:
        return Variant(variant.prompt, tuple(edit for unit in units for edit in unit))
    except UsageError:
        return None


def _alone(
    found: Variant, units: Sequence[Unit], chosen: Sequence[int], case: int, changed: Changed, noise: float | None
) -> Task[dict[int, bool]]:
    """Ask the edits that seem to matter each alone: does it change the answer by itself, most of the time?"""
    samples = 1 if noise is None else ALONE_SAMPLES
    single = {place: variant for place in chosen if (variant := _with(found, [units[place]])) is not None}
    first = 0 if noise is None else ATTRIBUTE_SAMPLE
    requests = [Request(v.render(case), first + n) for v in single.values() for n in range(samples)]
    outputs = yield requests
    alone: dict[int, bool] = {}
    for number, (place, variant) in enumerate(single.items()):
        mine = outputs[number * samples : (number + 1) * samples]
        told = [changed(variant, case, output) for output in mine if output is not None and not output.failed]
        flips = [flip for flip in told if flip is not None]
        if len(flips) == samples:
            alone[place] = sum(flips) > samples * (1 + (noise or 0.0)) / 2
    return alone


def _words(
    found: Variant, units: Sequence[Unit], estimates: Sequence[Estimate], alone: dict[int, bool]
) -> tuple[Word, ...]:
    weighed = enumerate(zip(units, estimates, strict=True))
    items = [item_of(found.prompt, unit, weight, alone=alone.get(place)) for place, (unit, weight) in weighed]
    words = [item for item in items if item is not None]
    own = {(edit.part, edit.start) for edit in found.edits}
    if not any((word.part, word.start) in own or word.ci[0] > 0 for word in words if word.ci is not None):
        return ()  # what matters is put between words, and no word is to be named in its place
    return tuple(sorted(words, key=lambda word: (-word.weight, word.part, word.start)))
