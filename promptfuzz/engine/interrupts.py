"""Ctrl-C while a run asks: the first one ends the asking, the second one stops at once (DESIGN §6).

What asks a process to end, such as a job of CI that is cancelled, is heard likewise inside of :func:`all_interrupts`.
"""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from promptfuzz.engine.asking import Asker
from promptfuzz.events import Interrupted

Handler = Callable[[int, FrameType | None], Any] | signal.Handlers
INTERRUPTED = "the run was interrupted"
_SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


@contextmanager
def all_interrupts() -> Iterator[None]:
    """Let SIGTERM and SIGHUP interrupt as Ctrl-C does, where nobody handles or ignores them: for a process of ours."""
    with _handled(signal.SIG_DFL, signal.default_int_handler):
        yield


@contextmanager
def first_interrupt(asker: Asker) -> Iterator[list[int]]:
    """Let the first interrupt close the budget of `asker`, so that the calls in flight are finished and judged.

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

    with _handled(signal.default_int_handler, handle):
        yield came


@contextmanager
def _handled(before: Handler, handler: Handler) -> Iterator[None]:
    """Give the signals that are handled by `before` to `handler` meanwhile; nothing outside of the main thread."""
    ours = []
    if threading.current_thread() is threading.main_thread():
        ours = [number for number in _SIGNALS if signal.getsignal(number) is before]
    for number in ours:
        signal.signal(number, handler)
    try:
        yield
    finally:
        for number in ours:
            signal.signal(number, before)
