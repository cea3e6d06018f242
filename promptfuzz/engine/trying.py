"""Tries variants on every case, for property tests: is the answer another, and would it be again? (DESIGN §4.1)."""

from collections.abc import Sequence

from promptfuzz.engine.abreast import side_by_side
from promptfuzz.engine.asking import Task
from promptfuzz.engine.book import CUT, FIRST_REPEATS, Attempt, Book, Rules, Stop
from promptfuzz.engine.evidence import REPEATS, Kind, Said, Trial
from promptfuzz.engine.fetching import fetch
from promptfuzz.engine.findings import variant_finding
from promptfuzz.engine.judging import SURE_SCORE, Judge
from promptfuzz.engine.trying_noisy import KNOWN_SCREENING, UNREAD, try_sampling, unread_on_both_sides
from promptfuzz.records import Finding, Message, Output, Prompt, Request, Text, Variant

ALWAYS = f"{REPEATS + 1} of {REPEATS + 1} times"
__all__ = ["Attempt", "Book", "Rules", "ask_base", "try_variant"]


def try_variant(book: Book, variant: Variant, *, known: bool = False) -> Task[Attempt]:
    """Judge `variant` on every case; the same variant gets the same verdict for as long as the book lives.

    With `known` it was a finding before: of a model that samples, a single sample that disagrees has it confirmed.
    """
    if not variant.edits:
        return Attempt()
    if variant in book.verdicts:
        if variant in book.unrepeated and book.last:
            yield from _repeat_smallest(book, variant)
        return book.verdicts[variant]
    try:
        attempt = yield from _try(book, variant, known=known)
    except Stop as stop:
        # No failure can be seen in answers that cannot be read either: shrinking has missed nothing there.
        missed_nothing = book.failed and stop.cause == UNREAD
        return Attempt(undecided=str(stop), cause=None if missed_nothing else stop.cause)
    book.keep(variant, attempt)
    return attempt


def ask_base(book: Book, prompt: Prompt) -> Task[None]:
    """Ask the base once a case, and three times on the first, when the prompt is first met.

    Raises:
        Stop: the base gave no answer to hold others against.
    """
    judge = book.judge(prompt)
    evidence = judge.evidence
    if evidence.base:
        return
    base = Variant(prompt)
    requests = [Request(base.render(case)) for case in range(len(prompt.cases))]
    requests += [Request(base.render(0), sample) for sample in range(1, FIRST_REPEATS)]
    outputs = yield from fetch(book, requests)
    typed = judge.evidence.plan.prompt.answer
    allowed = isinstance(typed, Text) and typed.allow_empty
    if any(not output.text.strip() for output in outputs) and not allowed:
        raise Stop(
            "The model answered the base prompt with an empty text, which agrees with nothing; "
            "answer=pf.Text(allow_empty=True) allows it"
        )
    evidence.base = {case: [outputs[case]] for case in range(len(prompt.cases))}
    judge.settle_answer_type([outputs[case].text for case in range(len(prompt.cases))])
    if any(judge.is_cut(outputs[case], base.render(case)) for case in range(len(prompt.cases))):
        evidence.base = {}
        raise Stop(f"The length limit cut the answer to the base prompt {CUT}")
    judge.read_base()
    if not judge.agree([outputs[0], *outputs[len(prompt.cases) :]], base.render(0)):
        book.sampling = True


