"""A whole run: plan, ask the controls, judge the cells, and read off what was found."""

import datetime
import hashlib
import json
import time
from collections.abc import Callable, Sequence
from functools import partial
from importlib.metadata import PackageNotFoundError, version

from promptfuzz.engine.asking import Asker, Task
from promptfuzz.engine.controls import CONTROL_CALLS, ask_controls, planned
from promptfuzz.engine.deterministic import CELL_CALLS, judge_cell
from promptfuzz.engine.evidence import CellEvidence, PromptEvidence
from promptfuzz.engine.findings import cell_finding, ignored_finding, placebo_finding, sampled_finding
from promptfuzz.engine.judging import Judge
from promptfuzz.engine.plan import Settings, plan_run
from promptfuzz.engine.rounds import Job, run_jobs
from promptfuzz.engine.sampling import CONTRAST_REPEATS, LOOKS, judge_prompt, look_calls
from promptfuzz.engine.state import RunState
from promptfuzz.engine.verdicts import cell_record, contrast_record, is_counterexample
from promptfuzz.events import CellJudged, Event, FindingSaved, RunFinished, RunStarted
from promptfuzz.models.protocol import Model
from promptfuzz.oracle import Oracle
from promptfuzz.records import (
    Accuracy,
    Budget,
    Cell,
    Finding,
    ModelInfo,
    Prompt,
    Results,
    Run,
    StopReason,
    Tokens,
    Verdict,
)
from promptfuzz.statistics.multiplicity import q_values

FEW_CALLS = 60


def package_version() -> str:
    """Return the installed version of the distribution, ``0`` where it is not installed."""
    try:
        return version("hypothesis-promptfuzz")
    except PackageNotFoundError:
        return "0"


def run(
    prompts: Sequence[Prompt],
    model: Model,
    settings: Settings,
    budget: Budget,
    oracle: Oracle,
    emit: Callable[[Event], None],
) -> Results:
    """Judge every cell of `prompts` within `budget`; an interrupt ends the run and keeps what was done."""
    started, clock = datetime.datetime.now(datetime.UTC), time.monotonic()
    for prompt in prompts:
        model.check(prompt)
    asker = Asker(model, budget, emit)
    state = RunState(settings, asker, emit)
    for plan in plan_run(prompts, settings):
        evidence = planned(plan)
        state.prompts.append((evidence, Judge(evidence, oracle)))
    if model.deterministic is False:
        state.turn_sampling("its settings say that it samples")
    _warn_before(state, budget)
    emit(RunStarted(model.name, len(prompts), len(state.cells), budget.calls))
    reason = StopReason.COMPLETE
    try:
        _ask_everything(state)
    except KeyboardInterrupt:
        reason = StopReason.INTERRUPTED
        state.interrupted = True
    if reason is StopReason.COMPLETE and not all(_is_done(state, cell) for _, cell in state.cells):
        reason = StopReason.BUDGET if asker.left <= 0 or state.sampling else reason
    cells, findings = _read_off(state)
    finished = datetime.datetime.now(datetime.UTC)
    results = Results(
        Run(
            id=_run_id(settings, model, started),
            version=package_version(),
            seed=settings.seed,
            status=reason,
            started=started.isoformat(timespec="seconds"),
            finished=finished.isoformat(timespec="seconds"),
            model=_model_info(state),
            calls=asker.calls,
            cached_calls=asker.cached,
            failed_calls=asker.failed,
            tokens=Tokens(*asker.tokens),
            cost_usd=None,
            seconds=round(time.monotonic() - clock, 3),
            warnings=tuple(state.warnings),
            tolerance=settings.tolerance,
            q=settings.q,
        ),
        tuple(cells),
        tuple(findings),
    )
    emit(RunFinished(results, reason))
    return results


def _model_info(state: RunState) -> ModelInfo:
    model = state.asker.model
    deterministic = not state.sampling if state.asker.calls else None
    return ModelInfo(model.name, model.spec, deterministic, _note(state), model.options)


def _run_id(settings: Settings, model: Model, started: datetime.datetime) -> str:
    content = json.dumps([settings.seed, model.spec, started.isoformat()])
    return started.strftime("%Y%m%d-%H%M%S-") + hashlib.sha256(content.encode()).hexdigest()[:6]


def _note(state: RunState) -> str | None:
    if state.sampling_reason:
        return f"sampling: {state.sampling_reason}"
    return (
        "not bit-reproducible: repeats differed in wording, not in the answer" if state.not_bit_reproducible else None
    )


def _warn_before(state: RunState, budget: Budget) -> None:
    unnamed = [evidence.plan.prompt.key for evidence, _ in state.prompts if evidence.plan.prompt.id is None]
    if unnamed:
        state.warn_once(
            f"{len(unnamed)} prompt(s) have no id: once their text changes, their findings cannot be followed from run "
            "to run; give each an id",
        )
    for evidence, cell in state.cells:
        if not cell.plan.sites:
            state.warn_once(
                f"nothing to mutate by {cell.plan.family} in prompt {evidence.plan.prompt.key!r}: it has no "
                "place for such a change; reword it or choose other families",
            )
    cells = max(len(state.cells), 1)
    if budget.calls is not None and budget.calls < FEW_CALLS * cells:
        state.warn_once(
            f"{budget.calls} call(s) for {cells} cells is less than {FEW_CALLS} a cell: they are spent cell by cell, "
            "and the rest stay undecided",
        )


