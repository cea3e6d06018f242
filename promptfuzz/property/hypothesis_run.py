"""Which run of Hypothesis asks now: from the frames above to what that run, and no other, is known by."""

import sys
import weakref
from types import FrameType
from typing import Any

# Hypothesis has no public way to tell its runs apart; one of these functions stands above all examples of a run, but
# for the last, which is called for each example.
_RUNNERS = frozenset({"wrapped_test", "find", "fuzz_one_input"})
EACH = "fuzz_one_input"


def current() -> object:
    """Return what the Hypothesis run of now is known by, None where there is none."""
    frame = runner()
    return None if frame is None else known_by(frame)


def runner() -> FrameType | None:
    """Return the frame in which Hypothesis runs the test that asks now, None where there is none."""
    frame: FrameType | None = sys._getframe(1) if "hypothesis" in sys.modules else None
    while frame is not None:
        if frame.f_code.co_name in _RUNNERS and frame.f_globals.get("__name__") == "hypothesis.core":
            return frame
        frame = frame.f_back
    return None


def known_by(frame: FrameType) -> Any:
    """Return what a run is known by: an object of Hypothesis that no other run has, else the frame itself."""
    return frame.f_locals.get("state") or frame


def reference(frame: FrameType) -> Any:
    """Return a function for what a run is known by; a frame would keep alive whatever the test holds."""
    known = known_by(frame)
    return weakref.ref(known) if known is not frame else lambda: frame
