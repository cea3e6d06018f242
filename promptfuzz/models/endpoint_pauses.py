"""Waits between the tries of a call, which end at once when the run does."""

import asyncio

from promptfuzz.models.endpoint_timing import Timing


class Pauses:
    """Waits by `timing`; once `left_off`, no wait begins and those under way end. Used on one event loop at a time."""

    def __init__(self, timing: Timing) -> None:
        self._timing = timing
        self._waiting: set[asyncio.Future[None]] = set()
        self.left_off = False

    async def pause(self, seconds: float) -> None:
        """Wait so many seconds, or until :meth:`leave_off`."""
        if self.left_off:
            return
        waiting = asyncio.ensure_future(self._timing.sleep(seconds))
        self._waiting.add(waiting)
        try:
            await asyncio.wait({waiting})
        finally:
            self._waiting.discard(waiting)
            waiting.cancel()

    def leave_off(self) -> None:
        """End all waits; to be called in the loop in which they wait."""
        self.left_off = True
        for waiting in self._waiting:
            waiting.cancel()
