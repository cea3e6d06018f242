"""Tries one variant of a model that samples: screened on a few samples, confirmed on fresh ones (DESIGN §4.1)."""

import itertools
import math
from collections.abc import Sequence

from promptfuzz.engine.asking import Task
from promptfuzz.engine.book import Attempt, Book, Stop
from promptfuzz.engine.evidence import UNKNOWN_SHARE, Kind, Said, Trial
from promptfuzz.engine.fetching import fetch, readable
from promptfuzz.engine.findings import variant_finding
from promptfuzz.engine.judging import Judge
from promptfuzz.records import Message, Output, Prompt, Request, Text, Variant
from promptfuzz.statistics.flips import fisher_greater

BASE_SAMPLES = 24
NEEDED = {2: 1, 4: 2, 6: 4}
"""How many of so many samples must disagree with the base, or the screening ends: two that must both disagree lose a
wording that always changes the answer in 18% of tests at 20% noise and in 29% at 30%, these in 2% and 7%, for 15 to
20% more calls (simulated: 4 wordings, one of which changes the answer; with 80 wordings the calls are fewer)."""
KNOWN_SCREENING = 4
"""For a finding of an earlier run: of an effect of 60% these four miss 3%, where two that must agree miss 64%."""
UNREAD = "unread"
SHOWN = 60


def try_sampling(
    book: Book, judge: Judge, variant: Variant, case: int, messages: tuple[Message, ...], *, known: bool
) -> Task[Attempt]:
    """Screen with 2 samples at a time; only when 4 of 6 disagree with the base's majority, confirm on fresh ones.

    The j-th confirmation of a test function is tested at α·6/(π²j²), so that they spend α together; once a failure
    is established, each further one (a shrink step) is tested at α anew.

    Raises:
        Stop: most samples of either side are unread, which is no agreement, or answers are missing.
    """
    voters = yield from base_samples(book, variant.prompt, case)
    outputs, passed, drift = yield from _screen(book, judge, voters, case, messages, known=known)
    base = Variant(variant.prompt).render(case)
    of_both = [_unread(judge, voters, base, case), _unread(judge, outputs, messages, case)]
    if all(of_both):
        raise unread_on_both_sides(judge, of_both[0][0], of_both[1][0])
    usual = Said(majority(judge, voters, case), base, case)
    unjudged = judge.unjudged([(usual, Said(output.said, messages, case)) for output in outputs])
    if sum(unjudged) > len(outputs) / 2:
        raise unread_on_both_sides(judge, usual.text, outputs[unjudged.index(True)].said)
    if not passed:
        return Attempt(drift=drift)
    level = book.rules.alpha
    if not book.failed:
        book.confirmations += 1
        level *= 6 / (math.pi**2 * book.confirmations**2)
    book.rounds += 1
    round_ = 1000 * book.rounds
    requests = []
    for n in range(max(book.rules.samples, _least_samples(level))):
        requests += [Request(base, round_ + n), Request(messages, round_ + n)]
    outputs = yield from fetch(book, requests, most_failed=UNKNOWN_SHARE)
    of_base = [disagrees(judge, voters, one, case) for one in readable(judge, base, outputs[::2], UNKNOWN_SHARE)]
    reworded = readable(judge, messages, outputs[1::2], UNKNOWN_SHARE)
    changed = [output for output in reworded if disagrees(judge, voters, output, case)]
    excess = len(changed) / len(reworded) - sum(of_base) / len(of_base)
    counts = (len(changed), len(reworded), sum(of_base), len(of_base))
    if excess <= book.rules.tolerance or fisher_greater(*counts) > level:
        return Attempt(drift=drift)
    (comparison,) = judge.compare([(usual.text, changed[0].said)], [case])
    trial = Trial(variant, case, changed[0], Kind.TEXT, comparison, beside=usual.text)
    often = f"{counts[0]} of {counts[1]} samples, the base's own in {counts[2]} of {counts[3]}"
    calls = book.asker.calls
    return Attempt(variant_finding(judge.evidence, trial, book.asker.model.name, often, calls, voters), drift=drift)


