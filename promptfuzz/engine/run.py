"""A whole run: plan, ask the controls, judge the cells, and read off what was found."""

import datetime
import hashlib
import json
import time
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from traceback import walk_tb

from promptfuzz.engine import lines
from promptfuzz.engine.asking import Asker, Unreachable
from promptfuzz.engine.controls import planned
from promptfuzz.engine.deterministic import KEPT
from promptfuzz.engine.evidence import CellEvidence
from promptfuzz.engine.hearing import heard, judge_calls
from promptfuzz.engine.interrupts import first_interrupt
from promptfuzz.engine.judging import Judge
from promptfuzz.engine.phases import ask_everything
from promptfuzz.engine.plan import Settings, plan_run
from promptfuzz.engine.reading import read_off
from promptfuzz.engine.state import RunState
from promptfuzz.engine.summaries import summaries
from promptfuzz.events import Event, RunFinished, RunStarted
from promptfuzz.models.protocol import Model
from promptfuzz.oracle import Oracle
from promptfuzz.records import Budget, ModelInfo, Prompt, Results, Run, StopReason, Tokens

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
    oracle = heard(oracle)
    asker = Asker(model, budget, emit, stream=True)
    state = RunState(settings, asker, emit)
    for plan in plan_run(prompts, settings):
        evidence = planned(plan)
        state.prompts.append((evidence, Judge(evidence, oracle)))
    if model.deterministic is False:
        state.turn_sampling("its settings say that it samples")
    _warn_before(state, budget)
    emit(RunStarted(model.name, len(prompts), len(state.cells), budget.calls))
    reason = _ask(state, asker)
    cells, findings = read_off(state)
    measured, selectivity = summaries(state)
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
            cost_usd=asker.cost_usd,
            seconds=round(time.monotonic() - clock, 3),
            warnings=tuple(state.warnings),
            tolerance=settings.tolerance,
            q=settings.q,
            selectivity=selectivity,
            judge_calls=judge_calls(oracle),
        ),
        tuple(cells),
        tuple(findings),
        measured,
    )
    emit(RunFinished(results, reason))
    return results


def _ask(state: RunState, asker: Asker) -> StopReason:
    """Ask everything and return why it ended; Ctrl-C once ends the asking, twice stops at once."""
    ended = at_once = short = False
    with first_interrupt(asker) as interrupts:
        try:
            ask_everything(state)
            short = asker.left <= KEPT or asker.limits.refused
            if asker.limits.spent and not interrupts:
                state.warn_once(asker.limits.spent)
        except Unreachable as error:
            ended = True
            state.warn_once(f"{error}; what was answered until then is reported")
        except KeyboardInterrupt:
            ended = at_once = True
        except SystemExit as error:
            if not _is_of_model(error):
                raise
            ended = True
            state.warn_once(
                f"the model called sys.exit({error.code!r}), which ends the run; raise an exception instead"
            )
        finally:
            ended |= not _closed(asker, at_once=at_once)
    if ended or interrupts:
        state.interrupted = True
        return StopReason.INTERRUPTED
    left = [evidence for evidence, cell in state.cells if not _is_done(state, cell)]
    short &= bool(left)
    # A look that the rest of the calls would not cover is not begun.
    return StopReason.BUDGET if short or (state.sampling and any(e.base for e in left)) else StopReason.COMPLETE


def _is_of_model(error: SystemExit) -> bool:
    """Whether `error` came out of a call of the model."""
    return any(frame.f_globals.get("__name__") == lines.__name__ for frame, _ in walk_tb(error.__traceback__))


def _closed(asker: Asker, *, at_once: bool) -> bool:
    """Close `asker`; False where an interrupt kept it from waiting for the calls in flight."""
    try:
        asker.close(at_once=at_once)
    except KeyboardInterrupt:
        return False
    return True


def _model_info(state: RunState) -> ModelInfo:
    model = state.asker.model
    deterministic = not state.sampling if state.asker.calls > state.asker.failed else None
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


def _is_done(state: RunState, cell: CellEvidence) -> bool:
    if not cell.plan.sites or cell.fault:
        return True
    return cell.finished and (state.sampling or cell.checked or cell.exhausted or not cell.flipped)
