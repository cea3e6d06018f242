"""What is asked of a dependent cell with the calls that are left: which words matter, and from which dose on."""

from collections.abc import Iterator
from functools import partial

from promptfuzz.engine.asking import Task
from promptfuzz.engine.attributing import ATTRIBUTE_CALLS, Changed, attribute_words
from promptfuzz.engine.crowd import Crowd
from promptfuzz.engine.dosing import DOSE_CALLS, measure_doses
from promptfuzz.engine.evidence import CellEvidence, PromptEvidence, Said
from promptfuzz.engine.faults import contained
from promptfuzz.engine.judging import Judge
from promptfuzz.engine.reading import confirmed_of, is_dependent
from promptfuzz.engine.rounds import Job
from promptfuzz.engine.stages import within
from promptfuzz.engine.state import RunState
from promptfuzz.events import Phase
from promptfuzz.mutators import FAMILIES
from promptfuzz.records import Output, Variant


def explaining_jobs(state: RunState, judge: Judge, evidence: PromptEvidence, crowd: Crowd | None) -> Iterator[Job]:
    """Yield a job for each dependent cell of a prompt; `crowd` holds the base's samples where the model samples."""
    for cell in evidence.cells:
        if is_dependent(state, evidence, cell):
            most = ATTRIBUTE_CALLS + DOSE_CALLS
            yield Job(partial(_explained, state, judge, evidence, cell, crowd), most, partial(_spend, cell))


def _spend(cell: CellEvidence, calls: int) -> None:
    cell.calls += calls


def _explained(
    state: RunState, judge: Judge, evidence: PromptEvidence, cell: CellEvidence, crowd: Crowd | None
) -> Task[None]:
    """Explain a cell; where what judges crashes, the verdict stays without it."""

    def flipped(variant: Variant, case: int, output: Output) -> bool | None:
        asked = (variant, case, variant.render(case), output)
        (trial,) = judge.trials([asked], evidence.placebos)
        return trial.flipped if trial.known else None

    def stands_out(variant: Variant, case: int, output: Output) -> bool | None:
        assert crowd is not None
        said = Said(output.said, variant.render(case), case)
        return None if judge.is_cut(output, said.messages) else crowd.differs(case, said)

    changed: Changed = flipped if crowd is None else stands_out
    for explain in (_attribute, _measure):
        task = explain(state, evidence, cell, crowd, changed)
        yield from contained(state, judge, within(state, Phase.EXPLAINING, task))


def _attribute(
    state: RunState, evidence: PromptEvidence, cell: CellEvidence, crowd: Crowd | None, changed: Changed
) -> Task[None]:
    """Attribute the change to words."""
    found = _shown(state, evidence, cell)
    if found is not None:
        variant, case = found
        noise = None if crowd is None else crowd.own_rate(case)
        cell.words = yield from attribute_words(cell.plan, variant, case, changed, noise)


def _measure(
    _state: RunState, evidence: PromptEvidence, cell: CellEvidence, crowd: Crowd | None, changed: Changed
) -> Task[None]:
    """Measure the change by dose, where the family damages words."""
    if FAMILIES[cell.plan.family].dose < 1:
        cases = evidence.cases if crowd is None else sorted(crowd.said)
        base = (1, 1) if crowd is None else crowd.agreeing()
        cell.dose_response = yield from measure_doses(cell.plan, cases, changed, base, sampling=crowd is not None)


def _shown(state: RunState, evidence: PromptEvidence, cell: CellEvidence) -> tuple[Variant, int] | None:
    """Return the variant and the case by which the cell's finding is shown."""
    of_family = (found for found in confirmed_of(state, evidence) if found.family == cell.plan.family)
    confirmed = next(of_family, cell.shown)
    if confirmed is not None:
        small = confirmed.minimal or confirmed
        return small.trial.variant, small.trial.case
    if cell.minimal is None:  # words around a wording that was odd in a few samples would explain what may be chance
        return None
    return cell.minimal.trial.variant, cell.minimal.trial.case
