"""Tries contrasts for property tests: asked for something else, does the model answer something else? (DESIGN §5.7)."""

from promptfuzz.engine.abreast import side_by_side
from promptfuzz.engine.asking import Task
from promptfuzz.engine.book import CUT, Attempt, Book, Stop
from promptfuzz.engine.evidence import Kind, Said, Trial
from promptfuzz.engine.fetching import fetch, readable
from promptfuzz.engine.findings import ignored_by_test
from promptfuzz.engine.judging import Judge
from promptfuzz.engine.trying import ask_base
from promptfuzz.engine.trying_noisy import UNREAD, base_samples, disagrees, majority, unread_on_both_sides
from promptfuzz.records import Message, Prompt, Request, Variant, Verdict
from promptfuzz.statistics.contrasts import LEAST_CONTRASTS, contrast_verdict

CONTRAST_SAMPLES = 3


def try_contrast(book: Book, variant: Variant) -> Task[Attempt]:
    """Ask the contrast `variant` on every case; a finding once the contrasts of its prompt show that it is ignored.

    Every distinct rendered text counts once in the whole test function. Only a contrast that left the answer as it was
    has the finding; the finding stands whatever contrasts come later, so that replays agree.
    """
    if not variant.edits:
        return Attempt()
    prompt = variant.prompt
    judge = book.judge(prompt)
    seen = book.contrasts.setdefault(prompt, {})
    try:
        yield from ask_base(book, prompt)
        mine = yield from _trials(book, judge, variant)
    except Stop as stop:
        return Attempt(undecided=str(stop), cause=stop.cause)
    seen.update((trial.variant.render(trial.case), trial) for trial in mine)
    kept = next((trial for trial in mine if not trial.flipped), None)
    if kept is None:
        return Attempt()
    if prompt not in book.ignoring and contrasts_verdict(book, prompt) is Verdict.IGNORES:
        book.ignoring.add(prompt)
        book.failed = book.inside
    if prompt not in book.ignoring:
        return Attempt(event="promptfuzz: a contrast left the answer as it was, too few to judge")
    changed = sum(trial.flipped for trial in seen.values())
    often = f"{changed} of {len(seen)} instructions that ask for something else changed the answer"
    of_base = book.noted.get((prompt, kept.case), ())
    return Attempt(ignored_by_test(judge.evidence, kept, book.asker.model.name, often, book.asker.calls, of_base))


def contrasts_verdict(book: Book, prompt: Prompt) -> Verdict:
    """Judge all contrasts of `prompt` that were asked so far; fewer than 3 decide nothing."""
    seen = book.contrasts.get(prompt, {}).values()
    if len(seen) < LEAST_CONTRASTS:
        return Verdict.UNDECIDED
    return contrast_verdict(sum(trial.flipped for trial in seen), len(seen))


def _trials(book: Book, judge: Judge, variant: Variant) -> Task[list[Trial]]:
    """Return a trial a case; texts that were asked before are not asked again."""
    cases = range(len(variant.prompt.cases))
    rendered = [variant.render(case) for case in cases]
    seen = book.contrasts[variant.prompt]
    new = [case for case in cases if rendered[case] not in seen]
    if book.sampling:
        made = yield from side_by_side([_sampled(book, judge, variant, case, rendered[case]) for case in new])
    else:
        outputs = (yield from fetch(book, [Request(rendered[case]) for case in new])) if new else []
        asked = [(variant, case, rendered[case], output) for case, output in zip(new, outputs, strict=True)]
        made = judge.trials(asked, (), same_type=False)
    if not all(trial.known for trial in made):
        raise Stop(f"The length limit cut an answer {CUT}", "cut answers")
    if lost := [trial for trial in made if trial.unread]:
        if not lost[0].output.said.strip():
            raise Stop(
                "The instruction that asks for something else got an empty answer, which neither follows nor ignores "
                "it; let the application return what the model said, or choose on_undecided='skip' or 'pass'",
                UNREAD,
            )
        raise unread_on_both_sides(judge, lost[0].beside, lost[0].output.said)
    found = dict(zip(new, made, strict=True))
    return [found.get(case) or seen[rendered[case]] for case in cases]


def _sampled(book: Book, judge: Judge, variant: Variant, case: int, messages: tuple[Message, ...]) -> Task[Trial]:
    """Hold most of a contrast's 3 samples against the base's majority."""
    voters = yield from base_samples(book, variant.prompt, case)
    asked = yield from fetch(book, [Request(messages, 100 + n) for n in range(CONTRAST_SAMPLES)])
    outputs = readable(judge, messages, asked, 1 / CONTRAST_SAMPLES)
    against = [disagrees(judge, voters, output, case, strict=True) for output in outputs]
    empty = [judge.is_empty(Said(output.said, messages, case)) for output in outputs]
    silent = sum(empty) > len(empty) / 2
    differs = sum(against) > len(against) / 2 and not silent
    shown = outputs[empty.index(True) if silent else against.index(differs)]
    usual = majority(judge, voters, case, strict=True)
    (comparison,) = judge.compare([(usual, shown.said)], [case], strict=True)
    kind = Kind.TEXT if differs else Kind.SAME
    return Trial(
        variant, case, shown, kind, comparison, beside=usual, unread=silent or (not differs and comparison.unread)
    )
