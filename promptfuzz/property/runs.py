"""Tells one run of a Hypothesis test from the next: what shrinking left behind says nothing of another run."""

import sys
from types import FrameType

from promptfuzz.memory import Session
from promptfuzz.property.past import forget_past

# Hypothesis has no public way to tell its runs apart; one of these functions stands above all examples of a run.
_RUNNERS = frozenset({"wrapped_test", "find", "fuzz_one_input"})


def running() -> FrameType | None:
    """Return the frame in which Hypothesis runs the test that asks now, None where there is none.

    It is held on to where a run is to be known again, since the numbers of frames that have ended come back.
    """
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        if frame.f_code.co_name in _RUNNERS and frame.f_globals.get("__name__") == "hypothesis.core":
            return frame
        frame = frame.f_back
    return None


def end(session: Session) -> None:
    """Note that the run of now has something to raise: from here on it only shrinks that."""
    session.run = running()


def begin(session: Session) -> None:
    """Forget what an earlier run had to raise, if this is another one."""
    if session.run is not None and session.run is not running():
        session.run = None
        session.book.start_again()
        forget_past(session.book)
