"""Tries one variant on every case, for property tests: is its answer another, and would it be again? (DESIGN §4.1)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from promptfuzz.engine.asking import Asker, Task
from promptfuzz.engine.evidence import REPEATS, UNKNOWN_SHARE, Kind, PromptEvidence, Trial
from promptfuzz.engine.findings import variant_finding
from promptfuzz.engine.judging import SURE_SCORE, Judge
from promptfuzz.engine.plan import PromptPlan
from promptfuzz.oracle import Oracle
from promptfuzz.records import Answer, Finding, Message, Output, Prompt, Request, Text, Variant
from promptfuzz.statistics.flips import fisher_greater

BASE_SAMPLES = 24
SCREENING = 2
FIRST_REPEATS = 3


@dataclass(frozen=True, slots=True)
class Rules:
    """The sampling rule's numbers: fresh samples a side, Δ to exceed, and the level of the whole test function."""

    samples: int = 32
    tolerance: float = 0.10
    alpha: float = 0.05


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of one variant: a finding, a reason why it is undecided, or neither; `event` is worth counting."""

    finding: Finding | None = None
    undecided: str | None = None
    event: str | None = None
    note: str | None = None


@dataclass
class Book:
    """The verdicts of one test function, kept so that replays agree, and the confirmations already spent."""

    asker: Asker
    oracle: Oracle
    answer: Answer | None
    rules: Rules
    sampling: bool = False
    failed: bool = False
    confirmations: int = 0
    verdicts: dict[Variant, Attempt] = field(default_factory=dict)
    judges: dict[Prompt, Judge] = field(default_factory=dict)
    noted: dict[tuple[Prompt, int], list[Output]] = field(default_factory=dict)

    def judge(self, prompt: Prompt) -> Judge:
        """Return the judge of `prompt`, made once."""
        if prompt not in self.judges:
            typed = prompt if self.answer is None else _with_answer(prompt, self.answer)
            self.judges[prompt] = Judge(PromptEvidence(PromptPlan(typed, (), (), ())), self.oracle)
        return self.judges[prompt]


def _with_answer(prompt: Prompt, answer: Answer) -> Prompt:
    fields = prompt.to_dict() | {"answer": answer.to_dict()}
    return Prompt.from_json(fields)


_CUT = "before it could be read, which is no agreement; raise max_new_tokens"


class _Stop(Exception):
    """The variant cannot be judged; the text says why."""


def try_variant(book: Book, variant: Variant) -> Task[Attempt]:
    """Judge `variant` on every case; the same variant gets the same verdict for as long as the book lives."""
    if not variant.edits:
        return Attempt()
    if variant in book.verdicts:
        return book.verdicts[variant]
    try:
        attempt = yield from _try(book, variant)
    except _Stop as stop:
        return Attempt(undecided=str(stop))
    book.verdicts[variant] = attempt
    book.failed |= attempt.finding is not None
    return attempt


def _answered(book: Book, answers: Sequence[Output | None]) -> list[Output]:
    outputs = [output for output in answers if output is not None]
    if len(outputs) < len(answers):
        raise _Stop(
            f"The budget of {book.asker.limit} calls ended before the variant was judged; raise budget=pf.Budget(...), "
            "or choose on_undecided='skip' or 'pass'"
        )
    failed = next((output for output in outputs if output.failed), None)
    if failed is not None:
        raise _Stop(f"The model did not answer, which is no agreement: {failed.error}")
    return outputs


def _try(book: Book, variant: Variant) -> Task[Attempt]:
    judge = book.judge(variant.prompt)
    yield from _ask_base(book, judge, variant.prompt)
    cases = range(len(variant.prompt.cases))
    rendered = [variant.render(case) for case in cases]
    event = None
    if not book.sampling:
        outputs = _answered(book, (yield [Request(messages) for messages in rendered]))
        trials = judge.trials([(variant, c, m, o) for c, m, o in zip(cases, rendered, outputs, strict=True)], ())
        if any(trial.kind is Kind.CUT for trial in trials):
            raise _Stop(f"The length limit cut an answer {_CUT}")
        for trial in trials:
            if trial.flipped and not _is_sure(judge, trial):
                event = "promptfuzz: free text drifted, too little to be sure"
            elif trial.flipped and (yield from _comes_back(book, judge, trial)):
                again = f"{REPEATS + 1} of {REPEATS + 1} times"
                return Attempt(variant_finding(judge.evidence, trial, book.asker.model.name, again, book.asker.calls))
    if book.sampling:
        for case, messages in zip(cases, rendered, strict=True):
            found = yield from _try_sampling(book, judge, variant, case, messages)
            if found is not None:
                return Attempt(found)
    return Attempt(event=event)


def _ask_base(book: Book, judge: Judge, prompt: Prompt) -> Task[None]:
    """Ask the base once a case, and three times on the first, when the prompt is first met."""
    evidence = judge.evidence
    if evidence.base:
        return
    base = Variant(prompt)
    requests = [Request(base.render(case)) for case in range(len(prompt.cases))]
    requests += [Request(base.render(0), sample) for sample in range(1, FIRST_REPEATS)]
    outputs = _answered(book, (yield requests))
    allowed = isinstance(prompt.answer, Text) and prompt.answer.allow_empty
    if any(not output.text.strip() for output in outputs) and not allowed:
        raise _Stop(
            "The model answered the base prompt with an empty text, which agrees with nothing; "
            "answer=pf.Text(allow_empty=True) allows it"
        )
    evidence.base = {case: [outputs[case]] for case in range(len(prompt.cases))}
    judge.settle_answer_type([outputs[case].text for case in range(len(prompt.cases))])
    if any(judge.is_cut(outputs[case], base.render(case)) for case in range(len(prompt.cases))):
        evidence.base = {}
        raise _Stop(f"The length limit cut the answer to the base prompt {_CUT}")
    judge.read_base()
    if not judge.agree([outputs[0], *outputs[len(prompt.cases) :]], base.render(0)):
        book.sampling = True


def _is_sure(judge: Judge, trial: Trial) -> bool:
    """Whether a flip may fail a test: a typed one, or free text that is surely different."""
    if trial.kind is Kind.VALUE or (trial.kind is Kind.LOST and not judge.evidence.inferred):
        return True
    return trial.comparison is not None and trial.comparison.score < SURE_SCORE


def _comes_back(book: Book, judge: Judge, trial: Trial) -> Task[bool]:
    """Ask base and variant 5 more times, interleaved, past the cache; a disagreement turns to the sampling rule."""
    base = Variant(trial.variant.prompt).render(trial.case)
    messages = trial.variant.render(trial.case)
    requests = []
    for sample in range(1, REPEATS + 1):
        requests += [Request(base, FIRST_REPEATS - 1 + sample), Request(messages, sample)]
    outputs = _answered(book, (yield requests))
    known = judge.evidence.base[trial.case][0]
    if judge.agree([known, *outputs[::2]], base) and judge.agree([trial.output, *outputs[1::2]], messages):
        return True
    book.sampling = True
    return False


def _try_sampling(
    book: Book, judge: Judge, variant: Variant, case: int, messages: tuple[Message, ...]
) -> Task[Finding | None]:
    """Screen with 2 samples; only when both disagree with the base's majority, confirm on fresh ones.

    The j-th confirmation of a test function is tested at α·6/(π²j²), so that they spend α together; once a failure
    is established, each further one (a shrink step) is tested at α anew.
    """
    voters = yield from _base_samples(book, variant.prompt, case)
    asked = yield [Request(messages, 100 + n) for n in range(SCREENING)]
    screened = _known(judge, messages, _answered(book, asked))
    if not all(_disagrees(judge, voters, output) for output in screened):
        return None
    base = Variant(variant.prompt).render(case)
    if not book.failed:
        book.confirmations += 1
    round_ = 1000 * (1 + book.confirmations + len(book.verdicts))
    requests = []
    for n in range(book.rules.samples):
        requests += [Request(base, round_ + n), Request(messages, round_ + n)]
    outputs = _answered(book, (yield requests))
    of_base = [_disagrees(judge, voters, output) for output in _known(judge, base, outputs[::2])]
    reworded = _known(judge, messages, outputs[1::2])
    changed = [output for output in reworded if _disagrees(judge, voters, output)]
    j = book.confirmations
    level = book.rules.alpha if book.failed else book.rules.alpha * 6 / (math.pi**2 * j**2)
    excess = len(changed) / len(reworded) - sum(of_base) / len(of_base)
    counts = (len(changed), len(reworded), sum(of_base), len(of_base))
    if excess <= book.rules.tolerance or fisher_greater(*counts) > level:
        return None
    (comparison,) = judge.compare([(_majority(judge, voters), changed[0].said)], [case])
    trial = Trial(variant, case, changed[0], Kind.TEXT, comparison)
    often = f"{counts[0]} of {counts[1]} samples, the base's own in {counts[2]} of {counts[3]}"
    return variant_finding(judge.evidence, trial, book.asker.model.name, often, book.asker.calls)


def _base_samples(book: Book, prompt: Prompt, case: int) -> Task[list[Output]]:
    """Return the base's samples on `case`: 24 a prompt, shared out among its cases, asked once."""
    if (prompt, case) not in book.noted:
        count = max(8, BASE_SAMPLES // len(prompt.cases))
        base = Variant(prompt)
        asked = yield [Request(base.render(case), 50 + n) for n in range(count)]
        book.noted[prompt, case] = _known(book.judge(prompt), base.render(case), _answered(book, asked))
    return book.noted[prompt, case]


def _known(judge: Judge, messages: Sequence[Message], outputs: Sequence[Output]) -> list[Output]:
    """Return the outputs that the length limit left readable; where more than 10% are not, nothing can be told."""
    known = [output for output in outputs if judge.is_known(output, messages)]
    if len(known) < (1 - UNKNOWN_SHARE) * len(outputs):
        raise _Stop(f"The length limit cut {len(outputs) - len(known)} of {len(outputs)} answers {_CUT}")
    return known


def _disagrees(judge: Judge, voters: Sequence[Output], output: Output) -> bool:
    """Whether `output` means something else than the base's majority answer does."""
    (comparison,) = judge.compare([(_majority(judge, voters), output.said)])
    return not comparison.same


def _majority(judge: Judge, voters: Sequence[Output]) -> str:
    """Return the answer with which most of the base's samples agree; the first of them on a tie."""
    texts = [voter.said for voter in voters]
    distinct = list(dict.fromkeys(texts))
    if len(distinct) == 1:
        return distinct[0]
    pairs = [(one, other) for one in distinct for other in texts]
    same = [comparison.same for comparison in judge.compare(pairs)]
    width = len(texts)
    support = [sum(same[place * width : (place + 1) * width]) for place in range(len(distinct))]
    return distinct[support.index(max(support))]
