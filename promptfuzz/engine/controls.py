"""Asks a prompt's base, placebos and contrasts: what every cell of the prompt is held against (DESIGN §5.7)."""

from collections.abc import Sequence
from dataclasses import replace

from promptfuzz.engine.asking import Task
from promptfuzz.engine.base_answers import ask_base, notice_base, repeats_of
from promptfuzz.engine.evidence import CellEvidence, Kind, Minimal, PromptEvidence, Trial
from promptfuzz.engine.faults import contained
from promptfuzz.engine.judging import Judge, is_sure
from promptfuzz.engine.missing import failed_contrasts_warning
from promptfuzz.engine.plan import Contrast, PromptPlan
from promptfuzz.engine.probing import PROBE_CALLS, Probing
from promptfuzz.engine.repeats import MOST_FLIPPED, repeat
from promptfuzz.engine.stages import within
from promptfuzz.engine.state import RunState
from promptfuzz.events import Phase
from promptfuzz.records import Output, Request

PLACEBO_FINDING = 4
CONTROL_CALLS = 120 + 3 * PROBE_CALLS


def planned(plan: PromptPlan) -> PromptEvidence:
    """Return the empty evidence of a planned prompt."""
    return PromptEvidence(plan, cells=[CellEvidence(cell) for cell in plan.cells])


def ask_controls(state: RunState, judge: Judge, evidence: PromptEvidence) -> Task[None]:
    """Ask the base on every case, probes, the first base twice again, the placebos and the contrasts; judge them.

    Where what judges crashes, the cells of the prompt stay undecided and the run goes on.
    """
    yield from contained(state, judge, _controls(state, judge, evidence), evidence.crashed)


def _controls(state: RunState, judge: Judge, evidence: PromptEvidence) -> Task[None]:
    probing = Probing(state, judge, evidence)
    complete = yield from within(state, Phase.CONTROLS, ask_base(state, judge, evidence, probing))
    if evidence.base:
        yield from probing.run()
        first = evidence.cases[0]
        unrepeated = (probing.came_early or first != 0) and not state.sampling
        repeats = repeats_of(evidence.plan.prompt, first) if unrepeated else []
        rest = yield from within(state, Phase.CONTROLS, _ask_changed(state, judge, evidence, repeats))
        evidence.controlled = complete and rest


def _ask_changed(state: RunState, judge: Judge, evidence: PromptEvidence, repeats: Sequence[Request]) -> Task[bool]:
    """Ask `repeats` of the base, placebos and contrasts, and judge them; False where the budget ended before."""
    plan = evidence.plan
    cases = evidence.cases
    placebo_cases = [cases[number % len(cases)] for number in range(len(plan.placebos))]
    contrasts = _on_answered(plan.contrasts, cases)
    requests = [*repeats, *(Request(v.render(c)) for v, c in zip(plan.placebos, placebo_cases, strict=True))]
    requests += [Request(contrast.messages) for contrast in contrasts]
    answers = yield requests
    outputs = iter(answers)
    notice_base(state, judge, evidence, [next(outputs) for _ in repeats], cases[0])
    _judge_placebos(judge, evidence, [next(outputs) for _ in plan.placebos], placebo_cases)
    _judge_contrasts(judge, evidence, contrasts, list(outputs))
    if warning := failed_contrasts_warning(evidence):
        state.warn_once(warning)
    flipped = [trial for trial in evidence.placebos if trial.flipped and is_sure(trial)]
    if len(flipped) >= PLACEBO_FINDING and not state.sampling:
        yield from _confirm_placebos(state, judge, evidence, flipped[:MOST_FLIPPED])
    return all(output is not None for output in answers)


def _on_answered(contrasts: Sequence[Contrast], cases: Sequence[int]) -> list[Contrast]:
    """Put contrasts of inputs that gave no answer as written to others of `cases`, every rendered text once."""
    found = {contrast.messages: contrast for contrast in contrasts if contrast.case in cases}
    for contrast in contrasts:
        if contrast.case not in cases:
            others = (replace(contrast, messages=contrast.variant.render(case), case=case) for case in cases)
            free = next((other for other in others if other.messages not in found), None)
            if free is not None:
                found[free.messages] = free
    return list(found.values())


def _judge_placebos(judge: Judge, evidence: PromptEvidence, outputs: list[Output | None], cases: list[int]) -> None:
    asked = [
        (variant, case, variant.render(case), output)
        for variant, case, output in zip(evidence.plan.placebos, cases, outputs, strict=True)
        if output is not None
    ]
    trials = judge.trials(asked, ())
    evidence.cut_placebos = sum(trial.kind is Kind.CUT for trial in trials)
    evidence.placebos = [trial for trial in trials if trial.known]
    parsing = [judge.read(trial.output.said, trial.variant.render(trial.case)).clear for trial in evidence.placebos]
    evidence.parse_share = sum(parsing) / len(parsing) if parsing else 0.0


def _judge_contrasts(
    judge: Judge, evidence: PromptEvidence, contrasts: Sequence[Contrast], outputs: Sequence[Output | None]
) -> None:
    """Judge what contrasts changed; those whose calls failed are counted, since they may have changed it too."""
    asked = [(contrast, output) for contrast, output in zip(contrasts, outputs, strict=True) if output is not None]
    failed = [output for _, output in asked if output.failed]
    evidence.failed_contrasts = len(failed)
    evidence.contrast_error = failed[0].error if failed else None
    pairs = [(contrast, output) for contrast, output in asked if not output.failed]
    rendered = [(contrast.variant, contrast.case, contrast.messages, output) for contrast, output in pairs]
    trials = judge.trials(rendered, evidence.placebos, same_type=False)
    judged = zip(pairs, trials, strict=True)
    evidence.contrasts = [(contrast, trial) for (contrast, _), trial in judged if trial.known]


def _confirm_placebos(state: RunState, judge: Judge, evidence: PromptEvidence, flipped: list[Trial]) -> Task[None]:
    """Ask flipping placebos again: 4 of 10 that come back are a finding, not noise to subtract."""
    cases = sorted({trial.case for trial in flipped})
    if (yield from repeat(state, judge, evidence, flipped, cases)):
        smallest = min(flipped, key=lambda trial: len(trial.variant.edits))
        evidence.placebo_minimal = Minimal(smallest, (smallest.output.text,), shrunk=True, cases=(smallest.case,))
