"""Tells what came of variants: to Hypothesis as events, targets and notes, to the user as a failure."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from types import FrameType
from typing import NoReturn

from promptfuzz import ledger
from promptfuzz.engine.book import Attempt, Book
from promptfuzz.engine.findings import needed_words
from promptfuzz.engine.trying_together import Tried
from promptfuzz.errors import Undecided
from promptfuzz.mutators import MUTATORS
from promptfuzz.property import runs
from promptfuzz.property.arguments import Call
from promptfuzz.property.calling import expression_for
from promptfuzz.property.kinds import Kind
from promptfuzz.property.past import past_of
from promptfuzz.property.pasting import example_argument
from promptfuzz.records import Finding, Variant
from promptfuzz.records.called import call_prompt
from promptfuzz.reporting.text import one_line, safe

EARLIER = "A finding of an earlier run"


def tell(call: Call, kind: Kind, tried: Tried) -> None:
    """Raise what was found, or else what could not be decided; Hypothesis hears of the rest."""
    __tracebackhide__ = True
    inside = in_hypothesis_test()
    if inside:
        _observe(call, kind, tried)
    for variant, attempt in tried:
        if attempt.finding is not None:
            _fail(call, kind, variant, attempt.finding, inside=inside)
    undecided = [(variant, attempt) for variant, attempt in tried if attempt.undecided is not None]
    if undecided:
        _left_open(call, *undecided[0], inside=inside)


def in_hypothesis_test() -> bool:
    """Whether a Hypothesis test draws and shrinks examples; Hypothesis is not imported to find out.

    An example that the user gave is never shrunk, and may be expected to fail; there is no public way to tell it.
    """
    if "hypothesis" not in sys.modules:
        return False
    from hypothesis import currently_in_test_context

    if not currently_in_test_context():
        return False
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        if frame.f_code.co_name == "execute_explicit_examples":
            return False
        frame = frame.f_back
    return True


def is_last() -> bool:
    """Whether Hypothesis runs an example to report it, or none at all: what fails then is as small as it gets."""
    if not in_hypothesis_test():
        return True
    from hypothesis.control import current_build_context

    return current_build_context().is_final


def _left_open(call: Call, variant: Variant, attempt: Attempt, *, inside: bool) -> None:
    """Say that variants could not be judged: in a note of the failure that is there, or as `on_undecided` wants it.

    Under Hypothesis one example raises, and raises again when it is replayed; the others pass, or it would look for
    the smallest one that cannot be judged.
    """
    __tracebackhide__ = True
    book, reason = call.book, _advised(call, variant, attempt)
    tested = [one.book for one in runs.beside(call.session)]
    settled = any(call.variants in one.settled for one in call.session.books)
    if inside and any(one.failed for one in tested) and not settled:
        book.unshrunk = book.unshrunk or attempt.cause
        return
    ledger.note_undecided(reason)
    if call.on_undecided == "skip":
        from unittest import SkipTest

        raise SkipTest(safe(reason))
    if call.on_undecided == "pass" or (inside and not settled and any(one.settled for one in tested)):
        return
    if inside:
        book.settled[call.variants] = (variant, attempt)
        runs.note_raised(call.session)
    raise Undecided(safe(reason))


def _advised(call: Call, variant: Variant, attempt: Attempt) -> str:
    """Return why nothing could be decided; of a call that failed also which one it was, and what to do."""
    if attempt.cause == "budget" and len({id(book.asker.model) for book in call.session.books}) > 1:
        return (
            f"{attempt.undecided}. Several models called {call.book.asker.model.name!r} shared it: where each example "
            "makes another, make it outside of the test function, at the top of the module or in a fixture"
        )
    if attempt.cause != "calls failed":
        return attempt.undecided or ""
    prompt = variant.prompt
    met = bool(call.book.judge(prompt).evidence.base)
    call_prompt(prompt.key, prompt.template, expression_for(prompt, call.place.names))
    asked = f"a rewording of {prompt.key!r}, {variant.as_pasted()}" if met else f"{prompt.key!r} as written"
    return (
        f"{attempt.undecided}. It was asked {asked}; mend what raises it and run again, or choose "
        "on_undecided='skip' or 'pass'"
    )


def _fail(call: Call, kind: Kind, variant: Variant, found: Finding, *, inside: bool) -> NoReturn:
    __tracebackhide__ = True
    from promptfuzz.reporting.failure import failure_message

    finding = _finished(call.session.books, variant, found, inside=inside)
    head = kept = ""
    if inside:
        call.book.failed = True
        runs.note_raised(call.session)
        past = past_of(call, kind)
        finding, kept = past.keep(call.book, finding)
        if past.standing is not None:
            earlier = "What this test found before, in this run of pytest," if past.standing.here else EARLIER
            head = (
                f"{earlier} is still there. Its wording was replayed from {kept}, and stands for whatever Hypothesis "
                "drew.\n\n"
            )
        _note(finding, known=past.standing is not None and variant not in call.variants)
    ledger.note_finding(finding, model=call.book.asker.model.name, place=call.place.key)
    offered = inside and not kind.contrast
    example = example_argument(call.variants) if offered else None
    named = expression_for(variant.prompt, call.place.names)
    call_prompt(variant.prompt.key, variant.prompt.template, named)
    told = failure_message(finding, example=example, plain=offered, kept=kept, named=named is not None)
    raise kind.error(head + told)


def _finished(books: Sequence[Book], variant: Variant, finding: Finding, *, inside: bool) -> Finding:
    """Add what is known by now: the words that cannot be left out, and what kept the variant from being shrunk."""
    words = needed_words(variant, books[0].is_stable) if finding.family != "contrast" else ()
    unshrunk = next((book.unshrunk for book in books if book.unshrunk is not None), None)
    if not inside or unshrunk is None:
        return replace(finding, words=words)
    return replace(finding, words=words, shrunk=False, summary=f"{finding.summary} (not fully shrunk: {unshrunk})")


def _observe(call: Call, kind: Kind, tried: Tried) -> None:
    from hypothesis import event

    heard = [attempt.event for _, attempt in tried if attempt.event] if tried else []
    for text in dict.fromkeys([*heard, *(text for variant in call.variants for text in _kinds_of(variant))]):
        event(text)
    drifts: dict[str, float] = {}
    for variant, attempt in tried if not kind.contrast else ():
        if attempt.drift is not None:
            key = variant.prompt.key
            drifts[key] = max(drifts.get(key, 0.0), attempt.drift)
    for key, drift in drifts.items():
        _aim_at(drift, f"promptfuzz drift {key}")


def _aim_at(drift: float, label: str) -> None:
    from hypothesis import target
    from hypothesis.errors import InvalidArgument

    try:
        target(float(drift), label=label)
    except InvalidArgument:
        return  # another assertion of the same example has said how far its answer went


def _kinds_of(variant: Variant) -> Iterator[str]:
    names = dict.fromkeys(edit.mutator for edit in variant.edits)
    if not names:
        yield "promptfuzz: the prompt as written"
    for family in dict.fromkeys(MUTATORS.get(name).family for name in names if name in MUTATORS):
        yield f"promptfuzz family {family}"
    for name in names:
        yield f"promptfuzz mutator {name}"


def _note(finding: Finding, *, known: bool) -> None:
    from hypothesis import note

    if known:
        note("promptfuzz: not this example failed, but a finding of an earlier run that is asked first")
    sides = [one_line(side.outputs[0], 80) if side.outputs else "" for side in (finding.base, finding.minimal)]
    note(f"promptfuzz: as written {sides[0]!r}, reworded {sides[1]!r}")
