"""Measures how the answers hold up as more of the words are damaged (DESIGN §5.12)."""

from promptfuzz.engine.asking import Task
from promptfuzz.engine.attributing import Changed
from promptfuzz.engine.plan import CellPlan
from promptfuzz.mutators import FAMILIES, Offers
from promptfuzz.mutators.ladder import ladder
from promptfuzz.records import DoseResponse, Request, Variant
from promptfuzz.render import dose
from promptfuzz.statistics.dose import bisecting_doses, dose_response

DOSES = 6
LADDERS = 10
DOSE_CALLS = (DOSES + 2) * LADDERS
DOSE_SAMPLE = 4_000_000
NEAR = 0.05
"""How far below its rung a variant may stay, as a share of the words, and still be counted there."""


def measure_doses(
    plan: CellPlan, cases: list[int], changed: Changed, base: tuple[int, int], *, sampling: bool
) -> Task[DoseResponse | None]:
    """Return agreement by dose over six doses and up to two more at a cliff; None where too few could be asked.

    Args:
        plan: the cell of a family whose edits damage words.
        cases: the cases to be asked, in turn.
        changed: judges the output of a variant.
        base: how many of the base's own repeats agreed with its answer, of how many.
        sampling: whether the model samples.
    """
    offers = plan.offers_of(cases[0])
    if offers is None or not base[0]:
        return None
    limit = min(FAMILIES[plan.family].dose, 1.0)
    counts: dict[float, list[int]] = {}
    first = [limit * (step + 1) / DOSES for step in range(DOSES)]
    calls = yield from _ask(plan, offers, first, cases, changed, counts, sampling=sampling)
    measured = {rung: (agreed, asked) for rung, (agreed, asked) in sorted(counts.items()) if asked}
    if calls is None or len(measured) < 2:
        return None
    extra = bisecting_doses(list(measured), list(measured.values()), base)
    more = yield from _ask(plan, offers, list(extra), cases, changed, counts, sampling=sampling)
    measured = {rung: (agreed, asked) for rung, (agreed, asked) in sorted(counts.items()) if asked}
    seed = plan.settings.rng("dose", plan.prompt.key, plan.family, "interval").randrange(2**32)
    return dose_response(list(measured), list(measured.values()), base, calls + (more or 0), seed, sampling=sampling)


def _ask(
    plan: CellPlan,
    offers: Offers,
    doses: list[float],
    cases: list[int],
    changed: Changed,
    counts: dict[float, list[int]],
    *,
    sampling: bool,
) -> Task[int | None]:
    """Ask ten nested variants a dose and count those that agree; None where the budget ended."""
    asked: list[tuple[float, Variant, int, Request]] = []
    for number in range(LADDERS):
        rng = plan.settings.rng("dose", plan.prompt.key, plan.family, number)
        for rung, variant in zip(sorted(doses), ladder(plan.prompt, offers, doses, rng), strict=True):
            case = cases[number % len(cases)]
            if variant.edits and dose(variant) >= rung - NEAR:
                asked.append((rung, variant, case, Request(variant.render(case), DOSE_SAMPLE * sampling)))
    outputs = yield [request for *_, request in asked]
    for (rung, variant, case, _), output in zip(asked, outputs, strict=True):
        flip = None if output is None or output.failed else changed(variant, case, output)
        if flip is not None:
            count = counts.setdefault(rung, [0, 0])
            count[0] += not flip
            count[1] += 1
    return None if any(output is None for output in outputs) else len({request for *_, request in asked})
