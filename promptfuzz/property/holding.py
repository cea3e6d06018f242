"""Holds a property: asks what its variants need, sync or async, and hands the verdicts on to be told."""

import asyncio
from collections.abc import Callable, Sequence
from functools import lru_cache
from weakref import WeakKeyDictionary

from promptfuzz import ledger
from promptfuzz.engine.asking import Answers, Task
from promptfuzz.engine.book import Attempt, Book
from promptfuzz.engine.evidence import UNKNOWN_SHARE
from promptfuzz.engine.trying_contrast import contrasts_verdict
from promptfuzz.engine.trying_together import Tried, try_contrasts, try_stable
from promptfuzz.errors import InstructionIgnored, UsageError, WordingDependence
from promptfuzz.property import runs, unheard
from promptfuzz.property.arguments import Arguments, Call, Place, prepare
from promptfuzz.property.kinds import Kind
from promptfuzz.property.past import past_of
from promptfuzz.property.telling import in_hypothesis_test, is_last, tell
from promptfuzz.records import Prompt, Relation, Request, Variant, Verdict

STABLE = Kind(try_stable, WordingDependence)
CONTRAST = Kind(try_contrasts, InstructionIgnored, contrast=True)

MOST_FAILED = 2
_turns: WeakKeyDictionary[Book, WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock]] = WeakKeyDictionary()
"""Two assertions that run in one event loop take turns where they share a session; lists are asked together."""


def hold(v: Variant | Sequence[Variant], given: Arguments, place: Place, kind: Kind) -> None:
    """Hold the property `kind` for `v`, or raise what was found."""
    __tracebackhide__ = True
    call = _prepared(v, given, place, kind)
    with call.session.lock:
        tell(call, kind, _run(_tried(call, kind), call.session.asker.ask))


async def hold_async(v: Variant | Sequence[Variant], given: Arguments, place: Place, kind: Kind) -> None:
    """Hold the property from inside a running event loop."""
    __tracebackhide__ = True
    call = _prepared(v, given, place, kind)
    task, answers = _tried(call, kind), None
    async with _turn(call.book):
        while True:
            try:
                requests = next(task) if answers is None else task.send(answers)
            except StopIteration as end:
                tried: Tried = end.value
                break
            answers = await call.session.asker.ask_async(requests)
        tell(call, kind, tried)


def _prepared(v: Variant | Sequence[Variant], given: Arguments, place: Place, kind: Kind) -> Call:
    __tracebackhide__ = True
    call = prepare(v, given, place)
    _check_relations(call.variants, kind)
    if kind.contrast and not in_hypothesis_test() and not any(variant.edits for variant in call.variants):
        raise UsageError(
            "expected a variant that asks for something else, got the prompt itself, which is no contrast; take "
            "variants of pfst.contrasts(prompt), or write prompt.variant(pf.Edit(...))"
        )
    return call


def _check_relations(variants: Sequence[Variant], kind: Kind) -> None:
    """Refuse contrasts where the answer must stay, and mere rewordings where it must change.

    Raises:
        UsageError: the mutators of a variant say that it is of the other kind; other names say nothing.
    """
    __tracebackhide__ = True
    for variant in variants:
        relations = {_relation(edit.mutator) for edit in variant.edits}
        named = ", ".join(sorted({edit.mutator for edit in variant.edits}))
        if not kind.contrast and Relation.CONTRAST in relations:
            raise UsageError(
                f"expected a variant that asks for the same thing, got a contrast (mutators={named!r}), which must "
                "change the answer; hold it with pf.assert_contrast(variant, model)"
            )
        if kind.contrast and relations == {Relation.INVARIANT}:
            raise UsageError(
                f"expected a variant that asks for something else, got a rewording (mutators={named!r}), which must "
                "keep the answer; hold it with pf.assert_stable(variant, model), or draw from pfst.contrasts(prompt)"
            )


@lru_cache(maxsize=1024)
def _relation(name: str) -> Relation | None:
    """Return whether a registered mutator keeps the meaning of a prompt; None for a name that nobody registered."""
    from promptfuzz.mutators import MUTATORS, get_family

    return get_family(MUTATORS.get(name).family).relation if name in MUTATORS else None


def _turn(book: Book) -> asyncio.Lock:
    locks = _turns.setdefault(book, WeakKeyDictionary())
    return locks.setdefault(asyncio.get_running_loop(), asyncio.Lock())


def _run(task: Task[Tried], ask: Callable[[Sequence[Request]], Answers]) -> Tried:
    answers: Answers | None = None
    while True:
        try:
            requests = next(task) if answers is None else task.send(answers)
        except StopIteration as end:
            tried: Tried = end.value
            return tried
        answers = ask(requests)


def _tried(call: Call, kind: Kind) -> Task[Tried]:
    """Judge the variants of a call: findings of earlier runs come first, and dismissed ones are not asked."""
    book, variants = call.book, call.variants
    if in_hypothesis_test():
        runs.begin(call.session)
    book.keep_for_shrinking(inside=in_hypothesis_test(), last=is_last())
    if variants in book.settled:
        return [(variants[0], book.settled[variants])]
    if in_hypothesis_test() and _is_given_up(book):
        return []
    wanted = list(variants)
    if in_hypothesis_test():
        past = past_of(call, kind)
        if past.standing is None:
            yield from past.ask_again(book, [variant.prompt for variant in variants])
            if past.standing is not None:
                book.settled[variants] = past.standing.attempt
                return [(past.standing.variant, past.standing.attempt)]
        if past.standing is not None:
            return []  # a finding of an earlier run is still there: nothing else is asked for
        wanted = [variant for variant in variants if book.is_worth_asking(variant) and not past.is_dismissed(variant)]
    tried = yield from kind.attempt(book, wanted)
    if not kind.contrast:
        return tried
    doubts = [(variant, _doubt(book, variant.prompt)) for variant in wanted if variant.edits]
    if in_hypothesis_test():
        for variant, reason in doubts:
            about = (book, variant.prompt)
            if not ledger.note_doubt(about, reason, call.on_undecided) and call.on_undecided != "pass":
                unheard.note(about, reason)
        return tried
    return tried + [(variant, Attempt(undecided=reason, cause="few contrasts")) for variant, reason in doubts if reason]


def _is_given_up(book: Book) -> bool:
    """Whether an example raises for failed calls already, and they are too many for more of them to say anything."""
    asker = book.asker
    return bool(book.settled) and not book.failed and asker.failed > max(MOST_FAILED, UNKNOWN_SHARE * asker.calls)


def _doubt(book: Book, prompt: Prompt) -> str | None:
    """Return why the contrasts asked so far settle nothing: some, too few or too many, left the answer as it was."""
    seen = book.contrasts.get(prompt, {}).values()
    kept = sum(not trial.flipped for trial in seen)
    if not kept or contrasts_verdict(book, prompt) is not Verdict.UNDECIDED:
        return None
    return (
        f"{kept} of {len(seen)} instructions that ask for something else left the answer as it was, which proves "
        "neither that the instruction is followed nor that it is ignored; give more contrasts or cases, or choose "
        "on_undecided='skip' or 'pass'"
    )
