"""Looks whether a model still answers as it did, where a test asserts again what it knows already.

A test without Hypothesis may have changed the model meanwhile, as in ``for bot.mode in modes: pf.assert_stable(variant,
bot.ask)``. Under Hypothesis verdicts stand for a whole run of the test function, or its replays would not agree; the
model may have been changed before the next run.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from promptfuzz.engine.asking import Task
from promptfuzz.engine.book import Book
from promptfuzz.memory import Session, begin_anew
from promptfuzz.models.protocol import Model
from promptfuzz.property import runs
from promptfuzz.property.arguments import Call
from promptfuzz.property.kinds import Kind
from promptfuzz.property.randomness import in_hypothesis
from promptfuzz.property.surroundings import Surroundings, is_same, look_around
from promptfuzz.records import Message, Prompt, Request, Variant


def up_to_date(call: Call, kind: Kind) -> Task[Call]:
    """Return the call with a session that knows how the model answers now: another one, where it answers otherwise.

    Where something that the model can reach was changed since they were asked, or may have been since not all of it
    shows, a variant that was judged and its base are asked once more on every case. Where something was changed for
    sure and asking would tell nothing, of a model that samples, or is not covered by the budget, all is judged anew.
    A variant that is new costs nothing more: what a model writes for itself, a history or a count, changes as well.
    """
    session = call.session
    if in_hypothesis():
        return _anew(call) if runs.is_new(session) and _is_changed(session) else call
    if session.surroundings is None:
        return call
    session.states += _is_changed(session)
    known = [v for v in dict.fromkeys(call.variants) if v.edits and _is_judged(call.book, v, kind)]
    stale = [variant for variant in known if session.checked.get(variant, 0) < session.states]
    if call.book.sampling:
        return _anew(call) if stale else call
    doubtful = stale if session.surroundings.whole else known
    asked = list(dict.fromkeys(_wordings(doubtful)))
    if not asked:
        return call
    call.book.rounds += 1
    requests = [Request(messages, sample) for _, messages in asked for sample in (0, 1000 * call.book.rounds)]
    answers = yield requests
    for (prompt, messages), before, now in zip(asked, answers[::2], answers[1::2], strict=True):
        if before is None or now is None:
            if stale:
                return _anew(call)
        elif now.failed or not call.book.judge(prompt).agree([before, now], messages):
            return _anew(call)
    return call


@contextmanager
def left_as_it_is(call: Call) -> Iterator[None]:
    """Remember what the model can reach once it was asked: its own calls may change that."""
    session, ended = call.session, False
    try:
        yield
        ended = True
    finally:
        asked = (session.asker.calls, session.asker.failed)
        if session.asked != asked or not ended:  # a call that was interrupted is not counted
            session.surroundings, session.asked = _surroundings(session.asker.model), asked
        session.checked.update(dict.fromkeys(call.variants, session.states))


def _wordings(variants: Sequence[Variant]) -> Iterator[tuple[Prompt, tuple[Message, ...]]]:
    for variant in variants:
        for case in range(len(variant.prompt.cases)):
            yield variant.prompt, Variant(variant.prompt).render(case)
            yield variant.prompt, variant.render(case)


def _is_changed(session: Session) -> bool:
    """Whether something that was seen is another now."""
    before: Surroundings | None = session.surroundings
    return before is not None and not is_same(before, _surroundings(session.asker.model))


def _anew(call: Call) -> Call:
    return replace(call, session=begin_anew(call.session))


def _surroundings(model: Model) -> Surroundings:
    around = look_around(getattr(model, "function", model))
    if not hasattr(model, "function") and type(model).__module__.startswith("promptfuzz."):
        around.whole = True  # a model of ours answers as it was loaded, whatever it keeps in C
    return around


def _is_judged(book: Book, variant: Variant, kind: Kind) -> bool:
    if not kind.contrast:
        return variant in book.verdicts
    seen = book.contrasts.get(variant.prompt, {})
    return any(variant.render(case) in seen for case in range(len(variant.prompt.cases)))
