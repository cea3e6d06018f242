"""Asks a prompt's base, placebos and contrasts: what every cell of the prompt is held against (DESIGN §5.7)."""

from collections.abc import Sequence

from promptfuzz.engine.asking import Task
from promptfuzz.engine.evidence import CellEvidence, Kind, Minimal, PromptEvidence, Trial
from promptfuzz.engine.faults import contained
from promptfuzz.engine.judging import Judge, is_sure
from promptfuzz.engine.plan import PromptPlan
from promptfuzz.engine.probing import PROBE_CALLS, Probing
from promptfuzz.engine.repeats import FIRST_REPEATS, MOST_FLIPPED, notice, repeat
from promptfuzz.engine.stages import within
from promptfuzz.engine.state import RunState
from promptfuzz.events import Phase
from promptfuzz.records import Output, Prompt, Request, Text, Variant

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
    complete = yield from within(state, Phase.CONTROLS, _ask_base(state, judge, evidence, probing))
    if evidence.base:
        yield from probing.run()
        repeats = _repeats(evidence.plan) if probing.came_early and not state.sampling else []
        rest = yield from within(state, Phase.CONTROLS, _ask_changed(state, judge, evidence, repeats))
        evidence.controlled = complete and rest


def _ask_changed(state: RunState, judge: Judge, evidence: PromptEvidence, repeats: Sequence[Request]) -> Task[bool]:
    """Ask `repeats` of the base, placebos and contrasts, and judge them; False where the budget ended before."""
    plan = evidence.plan
    cases = range(len(plan.prompt.cases))
    placebo_cases = [number % len(cases) for number in range(len(plan.placebos))]
    requests = [*repeats, *(Request(v.render(c)) for v, c in zip(plan.placebos, placebo_cases, strict=True))]
    requests += [Request(contrast.messages) for contrast in plan.contrasts]
    answers = yield requests
    outputs = iter(answers)
    _notice_base(state, judge, evidence, [next(outputs) for _ in repeats])
    _judge_placebos(judge, evidence, [next(outputs) for _ in plan.placebos], placebo_cases)
    _judge_contrasts(judge, evidence, list(outputs))
    flipped = [trial for trial in evidence.placebos if trial.flipped and is_sure(trial)]
    if len(flipped) >= PLACEBO_FINDING and not state.sampling:
        yield from _confirm_placebos(state, judge, evidence, flipped[:MOST_FLIPPED])
    return all(output is not None for output in answers)


def _ask_base(state: RunState, judge: Judge, evidence: PromptEvidence, probing: Probing) -> Task[bool]:
    """Ask the base, settle what kind of answer it gives, and read it; False where the budget ended before.

    It is asked once a case, with the first probes; where none go with it, the first case three times.
    """
    plan = evidence.plan
    base = Variant(plan.prompt)
    cases = range(len(plan.prompt.cases))
    repeats = _repeats(plan)
    probes = probing.early(len(cases) + len(repeats))
    answers = yield [*(Request(base.render(case)) for case in cases), *(probes or repeats)]
    complete = all(output is not None for output in answers)
    for case, output in zip(cases, answers, strict=False):
        said = output is not None and not output.failed and (output.text.strip() or _may_be_empty(plan.prompt))
        if output is not None and said:
            evidence.base[case] = [output]
        evidence.empty_base |= output is not None and not output.failed and not said
    if not evidence.base:
        return False
    judge.settle_answer_type([known[0].text for known in evidence.base.values()])
    again = answers[len(cases) :]
    if probes:
        probing.hear(again)
        cut = 0 in evidence.base and not judge.is_known(evidence.base[0][0], base.render(0))
        again = (yield repeats) if cut else []
    _leave_out_cut(judge, evidence, _answered(again))
    if not evidence.base:
        return False
    judge.read_base()
    _warn_of_text(state, judge, evidence)
    _notice_base(state, judge, evidence, again)
    return complete and None not in again


