"""Ctrl-C while a run asks: the first one ends the asking, the second one stops at once (DESIGN §6)."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from promptfuzz.engine.asking import Asker
from promptfuzz.events import Interrupted

INTERRUPTED = "the run was interrupted"


@contextmanager
def first_interrupt(asker: Asker) -> Iterator[list[int]]:
    """Let the first Ctrl-C close the budget of `asker`, so that the calls in flight are finished and judged.

    The list that it gives holds the signals that came. Elsewhere than in the main thread, and where somebody handles
    the signal already, nothing is changed.
    """
    came: list[int] = []

    def handle(number: int, _frame: FrameType | None) -> None:
        if came:
            raise KeyboardInterrupt
        came.append(number)
        asker.limits.closed = INTERRUPTED
        asker.emit(
            Interrupted("interrupted: the calls in flight are finished and reported; Ctrl-C again stops at once")
        )

    ours = (
        threading.current_thread() is threading.main_thread()
        and signal.getsignal(signal.SIGINT) is signal.default_int_handler
    )
    if ours:
        signal.signal(signal.SIGINT, handle)
    try:
        yield came
    finally:
        if ours:
            signal.signal(signal.SIGINT, signal.default_int_handler)
