"""Replicas of one endpoint: which of them gets the next call, which has asked for a pause, which seems dead."""

from collections.abc import Collection
from dataclasses import dataclass

STRIKES = 3
SHORTEST = 1.0
LONGEST = 30.0


@dataclass(eq=False)
class Replica:
    """One base URL and how it does: `in_flight` calls, a pause it asked for, and until when it is left out."""

    url: str
    in_flight: int = 0
    paused_until: float = 0.0
    out_until: float = 0.0
    strikes: int = 0
    asked: int = 0
    _out_for: float = SHORTEST

    def answered(self) -> None:
        """Note that it answers."""
        self.strikes, self.out_until, self._out_for = 0, 0.0, SHORTEST

    def failed(self, now: float, *, unreachable: bool) -> None:
        """Note a failure; out of reach, or after three of another kind in a row, it is left out, longer each time."""
        self.strikes += 1
        if (unreachable or self.strikes >= STRIKES) and now >= self.out_until:
            self.out_until = now + self._out_for
            self._out_for = min(LONGEST, 2 * self._out_for)

    def pause(self, until: float) -> None:
        """Leave it alone until then, as it asked."""
        self.paused_until = max(self.paused_until, until)


class Replicas:
    """The replicas of an endpoint, at least one."""

    def __init__(self, urls: tuple[str, ...]) -> None:
        self.all = [Replica(url) for url in urls]

    def choose(self, now: float, refused: Collection[Replica] = ()) -> tuple[Replica, float]:
        """Return the replica for the next call and the seconds to wait for it; none of those that `refused` the call.

        It is the one with the fewest calls in flight of those that neither pause nor are left out. One that was left
        out gets a single call once its time is over. A pause is waited for; being left out is not, where no other is.
        """
        asked = [replica for replica in self.all if replica not in refused]
        alive = [replica for replica in asked if self._alive(replica, now)]
        hoped = alive or asked
        ready = [replica for replica in hoped if replica.paused_until <= now]
        if not ready:
            soonest = min(hoped, key=lambda replica: replica.paused_until)
            return soonest, soonest.paused_until - now
        if not alive:
            return min(ready, key=lambda replica: (replica.out_until, replica.in_flight)), 0.0
        return min(ready, key=lambda replica: (replica.in_flight, replica.asked)), 0.0

    @staticmethod
    def _alive(replica: Replica, now: float) -> bool:
        return replica.out_until == 0 or (replica.out_until <= now and replica.in_flight == 0)
