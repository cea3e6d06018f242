"""What a client of an endpoint takes from outside, where tests can stand in: the time, waiting and chance."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

FIRST = 0.5
LONGEST = 20.0


@dataclass(frozen=True, slots=True)
class Timing:
    """`clock` counts seconds, `wall` is the time of day in seconds, `sleep` waits, `chance` draws the jitter."""

    clock: Callable[[], float] = time.monotonic
    wall: Callable[[], float] = time.time
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    chance: random.Random = field(default_factory=random.Random)

    def backoff(self, tries: int) -> float:
        """Return the seconds to wait after `tries` failed tries: exponential with full jitter, at most 20."""
        return self.chance.uniform(0, min(LONGEST, FIRST * 2 ** (tries - 1)))