def _least_samples(level: float) -> int:
    """Return the fewest samples a side that reach `level` where one answer on each side is an odd one.

    With fewer no rewording would ever fail the test, and it would pass for want of samples.
    """
    return next(n for n in itertools.count(2) if fisher_greater(n - 1, n, 1, n) <= level)


def _screen(
    book: Book, judge: Judge, voters: Sequence[Output], case: int, messages: tuple[Message, ...], *, known: bool
) -> Task[tuple[list[Output], bool, float]]:
    """Return samples of a wording, whether it is worth a confirmation, and the share that disagrees with the base."""
    asked: list[Output] = []
    for count, needed in ({KNOWN_SCREENING: 1} if known else NEEDED).items():
        asked += yield from fetch(book, [Request(messages, 100 + n) for n in range(len(asked), count)])
        outputs = readable(judge, messages, asked, UNKNOWN_SHARE)
        against = [disagrees(judge, voters, output, case) for output in outputs]
        if sum(against) < needed:
            return outputs, False, sum(against) / len(against)
    return outputs, True, sum(against) / len(against)


def _unread(judge: Judge, outputs: Sequence[Output], messages: tuple[Message, ...], case: int) -> list[str]:
    """Return the answers of which none of the type asked for can be read, where these are most of `outputs`."""
    found = [output.said for output in outputs if judge.is_unread(Said(output.said, messages, case))]
    return found if len(found) > len(outputs) / 2 else []


def unread_on_both_sides(judge: Judge, base: str, reworded: str) -> Stop:
    """Return why two answers of which neither can be read leave a variant undecided."""
    said = [repr(text if len(text) <= SHOWN else text[:SHOWN] + "…") for text in (base, reworded)]
    if isinstance(judge.evidence.answer, Text):
        return Stop(
            f"The prompt as written (answered with {said[0]}) and the rewording (with {said[1]}) got free text that is "
            "not English, which is not compared; declare an answer type, give the oracle a second opinion such as "
            "pf.ModelJudge(model), or choose on_undecided='skip' or 'pass'",
            UNREAD,
        )
    return Stop(
        f"Neither the prompt as written (answered with {said[0]}) nor the rewording (with {said[1]}) got an answer of "
        "the type asked for, which is no agreement; ask for one that the model gives, declare another answer=..., such "
        "as pf.Text(), or choose on_undecided='skip' or 'pass'",
        UNREAD,
    )


def base_samples(book: Book, prompt: Prompt, case: int) -> Task[list[Output]]:
    """Return the base's samples on `case`: 24 a prompt, shared out among its cases, asked once."""
    if (prompt, case) not in book.noted:
        count = max(8, BASE_SAMPLES // len(prompt.cases))
        base = Variant(prompt)
        asked = [Request(base.render(case), 50 + n) for n in range(count)]
        outputs = yield from fetch(book, asked, most_failed=UNKNOWN_SHARE)
        book.noted[prompt, case] = readable(book.judge(prompt), base.render(case), outputs, UNKNOWN_SHARE)
    return book.noted[prompt, case]


def disagrees(judge: Judge, voters: Sequence[Output], output: Output, case: int, *, strict: bool = False) -> bool:
    """Whether `output` means something else than the base's majority answer to `case` does."""
    pairs = [(majority(judge, voters, case, strict=strict), output.said)]
    (comparison,) = judge.compare(pairs, [case], strict=strict)
    return not comparison.same and not comparison.unread


def majority(judge: Judge, voters: Sequence[Output], case: int, *, strict: bool = False) -> str:
    """Return the answer with which most of the base's samples agree; the first of them on a tie."""
    texts = [voter.said for voter in voters]
    distinct = list(dict.fromkeys(texts))
    if len(distinct) == 1:
        return distinct[0]
    pairs = [(one, other) for one in distinct for other in texts]
    same = [comparison.same for comparison in judge.compare(pairs, [case] * len(pairs), strict=strict)]
    width = len(texts)
    support = [sum(same[place * width : (place + 1) * width]) for place in range(len(distinct))]
    return distinct[support.index(max(support))]
