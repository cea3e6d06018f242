"""Holds a property: asks what its variants need, sync or async, and hands the verdicts on to be told."""

import asyncio
from collections.abc import Sequence
from functools import lru_cache
from weakref import WeakKeyDictionary

from promptfuzz.engine.asking import Task
from promptfuzz.engine.book import Attempt, Book
from promptfuzz.engine.evidence import UNKNOWN_SHARE
from promptfuzz.engine.trying_contrast import contrasts_verdict
from promptfuzz.engine.trying_together import Tried, try_contrasts, try_stable
from promptfuzz.errors import InstructionIgnored, UsageError, WordingDependence
from promptfuzz.memory import Kin
from promptfuzz.property import runs, steps
from promptfuzz.property.arguments import Arguments, Call, Place, prepare
from promptfuzz.property.drawn import doubt, note_drawn
from promptfuzz.property.kinds import Kind
from promptfuzz.property.past import past_of
from promptfuzz.property.returning import left_as_it_is, up_to_date
from promptfuzz.property.telling import in_hypothesis_test, is_last, tell
from promptfuzz.records import Prompt, Relation, Variant, Verdict

STABLE = Kind(try_stable, WordingDependence)
CONTRAST = Kind(try_contrasts, InstructionIgnored, contrast=True)

MOST_FAILED = 2
_turns: WeakKeyDictionary[Kin, WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock]] = WeakKeyDictionary()
"""Assertions that run in one event loop take turns where they share a session or a budget; lists are asked together."""


def hold(v: Variant | Sequence[Variant], given: Arguments, place: Place, kind: Kind) -> None:
    """Hold the property `kind` for `v`, or raise what was found."""
    __tracebackhide__ = True
    call = _prepared(v, given, place, kind)
    with call.session.kin.lock:
        call = steps.run(up_to_date(call, kind), call.session.asker)
        with left_as_it_is(call):
            tried = steps.run(_tried(call, kind), call.session.asker)
        tell(call, kind, tried)


async def hold_async(v: Variant | Sequence[Variant], given: Arguments, place: Place, kind: Kind) -> None:
    """Hold the property from inside a running event loop."""
    __tracebackhide__ = True
    call = _prepared(v, given, place, kind)
    async with _turn(call.session.kin):
        call = await steps.run_async(up_to_date(call, kind), call.session.asker)
        with left_as_it_is(call):
            tried = await steps.run_async(_tried(call, kind), call.session.asker)
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


def _turn(kin: Kin) -> asyncio.Lock:
    locks = _turns.setdefault(kin, WeakKeyDictionary())
    return locks.setdefault(asyncio.get_running_loop(), asyncio.Lock())


def _tried(call: Call, kind: Kind) -> Task[Tried]:
    """Judge the variants of a call: findings of earlier runs come first, and dismissed ones are not asked."""
    book, variants = call.book, call.variants
    call.session.go_on()
    note_drawn(call, kind)
    if in_hypothesis_test():
        runs.begin(call.session)
    book.keep_for_shrinking(inside=in_hypothesis_test(), last=is_last())
    if variants in book.settled:
        return [book.settled[variants]]
    if in_hypothesis_test() and _is_given_up(book):
        return []
    wanted, unjudged = list(variants), list[tuple[Variant, Attempt]]()
    if in_hypothesis_test():
        past = past_of(call, kind)
        if past.standing is None:
            unjudged = yield from past.ask_again(book, variants)
        if past.standing is not None:  # nothing but a finding of an earlier run that is still there is asked for
            book.settled |= {variants: past.settled[variants]} if variants in past.settled else {}
            return [past.settled[variants]] if variants in past.settled else []
        wanted = [variant for variant in variants if book.is_worth_asking(variant) and not past.is_dismissed(variant)]
    tried = yield from kind.attempt(book, wanted)
    if in_hypothesis_test():
        tried = unjudged + [_known_beside(call, *one) for one in tried]
    if not kind.contrast:
        return tried
    doubts = [(variant, _doubt(book, variant.prompt)) for variant in wanted if variant.edits]
    if in_hypothesis_test():
        for prompt in dict.fromkeys(variant.prompt for variant, _ in doubts):
            ignored = prompt in book.ignoring
            past.hear(book, prompt, Verdict.IGNORES if ignored else contrasts_verdict(book, prompt))
        for variant, reason in doubts:
            doubt((book, variant.prompt), reason, call, kind)
        return tried
    return tried + [(variant, Attempt(undecided=reason, cause="few contrasts")) for variant, reason in doubts if reason]


def _known_beside(call: Call, variant: Variant, attempt: Attempt) -> tuple[Variant, Attempt]:
    """Return, where the budget no longer covers a replay, what was found when the same was drawn before.

    A model that is made anew for every example is asked anew as well; its failure would not come back. Where another
    example draws it, a model of the same budget and name may be another one.
    """
    others = runs.beside(call.session)[1:] if attempt.cause == "budget" else ()
    for one in others:
        if one.kin is not call.session.kin or one.raised is None or not runs.is_replay(one.raised):
            continue
        if call.variants in one.book.settled:
            return one.book.settled[call.variants]
        known = one.book.verdicts.get(variant)
        if known is not None and known.finding is not None:
            return variant, known
    return variant, attempt


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
