"""Whether a variant can be given to the running test as an explicit example, and under which name."""

import inspect
import sys
from collections.abc import Sequence
from types import FrameType
from typing import Any

from promptfuzz.records import Variant


def example_argument(variants: Sequence[Variant]) -> str | None:
    """Return the name under which ``@example`` takes a variant; None where it takes none, or needs more than that.

    The variant must be the one value that Hypothesis draws for the function that it runs: not part of a list, not
    drawn by ``st.data()``, not asked in a state machine, nor beside another argument.
    """
    frame = _test_frame()
    test = None if frame is None else _test_of(frame)
    if frame is None or test is None:
        return None
    outside = inspect.signature(test).parameters
    drawn = [name for name in inspect.signature(test.hypothesis.inner_test).parameters if name not in outside]
    if len(drawn) != 1 or not any(frame.f_locals.get(drawn[0]) is variant for variant in variants):
        return None
    return drawn[0]


def _test_frame() -> FrameType | None:
    """Return the frame that Hypothesis called, None outside of its tests."""
    test, frame = None, sys._getframe(1)
    above: FrameType | None = frame
    while above is not None and above.f_globals.get("__name__", "").partition(".")[0] != "hypothesis":
        test, above = above, above.f_back
    return None if above is None else test


def _test_of(frame: FrameType) -> Any:
    """Return the test that runs in `frame`, where it is a function of its module or of the class of its ``self``."""
    code = frame.f_code
    homes = (frame.f_globals, *(vars(kind) for kind in type(frame.f_locals.get("self")).__mro__))
    for home in homes:
        test: Any = home.get(code.co_name)
        inner = getattr(getattr(test, "hypothesis", None), "inner_test", None)
        if getattr(inner, "__code__", None) is code:
            return test
    return None
