"""Shrinks one flip of a deterministic model to its minimum, and judges that afresh (DESIGN §5.6, §5.14)."""

from collections.abc import Iterator, Sequence
from functools import partial

from promptfuzz.engine.asking import Task
from promptfuzz.engine.evidence import Minimal, PromptEvidence, Trial
from promptfuzz.engine.guard import Guard
from promptfuzz.engine.judging import Judge
from promptfuzz.engine.plan import cases_of
from promptfuzz.engine.repeats import comes_back, repeat
from promptfuzz.engine.shrink import shrink_edits, unlinked
from promptfuzz.engine.state import RunState
from promptfuzz.records import Output, Request, Variant

# Half of a slip is a slip, while half of a rephrased sentence is no sentence.
IN_PARTS = ("degrade",)


def minimise(state: RunState, judge: Judge, evidence: PromptEvidence, trial: Trial, guard: Guard) -> Task[Minimal]:
    """Shrink `trial`, judge its minimum afresh by repeats, and try it on the other cases.

    A flip that was not repeated yet is asked again before much is spent on it; the search ends where it was chance.
    """
    wanted = trial

    def flips(variant: Variant, output: Output) -> bool:
        (again,) = judge.trials([(variant, wanted.case, variant.render(wanted.case), output)], evidence.placebos)
        return again.kind is wanted.kind and again.value == wanted.value

    lasts = None if trial.confirmed else partial(comes_back, state, judge, evidence, trial)
    small, shrunk = yield from shrink_edits(trial.variant, trial.case, flips, guard.passes, lasts)
    if state.sampling:
        return Minimal(trial, (trial.output.text,), shrunk=False, cases=(trial.case,))
    if shrunk and guard.family in IN_PARTS and len(small.edits) > len(small.units):
        small, shrunk = yield from shrink_edits(unlinked(small), trial.case, flips, guard.passes)
    if small != trial.variant or not trial.confirmed:
        answers = yield [Request(small.render(trial.case))]
        fresh = judged(judge, evidence, small, [trial.case], answers)
        if fresh and fresh[0].flipped and (yield from repeat(state, judge, evidence, fresh, [trial.case])):
            trial = fresh[0]
        else:
            shrunk = False
    cases = [case for case in cases_of(trial.variant, evidence.cases) if case != trial.case]
    answers = yield [Request(trial.variant.render(case)) for case in cases]
    others = judged(judge, evidence, trial.variant, cases, answers)
    flipped = tuple(sorted([trial.case, *(other.case for other in others if other.flipped)]))
    outputs = (trial.output.text, *(output.text for output in trial.repeats))
    return Minimal(trial, outputs, shrunk, flipped, 1 + len(others))


def judged(
    judge: Judge, evidence: PromptEvidence, variant: Variant, cases: Sequence[int], answers: Sequence[Output | None]
) -> list[Trial]:
    """Return what came of asking `variant` on `cases`, as far as there were answers."""
    asked: Iterator[tuple[int, Output | None]] = zip(cases, answers, strict=True)
    full = [(variant, case, variant.render(case), output) for case, output in asked if output is not None]
    return judge.trials(full, evidence.placebos)
