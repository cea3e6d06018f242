"""Asks the same wordings again, past the cache: a model is deterministic until two answers differ (DESIGN §5.2)."""

from collections.abc import Sequence

from promptfuzz.engine.asking import Task
from promptfuzz.engine.evidence import REPEATS, UNKNOWN_SHARE, PromptEvidence, Trial
from promptfuzz.engine.judging import Judge
from promptfuzz.engine.state import RunState
from promptfuzz.records import Message, Output, Request, Variant

FIRST_REPEATS = 3
MOST_FLIPPED = 8
AGAIN = 2


def notice(state: RunState, judge: Judge, outputs: Sequence[Output], messages: Sequence[Message], where: str) -> bool:
    """Whether repeats of one wording agree; where they do not, the run turns to sampling rules."""
    answered = [output for output in outputs if judge.is_known(output, messages)]
    if judge.agree(answered, messages):
        if len({output.text for output in answered}) > 1:
            state.not_bit_reproducible = True
        return True
    state.turn_sampling(f"the same {where} gave different answers on repeats")
    return False


def comes_back(state: RunState, judge: Judge, evidence: PromptEvidence, trial: Trial) -> Task[bool]:
    """Ask a flip once more; False where it comes out otherwise, whereupon the run turns to sampling rules."""
    messages = trial.variant.render(trial.case)
    (output,) = yield [Request(messages, 1)]
    again = [trial.output] if output is None else [trial.output, output]
    return notice(state, judge, again, messages, f"rewording of {evidence.plan.prompt.key!r}")


def _base_samples(evidence: PromptEvidence, case: int, *, again: bool) -> list[int]:
    """Return the numbers of the base's repeats on `case`; with `again` the first and the last were never asked."""
    first = FIRST_REPEATS
    shared = list(range(first, first + REPEATS))
    known = evidence.repeated.get(case, 0)
    if not known:
        evidence.repeated[case] = REPEATS
        return shared
    if not again:
        return shared
    evidence.repeated[case] = known + AGAIN
    return [first + known, *shared[1:-1], first + known + 1]


def repeat(
    state: RunState, judge: Judge, evidence: PromptEvidence, trials: Sequence[Trial], cases: Sequence[int]
) -> Task[bool]:
    """Ask the base of `cases` and `trials` 5 more times each, interleaved; True when all of them came back.

    A failed call among many is neither for nor against; more than few, or all of one wording, and nothing came back.
    The base's repeats are shared by the cells of a prompt; beside the flips of later ones it is asked twice more, since
    a model that has changed meanwhile gives these flips, and always.
    """
    prompt = evidence.plan.prompt
    base = {case: Variant(prompt).render(case) for case in cases}
    variants = [trial.variant.render(trial.case) for trial in trials]
    numbers = {case: _base_samples(evidence, case, again=bool(trials)) for case in cases}
    requests = []
    for turn in range(REPEATS):
        requests += [Request(messages, numbers[case][turn]) for case, messages in base.items()]
        requests += [Request(messages, 1 + turn) for messages in variants]
    outputs = yield requests
    if any(output is None for output in outputs):
        return False
    width = len(base) + len(variants)
    columns = [[output for output in outputs[place::width] if output is not None] for place in range(width)]
    asked = [*base.values(), *variants]
    read = [sum(judge.is_known(output, m) for output in column) for m, column in zip(asked, columns, strict=True)]
    agreed = min(read) > 0 and sum(read) >= (1 - UNKNOWN_SHARE) * len(outputs)
    for case, column in zip(base, columns, strict=False):
        known = evidence.base[case]
        agreed &= notice(state, judge, [known[0], *column], base[case], f"prompt {prompt.key!r}")
        held = {id(output) for output in known}  # one of the cache is no further repeat, an equal one is
        known += [output for output in column if id(output) not in held and judge.is_known(output, base[case])]
    for trial, messages, column in zip(trials, variants, columns[len(base) :], strict=True):
        trial.repeats = tuple(column)
        came_back = notice(state, judge, [trial.output, *column], messages, f"rewording of {prompt.key!r}")
        trial.confirmed = came_back and any(judge.is_known(output, messages) for output in column)
        agreed &= trial.confirmed
    return agreed
