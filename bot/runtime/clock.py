"""Time, as one injected value with two faces."""

import asyncio
import math
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clock:
    """``now`` is for what is stored, ``monotonic`` for what is waited for; ``sleep`` waits for seconds.

    ``now`` gives epoch seconds. They outlive a restart, but jump whenever the host's clock is set. ``monotonic`` gives
    seconds since some moment of this process, and only ever grows (https://docs.python.org/3/library/time.html).
    """

    now: Callable[[], float] = time.time
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    def on_monotonic(self, stored: float, at_most: float = math.inf) -> float:
        """Where a stored time that has passed (epoch seconds) stands on ``monotonic``.

        To be asked once, when a job is taken up. Whatever the host's clock was set to meanwhile, it lies neither in the
        future nor more than ``at_most`` seconds back.
        """
        return self.monotonic() - min(max(0.0, self.now() - stored), at_most)

    def on_the_wall(self, moment: float) -> float:
        """Epoch seconds of a ``moment`` on ``monotonic``, to show it to a member."""
        return self.now() + moment - self.monotonic()
