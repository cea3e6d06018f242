"""Probes a deterministic model: all edits of a family that go together at once, then halved (DESIGN §6).

They feed counterexamples, never the share of flips: a rare trigger that thirty random variants miss is in one of these.
"""

import itertools
from collections.abc import Iterator, Sequence

from promptfuzz.engine.asking import Task
from promptfuzz.engine.evidence import CellEvidence, Kind, Minimal, PromptEvidence, Trial
from promptfuzz.engine.faults import contained
from promptfuzz.engine.guard import Guard
from promptfuzz.engine.judging import Judge
from promptfuzz.engine.minimising import judged, minimise
from promptfuzz.engine.reading import cell_finding_of
from promptfuzz.engine.stages import within
from promptfuzz.engine.state import RunState
from promptfuzz.engine.verdicts import cell_record
from promptfuzz.events import FindingSaved, Phase
from promptfuzz.mutators import FAMILIES, Offers
from promptfuzz.records import Request, Variant

MOST_PROBES = 6
# A prompt of 100 kB offers tens of thousands of sites; so many in one text tell nothing that fewer do not.
MOST_SITES = 400
PROBE_CALLS = 40
# A cell takes about thirty calls by itself; where the budget has hardly more for it, they are not spent on probes.
LEAST_A_CELL = 100


def probe_cells(state: RunState, judge: Judge, evidence: PromptEvidence) -> Task[None]:
    """Ask the probes of each cell of a prompt, and shrink the first flip of a value that one shows.

    Where what judges crashes, the drawn variants are asked all the same.
    """
    asking = within(state, Phase.PROBING, _probe(state, judge, evidence))
    yield from contained(state, judge, asking)


def _probe(state: RunState, judge: Judge, evidence: PromptEvidence) -> Task[None]:
    typed = [case for case in evidence.cases if evidence.is_typed(case)]
    if state.sampling or not typed or state.asker.left < LEAST_A_CELL * len(evidence.cells):
        return
    waiting = [(cell, probes_of(cell, typed[0])) for cell in evidence.cells if cell.plan.sites]
    # The fullest probe of every family first: most triggers are in it.
    for first, last in ((0, 1), (1, MOST_PROBES)):
        asked = [(cell, variant) for cell, probes in waiting for variant in probes[first:last]]
        outputs = yield [Request(variant.render(typed[0])) for _, variant in asked]
        for (cell, variant), output in zip(asked, outputs, strict=True):
            trials = judged(judge, evidence, variant, [typed[0]], [output])
            if cell.minimal is None and trials and trials[0].kind is Kind.VALUE:
                yield from _shrink(state, judge, evidence, cell, trials[0])
                if state.sampling:
                    return
        waiting = [(cell, probes) for cell, probes in waiting if cell.minimal is None]


def _shrink(state: RunState, judge: Judge, evidence: PromptEvidence, cell: CellEvidence, trial: Trial) -> Task[None]:
    """Shrink a flip, and keep it where it comes back on repeats; tell the listeners what it shows so far."""
    shrinking: Task[Minimal] = minimise(state, judge, evidence, trial, cell.plan.guard)
    found = yield from contained(state, judge, within(state, Phase.SHRINKING, shrinking))
    if found is None or state.sampling or not found.trial.confirmed:
        return
    found.probed = True
    cell.minimal = found
    finding = cell_finding_of(state, evidence, cell, cell_record(state, evidence, cell, 1.0, None))
    if finding is not None:
        state.emit(FindingSaved(finding))


def probes_of(cell: CellEvidence, case: int) -> list[Variant]:
    """Return a few variants that hold every site of the cell between them, the fullest first."""
    offers = cell.plan.offers_of(case)
    if offers is None:
        return []
    guard = Guard(cell.plan.family)
    found = [variant for taken in _packed(offers) for variant in _passing(offers, taken, guard)]
    return found[:MOST_PROBES]


def _packed(offers: Offers) -> Iterator[list[int]]:
    """Yield sets of offers that go together, until the mildest offer of every site was in one."""
    left = _mildest(offers)
    dose = min(FAMILIES[site.family].dose for site in offers.sites)
    for _ in range(MOST_PROBES):
        taken: list[int] = []
        rest: list[int] = []
        barred, damage = 0, 0.0
        for offer in left:
            touched = offers.footprint(offer)
            after = damage + (offers.damage(offer) if dose < 1 else 0.0)
            if touched.covers & barred or (taken and after > dose):
                rest.append(offer)
            else:
                taken.append(offer)
                barred, damage = barred | touched.bars, after
        if not taken:
            return
        yield taken
        left = rest


def _mildest(offers: Offers) -> list[int]:
    """Return the first offer of each site, the mutators in turn and each beginning at another of its sites.

    Slips are offered at every word, and half of the words at most may have one: in turn, many kinds find a place.
    """
    by_mutator: dict[str, list[int]] = {}
    seen: set[int] = set()
    for offer, owner in enumerate(offers.owners):
        if owner not in seen:
            seen.add(owner)
            by_mutator.setdefault(offers.sites[owner].mutator, []).append(offer)
    turned = [own[at % len(own) :] + own[: at % len(own)] for at, own in enumerate(by_mutator.values())]
    in_turn = (offer for turn in itertools.zip_longest(*turned) for offer in turn if offer is not None)
    return list(itertools.islice(in_turn, MOST_SITES))


def _passing(offers: Offers, taken: Sequence[int], guard: Guard) -> Iterator[Variant]:
    """Yield the variant of `taken` where it may be asked, else those of its halves that may."""
    variant = offers.variant(taken)
    if variant is not None and guard.passes(variant):
        yield variant
    elif len(taken) > 1:
        middle = len(taken) // 2
        yield from _passing(offers, taken[:middle], guard)
        yield from _passing(offers, taken[middle:], guard)
