"""Tells the runs and examples of a Hypothesis test apart: what one raised says nothing of what comes after it."""

import functools
import sys
import weakref
from types import FrameType
from typing import Any

from promptfuzz.memory import Raised, Session, sessions_of
from promptfuzz.property.past import forget_past, pass_over

# Hypothesis has no public way to tell its runs apart; one of these functions stands above all examples of a run, but
# for the last, which is called for each example.
_RUNNERS = frozenset({"wrapped_test", "find", "fuzz_one_input"})
_EACH = "fuzz_one_input"


def begin(session: Session) -> None:
    """Forget what an earlier run left behind, and what was raised before and caught by the test."""
    frame, raised = _runner(), session.raised
    if frame is None:
        return
    if session.run is None or session.run() is not _known_by(frame):
        earlier = [one.run() for one in session.kin.sessions if one.run is not None]
        if earlier and not any(run is _known_by(frame) for run in earlier):
            session.asker.limits.renew()
        if session.run is not None:
            _start_again(session)
        session.run = _reference(frame)
        session.at_end = functools.partial(_end, session)
    elif raised is not None and _is_caught(raised):
        _take_back(session, raised)
    elif raised is not None and frame.f_code.co_name == _EACH:
        _start_again(session)  # nothing is shrunk
    session.before = session.book.mark()


def current() -> object:
    """Return what the Hypothesis run of now is known by, None where there is none."""
    frame = _runner()
    return None if frame is None else _known_by(frame)


def beside(session: Session) -> list[Session]:
    """Return whoever was asked in the same run, `session` first; what they raised and the test caught is forgotten.

    One test may hold several models, oracles or budgets: a failure of one is a failure of the test.
    """
    run = current()
    others = [] if run is None else [one for one in sessions_of(run) if one is not session]
    for one in others:
        if one.raised is not None and _is_caught(one.raised):
            _take_back(one, one.raised)
    return [session, *others]


def is_new(session: Session) -> bool:
    """Whether a run begins for a session that was asked in another."""
    return session.run is not None and session.run() is not current()


def is_replay(raised: Raised) -> bool:
    """Whether Hypothesis draws now what it drew in the example that raised."""
    from hypothesis.control import current_build_context

    drawn, before = (getattr(data, "choices", ()) for data in (current_build_context().data, raised.data))
    return tuple(before[: len(drawn)]) == tuple(drawn)


def note_raised(session: Session) -> None:
    """Note that the example of now raises: from here on Hypothesis only shrinks that, unless the test catches it."""
    from hypothesis.control import current_build_context

    context = current_build_context()
    if session.before is not None:
        session.raised = Raised(context.data, session.before, last=context.is_final)


def _end(session: Session) -> None:
    """Let nothing be kept of what the last example raised, if the test has caught it."""
    if session.raised is not None and _is_caught(session.raised):
        _take_back(session, session.raised)


def _take_back(session: Session, raised: Raised) -> None:
    session.book.go_back(raised.before)
    pass_over(session.book)
    session.raised = None


def _start_again(session: Session) -> None:
    session.raised = None
    session.book.start_again()
    forget_past(session.book)


def _is_caught(raised: Raised) -> bool:
    """Whether what an example raised never reached Hypothesis: the example goes on, or it ended in another way."""
    from hypothesis import currently_in_test_context
    from hypothesis.control import current_build_context

    if not raised.data.frozen:
        return currently_in_test_context() and raised.data is current_build_context().data
    return not raised.last and raised.data.status.name != "INTERESTING"


def _runner() -> FrameType | None:
    """Return the frame in which Hypothesis runs the test that asks now, None where there is none."""
    frame: FrameType | None = sys._getframe(1) if "hypothesis" in sys.modules else None
    while frame is not None:
        if frame.f_code.co_name in _RUNNERS and frame.f_globals.get("__name__") == "hypothesis.core":
            return frame
        frame = frame.f_back
    return None


def _known_by(frame: FrameType) -> Any:
    """Return what a run is known by: an object of Hypothesis that no other run has, else the frame itself."""
    return frame.f_locals.get("state") or frame


def _reference(frame: FrameType) -> Any:
    """Return a function for what a run is known by; a frame would keep alive whatever the test holds."""
    known = _known_by(frame)
    return weakref.ref(known) if known is not frame else lambda: frame
