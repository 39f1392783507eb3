"""Time, injected: wall time, monotonic time and sleeping."""

import asyncio
import math
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clock:
    """``now()`` is for stored times, ``monotonic()`` for deadlines and delays; ``sleep`` takes seconds.

    ``now()`` returns epoch seconds: they survive a restart, but jump when the host sets the clock. ``monotonic()``
    returns seconds from an arbitrary start and never goes back, but means nothing to another process
    (https://docs.python.org/3/library/time.html#time.monotonic).
    """

    now: Callable[[], float] = time.time
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    def to_monotonic(self, stored: float, at_most: float = math.inf) -> float:
        """The ``monotonic()`` value of a past wall time ``stored`` (epoch seconds).

        The result is never in the future and at most ``at_most`` seconds back, even if the host has set the clock
        since. Call it once and keep the result: a second call may see another wall clock.
        """
        return self.monotonic() - min(max(0.0, self.now() - stored), at_most)

    def to_wall_time(self, moment: float) -> float:
        """Epoch seconds of a ``monotonic()`` value, for display."""
        return self.now() + moment - self.monotonic()
