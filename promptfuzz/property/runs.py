"""Tells the runs and examples of a Hypothesis test apart: what one raised says nothing of what comes after it."""

import functools

from promptfuzz.memory import Raised, Session, sessions_of
from promptfuzz.property.hypothesis_run import EACH, current, known_by, reference, runner
from promptfuzz.property.past import forget_past, pass_over


def begin(session: Session) -> None:
    """Forget what an earlier run left behind, and what was raised before and caught by the test."""
    frame, raised = runner(), session.raised
    if frame is None:
        return
    if session.run is None or session.run() is not known_by(frame):
        earlier = [one.run() for one in session.kin.sessions if one.run is not None]
        if earlier and not any(run is known_by(frame) for run in earlier):
            session.asker.limits.renew()
        if session.run is not None:
            _start_again(session)
        session.run = reference(frame)
        session.at_end = functools.partial(_end, session)
    elif raised is not None and _is_caught(raised):
        _take_back(session, raised)
    elif raised is not None and frame.f_code.co_name == EACH:
        _start_again(session)  # nothing is shrunk
    beside(session)  # a model that is made anew for every example shares what it keeps with those before it
    session.before = session.book.mark()


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