def _repeats(plan: PromptPlan) -> list[Request]:
    messages = Variant(plan.prompt).render(0)
    return [Request(messages, sample) for sample in range(1, FIRST_REPEATS)]


def _answered(outputs: Sequence[Output | None]) -> list[Output]:
    return [output for output in outputs if output is not None and not output.failed]


def _notice_base(state: RunState, judge: Judge, evidence: PromptEvidence, again: Sequence[Output | None]) -> None:
    """Turn to sampling rules where the base's answer to the first case and its repeats differ."""
    prompt = evidence.plan.prompt
    if again and 0 in evidence.base:
        outputs = [*evidence.base[0][:1], *_answered(again)]
        notice(state, judge, outputs, Variant(prompt).render(0), f"prompt {prompt.key!r}")


def _warn_of_text(state: RunState, judge: Judge, evidence: PromptEvidence) -> None:
    prompt = evidence.plan.prompt
    if prompt.answer is not None and not isinstance(evidence.answer, Text) and not evidence.values:
        state.warn_once(
            f"the answers to prompt {prompt.key!r} as written give no {evidence.answer.kind} that can be read: "
            "they are compared as free text; look at them, and at the prompt's answer type"
        )
    if isinstance(evidence.answer, Text) and not judge.has_embedder:
        state.warn_once(
            "free text is compared by spelling, since no embedder is installed; promptfuzz doctor says how to get one"
        )


def _leave_out_cut(judge: Judge, evidence: PromptEvidence, again: list[Output]) -> None:
    """Leave out the cases on which the length limit cut the base's answer before one could be read."""
    base = Variant(evidence.plan.prompt)
    for case, known in list(evidence.base.items()):
        outputs = [*known, *again] if case == 0 else known
        read = [output for output in outputs if judge.is_known(output, base.render(case))]
        if read:
            evidence.base[case] = read[:1]
        else:
            del evidence.base[case]
            evidence.cut_base += 1


def _may_be_empty(prompt: Prompt) -> bool:
    """Whether an empty answer counts as one; otherwise it agrees with nothing, so there is nothing to compare with."""
    return isinstance(prompt.answer, Text) and prompt.answer.allow_empty


def _judge_placebos(judge: Judge, evidence: PromptEvidence, outputs: list[Output | None], cases: list[int]) -> None:
    asked = [
        (variant, case, variant.render(case), output)
        for variant, case, output in zip(evidence.plan.placebos, cases, outputs, strict=True)
        if output is not None and case in evidence.base
    ]
    trials = judge.trials(asked, ())
    evidence.cut_placebos = sum(trial.kind is Kind.CUT for trial in trials)
    evidence.placebos = [trial for trial in trials if trial.known]
    parsing = [judge.read(trial.output.said, trial.variant.render(trial.case)).clear for trial in evidence.placebos]
    evidence.parse_share = sum(parsing) / len(parsing) if parsing else 0.0


def _judge_contrasts(judge: Judge, evidence: PromptEvidence, outputs: list[Output | None]) -> None:
    pairs = [
        (contrast, output)
        for contrast, output in zip(evidence.plan.contrasts, outputs, strict=True)
        if output is not None and not output.failed and contrast.case in evidence.base
    ]
    asked = [(contrast.variant, contrast.case, contrast.messages, output) for contrast, output in pairs]
    trials = judge.trials(asked, evidence.placebos, same_type=False)
    judged = zip(pairs, trials, strict=True)
    evidence.contrasts = [(contrast, trial) for (contrast, _), trial in judged if trial.known]


def _confirm_placebos(state: RunState, judge: Judge, evidence: PromptEvidence, flipped: list[Trial]) -> Task[None]:
    """Ask flipping placebos again: 4 of 10 that come back are a finding, not noise to subtract."""
    cases = sorted({trial.case for trial in flipped})
    if (yield from repeat(state, judge, evidence, flipped, cases)):
        smallest = min(flipped, key=lambda trial: len(trial.variant.edits))
        evidence.placebo_minimal = Minimal(smallest, (smallest.output.text,), shrunk=True, cases=(smallest.case,))
