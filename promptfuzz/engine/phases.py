"""The phases of a run: controls, cells, looks at the noise of a sampling model, and shrinking (DESIGN §5, §6)."""

import math
from collections.abc import Sequence
from functools import partial

from promptfuzz.engine.asking import Task
from promptfuzz.engine.contrast_control import is_judgeable
from promptfuzz.engine.controls import CONTROL_CALLS, ask_controls
from promptfuzz.engine.crowd import Crowd
from promptfuzz.engine.deterministic import CELL_CALLS, judge_cell
from promptfuzz.engine.evidence import CellEvidence, PromptEvidence
from promptfuzz.engine.explaining import explaining_jobs
from promptfuzz.engine.judging import Judge
from promptfuzz.engine.noisy_shrink import NOISY_SHRINK_CALLS, NoisyShrink
from promptfuzz.engine.reading import accuracy_of, cell_finding_of, confirmed_of
from promptfuzz.engine.rounds import Job, run_jobs
from promptfuzz.engine.sampling import Looks, look_calls
from promptfuzz.engine.screening import LEAST_SCREEN
from promptfuzz.engine.showing import showing_jobs
from promptfuzz.engine.state import RunState
from promptfuzz.engine.suggesting import SUGGEST_CALLS, suggest
from promptfuzz.engine.verdicts import calls_needed, cell_record
from promptfuzz.events import CellJudged, FindingSaved
from promptfuzz.records import Verdict


def ask_everything(state: RunState) -> None:
    """Ask what the plan holds, as far as the budget goes; once the model is seen to sample, by the sampling rules."""
    if state.sampling:
        run_jobs([_control_job(state, judge, evidence, ()) for evidence, judge in state.prompts], state.asker)
    else:
        jobs = []
        for evidence, judge in state.prompts:
            cells = [_cell_job(state, judge, evidence, cell) for cell in evidence.cells]
            jobs.append(_control_job(state, judge, evidence, cells))
        run_jobs(jobs, state.asker)
    if state.sampling:
        _ask_samples(state)
    else:
        jobs = [job for evidence, judge in state.prompts for job in explaining_jobs(state, judge, evidence, None)]
        run_jobs(jobs, state.asker)
    jobs = [
        Job(partial(suggest, state, judge, evidence), SUGGEST_CALLS, partial(_spend, evidence))
        for evidence, judge in state.prompts
        if evidence.base
    ]
    run_jobs(jobs, state.asker)


def _control_job(state: RunState, judge: Judge, evidence: PromptEvidence, then: Sequence[Job]) -> Job:
    worth = partial(state.allocation.of_prompt, evidence)
    return Job(partial(ask_controls, state, judge, evidence), CONTROL_CALLS, partial(_spend, evidence), then, worth)


def _cell_job(state: RunState, judge: Judge, evidence: PromptEvidence, cell: CellEvidence) -> Job:
    worth = partial(state.allocation.of_cell, evidence, cell, partial(is_judgeable, evidence))
    return Job(partial(_judged, state, judge, evidence, cell), CELL_CALLS, partial(_spend, cell), worth=worth)


def _ask_samples(state: RunState) -> None:
    """Judge every cell by the rules for sampling models; what was seen before the noise showed does not count.

    Each prompt first has its share of the calls, where that pays for a look; what is left then goes to the cells that
    are still undecided, and to shrinking what was confirmed.
    """
    for evidence, cell in state.cells:
        cell.started = cell.finished = False
        cell.asked = cell.failed = cell.cut = 0
        cell.fault = evidence.fault
        cell.minimal = None
        cell.trials = []
    looks = [Looks(state, judge, evidence) for evidence, judge in state.prompts]
    share = state.asker.left / max(len(looks), 1)
    run_jobs([_look_job(looking, _limit(looking, share)) for looking in looks], state.asker)
    _shrink_confirmed(looks)
    waiting = looks
    while again := _promising_first([looking for looking in waiting if looking.taken and looking.open_cells]):
        taken = [looking.taken for looking in again]
        run_jobs([_look_job(looking, looking.most) for looking in again], state.asker)
        _shrink_confirmed(again)
        waiting = [looking for looking, before in zip(again, taken, strict=True) if looking.taken > before]
    run_jobs([job for looking in looks for job in showing_jobs(looking)], state.asker)
    jobs: list[Job] = []
    for looking in looks:
        if looking.pool.base:
            crowd = Crowd(looking.judge, looking.pool)
            jobs += explaining_jobs(state, looking.judge, looking.evidence, crowd)
    run_jobs(jobs, state.asker)