def _ask_everything(state: RunState) -> None:
    if state.sampling:
        run_jobs([_control_job(state, judge, evidence, ()) for evidence, judge in state.prompts], state.asker)
    else:
        jobs = []
        for evidence, judge in state.prompts:
            cells = [
                Job(partial(_judged, state, judge, evidence, cell), CELL_CALLS, partial(_spend, cell))
                for cell in evidence.cells
            ]
            jobs.append(_control_job(state, judge, evidence, cells))
        run_jobs(jobs, state.asker)
    if state.sampling:
        _ask_samples(state)


def _control_job(state: RunState, judge: Judge, evidence: PromptEvidence, then: Sequence[Job]) -> Job:
    return Job(partial(ask_controls, state, judge, evidence), CONTROL_CALLS, partial(_spend, evidence), then)


def _ask_samples(state: RunState) -> None:
    """Judge every cell by the rules for sampling models; what was seen before the noise showed does not count."""
    for _, cell in state.cells:
        cell.started = cell.finished = False
        cell.asked = cell.failed = 0
        cell.minimal = None
    jobs = []
    for evidence, judge in state.prompts:
        most = look_calls(len(evidence.cells)) * LOOKS + CONTRAST_REPEATS * len(evidence.contrasts)
        jobs.append(Job(partial(judge_prompt, state, judge, evidence), most, partial(_spend, evidence.cells[0])))
    run_jobs(jobs, state.asker)


def _spend(evidence: PromptEvidence | CellEvidence, calls: int) -> None:
    evidence.calls += calls


def _judged(state: RunState, judge: Judge, evidence: PromptEvidence, cell: CellEvidence) -> Task[None]:
    """Judge a cell and tell the listeners, with the q-value as of now."""
    yield from judge_cell(state, judge, evidence, cell)
    if state.sampling:
        return
    place = next(place for place, (_, other) in enumerate(state.cells) if other is cell)
    record = cell_record(state, evidence, cell, q_values(state.p_values())[place], _accuracy(judge, evidence, cell))
    state.emit(CellJudged(record))
    finding = _finding(state, evidence, cell, record)
    if finding is not None:
        state.emit(FindingSaved(finding))


def _is_done(state: RunState, cell: CellEvidence) -> bool:
    if not cell.plan.sites:
        return True
    return cell.finished and (state.sampling or cell.checked or cell.exhausted or not cell.flipped)


def _accuracy(judge: Judge, evidence: PromptEvidence, cell: CellEvidence) -> Accuracy | None:
    """Return the share of right answers where the right one is known; None where it is known for no case."""
    expected = {n: case.expected for n, case in enumerate(evidence.plan.prompt.cases) if case.expected is not None}
    base = [(evidence.base[n][0].said, right) for n, right in expected.items() if n in evidence.base]
    variants = [(t.output.said, expected[t.case]) for t in cell.trials if t.case in expected]
    if not base or not variants:
        return None
    right = [comparison.same for comparison in judge.compare([*base, *variants])]
    return Accuracy(sum(right[: len(base)]) / len(base), sum(right[len(base) :]) / len(variants))


def _finding(state: RunState, evidence: PromptEvidence, cell: CellEvidence, record: Cell) -> Finding | None:
    if record.verdict is Verdict.DEPENDENT and state.sampling:
        return None if cell.exhibit is None else sampled_finding(evidence, record, cell.exhibit)
    if state.sampling or cell.minimal is None:
        return None
    if record.verdict is Verdict.DEPENDENT:
        return cell_finding(evidence, cell, record, counterexample=False)
    return cell_finding(evidence, cell, record, counterexample=True) if is_counterexample(evidence, cell) else None


def _read_off(state: RunState) -> tuple[list[Cell], list[Finding]]:
    """Return every cell and finding by the final q-values."""
    cells: list[Cell] = []
    findings: list[Finding] = []
    q = iter(q_values(state.p_values()))
    for evidence, judge in state.prompts:
        for cell in evidence.cells:
            record = cell_record(state, evidence, cell, next(q), _accuracy(judge, evidence, cell))
            cells.append(record)
            found = _finding(state, evidence, cell, record)
            findings += [found] if found else []
        if evidence.placebo_minimal is not None and not state.sampling:
            findings.append(placebo_finding(evidence, state.asker.model.name))
        contrast = contrast_record(state, evidence)
        if contrast is not None:
            cells.append(contrast)
            if contrast.verdict is Verdict.IGNORES:
                findings.append(ignored_finding(evidence, contrast))
    return cells, list({finding.id: finding for finding in findings}.values())
