"""Rate limits that a user sets for an endpoint: a call waits until requests and tokens of the minute allow it."""

from promptfuzz.models.endpoint_pauses import Pauses
from promptfuzz.models.endpoint_timing import Timing

# A second's worth may go at once; a whole minute's worth would be refused by hosts that count by the second.
BURST = 1.0


class Meter:
    """So many units a minute, evenly; callers are let through in the order in which they came."""

    def __init__(self, per_minute: float, timing: Timing) -> None:
        self._seconds_each = 60 / per_minute
        self._timing = timing
        self._free_at = float("-inf")

    def book(self, units: float) -> float:
        """Book `units` and return the seconds to wait before using them."""
        now = self._timing.clock()
        starts = max(self._free_at, now - BURST)
        self._free_at = starts + units * self._seconds_each
        return max(0.0, starts - now)

    def settle(self, units: float) -> None:
        """Add `units` that were used beyond those booked, or give back those that were not (below 0)."""
        self._free_at += units * self._seconds_each


class Limits:
    """Both limits of an endpoint; None is no limit."""

    def __init__(
        self,
        requests_per_minute: float | None,
        tokens_per_minute: float | None,
        timing: Timing,
        pauses: Pauses | None = None,
    ) -> None:
        self._pauses = pauses or Pauses(timing)
        self._requests = None if requests_per_minute is None else Meter(requests_per_minute, timing)
        self._tokens = None if tokens_per_minute is None else Meter(tokens_per_minute, timing)

    async def take(self, tokens: int) -> bool:
        """Wait until a request of about so many `tokens` may be made; False where the run ended before."""
        if self._pauses.left_off:
            return False
        waits = [0.0 if self._requests is None else self._requests.book(1)]
        waits.append(0.0 if self._tokens is None else self._tokens.book(tokens))
        if max(waits) > 0:
            await self._pauses.pause(max(waits))
            if self._pauses.left_off:
                self._give_back(tokens)
                return False
        return True

    def settle(self, estimated: int, used: int | None) -> None:
        """Correct the estimate once the endpoint has said what was `used`; None leaves it."""
        if self._tokens is not None and used is not None:
            self._tokens.settle(used - estimated)

    def _give_back(self, tokens: int) -> None:
        """Undo the booking of a request that was not made, for which the next run would wait."""
        if self._requests is not None:
            self._requests.settle(-1)
        self.settle(tokens, 0)
