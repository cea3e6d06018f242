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
    shows, a variant that was judged and its base are asked once more on every case; of a variant that is new, the base
    is, if something was changed for sure. Then, too, all is judged anew where asking would tell nothing, of a model
    that samples, or is not covered by the budget.
    """
    session = call.session
    if in_hypothesis():
        return _anew(call) if runs.is_new(session) and _is_changed(session) else call
    drawn = [variant for variant in dict.fromkeys(call.variants) if variant.edits]
    if session.surroundings is None or not drawn:
        return call
    changed = _is_changed(session)
    if changed and call.book.sampling:
        return _anew(call)
    session.states += changed
    asked = [] if call.book.sampling else list(dict.fromkeys(_doubtful(call, kind, drawn)))
    if not asked:
        return call
    call.book.rounds += 1
    requests = [Request(messages, sample) for _, messages in asked for sample in (0, 1000 * call.book.rounds)]
    answers = yield requests
    for (prompt, messages), before, now in zip(asked, answers[::2], answers[1::2], strict=True):
        if before is None or now is None:
            if session.states and session.checked.get(prompt, 0) < session.states:
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
        for variant in call.variants:
            session.checked[variant] = session.checked[variant.prompt] = session.states


def _doubtful(call: Call, kind: Kind, drawn: Sequence[Variant]) -> Iterator[tuple[Prompt, tuple[Message, ...]]]:
    """Yield the prompts and wordings of the call that may be answered otherwise than when they were asked."""
    session = call.session
    for variant in drawn:
        prompt = variant.prompt
        known = _is_judged(call.book, variant, kind)
        stale = session.checked.get(variant if known else prompt, session.states) < session.states
        if not stale and (session.surroundings.whole or not known):
            continue
        for case in range(len(prompt.cases)):
            yield prompt, Variant(prompt).render(case)
            if known:
                yield prompt, variant.render(case)


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
