"""Looks whether a model still answers as it did, where a test without Hypothesis asserts again what it knows already.

Such a test may have changed the model meanwhile, as in ``for bot.mode in modes: pf.assert_stable(variant, bot.ask)``.
Under Hypothesis verdicts stand for the whole test function, or its replays would not agree.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from promptfuzz.engine.asking import Task
from promptfuzz.engine.book import Book
from promptfuzz.memory import Session, begin_anew
from promptfuzz.property.arguments import Call
from promptfuzz.property.kinds import Kind
from promptfuzz.property.surroundings import Surroundings, is_same, look_around
from promptfuzz.records import Message, Prompt, Request, Variant


def up_to_date(call: Call, kind: Kind) -> Task[Call]:
    """Return the call with a session that knows how the model answers now: another one, where it answers otherwise.

    Where something that the model can reach was changed since the last assertion, a variant that was judged and its
    base are asked once more on every case; of a model that samples, that would tell nothing. Where the budget does not
    cover it, what was judged stands.
    """
    book = call.book
    known = [variant for variant in dict.fromkeys(call.variants) if variant.edits and _is_judged(book, variant, kind)]
    if not known or book.sampling or _in_hypothesis() or not _is_changed(call.session):
        return call
    asked = list(dict.fromkeys(_wordings(known)))
    book.rounds += 1
    requests = [Request(messages, sample) for _, messages in asked for sample in (0, 1000 * book.rounds)]
    answers = yield requests
    for (prompt, messages), before, now in zip(asked, answers[::2], answers[1::2], strict=True):
        if before is None or now is None:
            continue
        if now.failed or not book.judge(prompt).agree([before, now], messages):
            return replace(call, session=begin_anew(call.session))
    return call


@contextmanager
def left_as_it_is(call: Call) -> Iterator[None]:
    """Remember what the model can reach when an assertion outside of Hypothesis ends: its own calls may change that."""
    try:
        yield
    finally:
        if not _in_hypothesis():
            call.session.surroundings = _surroundings(call.session)


def _is_changed(session: Session) -> bool:
    before = session.surroundings
    return before is not None and not is_same(before, _surroundings(session))


def _surroundings(session: Session) -> Surroundings:
    model = session.asker.model
    return look_around(getattr(model, "function", model))


def _is_judged(book: Book, variant: Variant, kind: Kind) -> bool:
    if not kind.contrast:
        return variant in book.verdicts
    seen = book.contrasts.get(variant.prompt, {})
    return any(variant.render(case) in seen for case in range(len(variant.prompt.cases)))


def _wordings(known: Sequence[Variant]) -> Iterator[tuple[Prompt, tuple[Message, ...]]]:
    for variant in known:
        for case in range(len(variant.prompt.cases)):
            yield variant.prompt, Variant(variant.prompt).render(case)
            yield variant.prompt, variant.render(case)


def _in_hypothesis() -> bool:
    if "hypothesis" not in sys.modules:
        return False
    from hypothesis import currently_in_test_context

    return currently_in_test_context()