def _try(book: Book, variant: Variant, *, known: bool) -> Task[Attempt]:
    judge = book.judge(variant.prompt)
    yield from ask_base(book, variant.prompt)
    cases = range(len(variant.prompt.cases))
    rendered = [variant.render(case) for case in cases]
    event = drift = None
    if not book.sampling:
        outputs = yield from fetch(book, [Request(messages) for messages in rendered])
        trials = judge.trials([(variant, c, m, o) for c, m, o in zip(cases, rendered, outputs, strict=True)], ())
        if any(trial.kind is Kind.CUT for trial in trials):
            raise Stop(f"The length limit cut an answer {CUT}")
        if all(trial.unread for trial in trials):
            raise unread_on_both_sides(judge, trials[0].beside, trials[0].output.said)
        drift = _drift(trials)
        for trial in trials:
            if trial.flipped and not _is_sure(judge, trial):
                event = "promptfuzz: free text drifted, too little to be sure"
            elif trial.flipped and book.shrinking:
                book.unrepeated[variant] = trial
                return Attempt(_found(book, judge, trial, "once"), drift=drift)
            elif trial.flipped and (yield from _comes_back(book, judge, trial)):
                return Attempt(_found(book, judge, trial, ALWAYS), drift=drift)
        if known and not book.sampling:
            yield from _ask_known_again(book, judge, rendered, outputs)
    if book.sampling:
        tasks = [try_sampling(book, judge, variant, c, m, known=known) for c, m in zip(cases, rendered, strict=True)]
        for group in [[task] for task in tasks] if book.one_by_one else [tasks]:
            for attempt in (yield from side_by_side(group)):
                drift = max(drift or 0.0, attempt.drift or 0.0)
                if attempt.finding is not None:
                    return Attempt(attempt.finding, drift=drift)
    return Attempt(event=event, drift=drift)


def _ask_known_again(
    book: Book, judge: Judge, rendered: Sequence[tuple[Message, ...]], outputs: Sequence[Output]
) -> Task[None]:
    """Ask a known finding, which has not flipped this time, once more: a model that never said so may sample."""
    for messages, output in zip(rendered, outputs, strict=True):
        again = yield from fetch(book, [Request(messages, sample) for sample in range(1, KNOWN_SCREENING)])
        book.sampling |= not judge.agree([output, *again], messages)


def _repeat_smallest(book: Book, variant: Variant) -> Task[None]:
    """Repeat a flip that was taken on trust while shrinking, now that it is the smallest one.

    Where it does not come back, the last finding that did stands in its place, and the example still fails.
    """
    trial, judge = book.unrepeated[variant], book.judge(variant.prompt)
    try:
        back = yield from _comes_back(book, judge, trial)
    except Stop as stop:
        book.unshrunk = book.unshrunk or stop.cause
        return
    del book.unrepeated[variant]
    drift = book.verdicts[variant].drift
    if back:
        book.keep(variant, Attempt(_found(book, judge, trial, ALWAYS), drift=drift))
    else:
        book.unshrunk = "a smaller one did not come back"
        book.verdicts[variant] = Attempt(book.proven, drift=drift)


def _found(book: Book, judge: Judge, trial: Trial, often: str) -> Finding:
    return variant_finding(judge.evidence, trial, book.asker.model.name, often, book.asker.calls)


def _drift(trials: Sequence[Trial]) -> float | None:
    return max((1 - trial.comparison.similarity for trial in trials if trial.comparison is not None), default=None)


def _is_sure(judge: Judge, trial: Trial) -> bool:
    """Whether a flip may fail a test: a typed one, or free text that is surely different."""
    if trial.kind is Kind.VALUE or (not judge.evidence.inferred and (trial.kind is Kind.LOST or _gained(judge, trial))):
        return True
    return trial.comparison is not None and trial.comparison.score < SURE_SCORE


def _gained(judge: Judge, trial: Trial) -> bool:
    """Whether only the rewording gets an answer of the type asked for."""
    if isinstance(judge.evidence.answer, Text):
        return False
    base = Said(judge.evidence.base[trial.case][0].said, Variant(trial.variant.prompt).render(trial.case), trial.case)
    return judge.read(trial.output.said, trial.variant.render(trial.case)).clear and judge.is_unread(base)


def _comes_back(book: Book, judge: Judge, trial: Trial) -> Task[bool]:
    """Ask base and variant 5 more times, interleaved, past the cache; a disagreement turns to the sampling rule."""
    base = Variant(trial.variant.prompt).render(trial.case)
    messages = trial.variant.render(trial.case)
    requests = []
    for sample in range(1, REPEATS + 1):
        requests += [Request(base, FIRST_REPEATS - 1 + sample), Request(messages, sample)]
    outputs = yield from fetch(book, requests)
    known = judge.evidence.base[trial.case][0]
    if judge.agree([known, *outputs[::2]], base) and judge.agree([trial.output, *outputs[1::2]], messages):
        return not book.sampling  # another variant, tried beside this one, may have shown meanwhile that it samples
    book.sampling = True
    return False
