"""Asks a prompt's base, and again where nothing came: what variants are held against (DESIGN §5.2, §5.10)."""

from collections.abc import Iterator, Sequence

from promptfuzz.engine.asking import Task
from promptfuzz.engine.evidence import PromptEvidence
from promptfuzz.engine.judging import Judge
from promptfuzz.engine.missing import lost_inputs_warning
from promptfuzz.engine.probing import Probing
from promptfuzz.engine.repeats import FIRST_REPEATS, notice
from promptfuzz.engine.state import RunState
from promptfuzz.records import Output, Prompt, Request, Text, Variant


def ask_base(state: RunState, judge: Judge, evidence: PromptEvidence, probing: Probing) -> Task[bool]:
    """Ask the base, settle what kind of answer it gives, and read it; False where the budget ended before.

    It is asked once a case, with the first probes; where none go with it, the first case three times. A case that got
    no answer is asked once more.
    """
    plan = evidence.plan
    base = Variant(plan.prompt)
    cases = range(len(plan.prompt.cases))
    repeats = repeats_of(plan.prompt)
    probes = probing.early(len(cases) + len(repeats))
    answers = yield [*(Request(base.render(case)) for case in cases), *(probes or repeats)]
    complete = all(output is not None for output in answers)
    filled = yield from _take(evidence, answers[: len(cases)])
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
    if warning := lost_inputs_warning(evidence):
        state.warn_once(warning)
    for case, empty in filled.items():
        notice_base(state, judge, evidence, [empty], case)
    notice_base(state, judge, evidence, again)
    return complete and None not in again


def repeats_of(prompt: Prompt, case: int = 0) -> list[Request]:
    """Return the requests by which a case is asked twice more."""
    messages = Variant(prompt).render(case)
    return [Request(messages, sample) for sample in range(1, FIRST_REPEATS)]


def notice_base(
    state: RunState, judge: Judge, evidence: PromptEvidence, again: Sequence[Output | None], case: int = 0
) -> None:
    """Turn to sampling rules where the base's answer to a case and its repeats differ."""
    prompt = evidence.plan.prompt
    if again and case in evidence.base:
        outputs = [*evidence.base[case][:1], *_answered(again)]
        notice(state, judge, outputs, Variant(prompt).render(case), f"prompt {prompt.key!r}")


def _take(evidence: PromptEvidence, first: Sequence[Output | None]) -> Task[dict[int, Output]]:
    """Keep the base's answers, ask again where none came, and count what stays lost.

    Return the empty answers, by case, in the place of which there was another the second time.
    """
    prompt = evidence.plan.prompt
    missed = {case: output for case, output in enumerate(first) if output is not None and not _says(prompt, output)}
    again = (yield list(_second_tries(prompt, missed))) if missed else []
    second = dict(zip(missed, again, strict=True))
    for case, output in enumerate(first):
        last = second.get(case) or output
        if last is None:
            continue
        if _says(prompt, last):
            evidence.base[case] = [last]
        elif last.failed:
            evidence.failed_base += 1
            evidence.base_error = evidence.base_error or last.error
        else:
            evidence.empty_base += 1
    return {case: output for case, output in missed.items() if case in evidence.base and not output.failed}


def _second_tries(prompt: Prompt, missed: dict[int, Output]) -> Iterator[Request]:
    """Yield one more request a case: a failed call is made again, while an empty answer would come from the cache."""
    base = Variant(prompt)
    for case, output in missed.items():
        yield Request(base.render(case), 0 if output.failed else 1)


def _says(prompt: Prompt, output: Output) -> bool:
    """Whether there is an answer to hold others against; an empty one agrees with nothing, unless it is allowed."""
    allowed = isinstance(prompt.answer, Text) and prompt.answer.allow_empty
    return not output.failed and (allowed or bool(output.text.strip()))


def _answered(outputs: Sequence[Output | None]) -> list[Output]:
    return [output for output in outputs if output is not None and not output.failed]


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