def _promising_first(looks: Sequence[Looks]) -> list[Looks]:
    """Order prompts by the cells, in weight, that one more look would likely decide, for its calls."""

    def promise(looking: Looks) -> float:
        state, evidence = looking.state, looking.evidence
        calls = look_calls(len(looking.open_cells), state.settings.samples)
        likely = [cell for cell in looking.open_cells if (calls_needed(state, evidence, cell) or math.inf) <= calls]
        weight = sum(state.settings.weight_of(cell.plan.family) for cell in likely)
        return weight / calls if is_judgeable(evidence) else 0.0

    return sorted(looks, key=promise, reverse=True)


def _shrink_confirmed(looks: Sequence[Looks]) -> None:
    jobs = []
    for looking in looks:
        cells = {cell.plan.family: cell for cell in looking.evidence.cells}
        for found in confirmed_of(looking.state, looking.evidence):
            if not found.shrunk and found.minimal is None and found.ended == "budget":
                crowd = Crowd(looking.judge, looking.pool)
                cell = cells[found.family]
                shrinking = NoisyShrink(looking.state, looking.judge, crowd, cell.plan.guard.passes, found)
                jobs.append(Job(shrinking.run, NOISY_SHRINK_CALLS, partial(_spend, cell)))
    if jobs:
        run_jobs(jobs, looks[0].state.asker)


def _limit(looking: Looks, share: float) -> float:
    """Return the most calls of a prompt's first turn: its share of them, or all it can use where that is too little."""
    calls = look_calls(len(looking.open_cells), looking.state.settings.samples)
    return share if share >= calls + LEAST_SCREEN else looking.most


def _look_job(looking: Looks, limit: float) -> Job:
    most = int(min(looking.most, limit))
    return Job(partial(_looked, looking, most), most, partial(_spend, looking.evidence))


def _looked(looking: Looks, limit: int) -> Task[None]:
    """Take looks at a prompt and tell the listeners of its cells, with the q-values as of now."""
    yield from looking.take(limit)
    state, evidence = looking.state, looking.evidence
    q = state.q_values()
    for place, (_, cell) in enumerate(state.cells):
        if cell in evidence.cells and cell.looks:
            accuracy = accuracy_of(state, looking.judge, evidence, cell)
            state.emit(CellJudged(cell_record(state, evidence, cell, q[place], accuracy)))


def _spend(evidence: PromptEvidence | CellEvidence, calls: int) -> None:
    evidence.calls += calls


def _judged(state: RunState, judge: Judge, evidence: PromptEvidence, cell: CellEvidence) -> Task[None]:
    """Judge a cell and tell the listeners, with the q-value as of now."""
    yield from judge_cell(state, judge, evidence, cell)
    if state.sampling:
        return
    record = cell_record(state, evidence, cell, state.q_value(cell), accuracy_of(state, judge, evidence, cell))
    if cell.started and record.verdict is not Verdict.UNMEASURABLE:  # which says something of the prompt alone
        state.allocation.note(cell.plan.family, record.verdict, cell.asked)
    state.emit(CellJudged(record))
    finding = cell_finding_of(state, evidence, cell, record)
    if finding is not None:
        state.emit(FindingSaved(finding))
