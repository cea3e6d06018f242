"""Shrinks one flip of a deterministic model to its minimum, and judges that afresh (DESIGN §5.6, §5.14)."""

from collections.abc import Iterator, Sequence
from functools import partial

from promptfuzz.engine.asking import Task
from promptfuzz.engine.evidence import Minimal, PromptEvidence, Trial
from promptfuzz.engine.guard import Guard
from promptfuzz.engine.judging import Judge
from promptfuzz.engine.plan import cases_of
from promptfuzz.engine.repeats import comes_back, repeat
from promptfuzz.engine.shrink import AGAIN, IN_PARTS, MISSING, shrink_edits, unlinked
from promptfuzz.engine.state import RunState
from promptfuzz.records import Output, Request, Variant

BUDGET = "budget"
NOT_BACK = "what is smaller did not come back on repeats"


def minimise(state: RunState, judge: Judge, evidence: PromptEvidence, trial: Trial, guard: Guard) -> Task[Minimal]:
    """Shrink `trial`, judge its minimum afresh by repeats, and try it on the other cases.

    A flip that was not repeated yet is asked again before much is spent on it; the search ends where it was chance.
    What is not known, as a failed call or a cut answer, is counted and shown nowhere.
    """
    small, ended = yield from _smallest(state, judge, evidence, trial, guard)
    if state.sampling:
        return Minimal(trial, (trial.output.text,), shrunk=False, cases=(trial.case,))
    if small != trial.variant or not trial.confirmed:
        fresh, not_held = yield from _judged_afresh(state, judge, evidence, small, trial.case)
        trial = fresh or trial
        ended = ended or not_held
    cases = [case for case in cases_of(trial.variant, evidence.cases) if case != trial.case]
    answers = yield [Request(trial.variant.render(case)) for case in cases]
    asked = judged(judge, evidence, trial.variant, cases, answers)
    others = [other for other in asked if other.known and not other.unread]
    flipped = tuple(sorted([trial.case, *(other.case for other in others if other.flipped)]))
    messages = trial.variant.render(trial.case)
    outputs = (trial.output.text, *(again.text for again in trial.repeats if judge.is_known(again, messages)))
    return Minimal(trial, outputs, not ended, flipped, 1 + len(others), ended or BUDGET)


def _smallest(
    state: RunState, judge: Judge, evidence: PromptEvidence, trial: Trial, guard: Guard
) -> Task[tuple[Variant, str]]:
    """Return the smallest wording that shows the flip of `trial`, and what kept it from its end, empty for nothing."""
    missing: list[str] = []

    def flips(variant: Variant, output: Output) -> bool | None:
        (again,) = judge.trials([(variant, trial.case, variant.render(trial.case), output)], evidence.placebos)
        return again.kind is trial.kind and again.value == trial.value if again.known else None

    def unknown() -> None:
        missing.append(MISSING)

    lasts = None if trial.confirmed else partial(comes_back, state, judge, evidence, trial)
    small, shrunk = yield from shrink_edits(trial.variant, trial.case, flips, guard.passes, lasts, unknown)
    if shrunk and guard.family in IN_PARTS and len(small.edits) > len(small.units):
        small, shrunk = yield from shrink_edits(unlinked(small), trial.case, flips, guard.passes, missing=unknown)
    return small, "" if shrunk else "".join(missing) or BUDGET


def _judged_afresh(
    state: RunState, judge: Judge, evidence: PromptEvidence, variant: Variant, case: int
) -> Task[tuple[Trial | None, str]]:
    """Ask a wording again, and repeat it; return its trial where it flips each time, else None and why not."""
    fresh: list[Trial] = []
    for sample in (0, AGAIN):
        answers = yield [Request(variant.render(case), sample)]
        fresh = judged(judge, evidence, variant, [case], answers)
        if not fresh or fresh[0].known:
            break
    if not fresh or not fresh[0].known:
        return None, MISSING if fresh else BUDGET
    (trial,) = fresh
    if trial.flipped and (yield from repeat(state, judge, evidence, fresh, [case])):
        return trial, ""
    if trial.flipped and not trial.repeats:
        return None, BUDGET
    heard = [judge.is_known(output, variant.render(case)) for output in trial.repeats]
    return None, NOT_BACK if all(heard) else MISSING


def judged(
    judge: Judge, evidence: PromptEvidence, variant: Variant, cases: Sequence[int], answers: Sequence[Output | None]
) -> list[Trial]:
    """Return what came of asking `variant` on `cases`, as far as there were answers."""
    asked: Iterator[tuple[int, Output | None]] = zip(cases, answers, strict=True)
    full = [(variant, case, variant.render(case), output) for case, output in asked if output is not None]
    return judge.trials(full, evidence.placebos)
