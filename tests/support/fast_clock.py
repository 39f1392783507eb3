"""A clock that runs faster, so that tests don't wait for the bot's processes."""

import asyncio
import time
from dataclasses import dataclass

from bot.runtime.clock import Clock


@dataclass(frozen=True, slots=True)
class FastClock:
    """A clock that runs ``speed`` times as fast as real time since ``origin`` (epoch seconds).

    A process that is restarted with the same ``origin`` continues the same time.
    """

    speed: float
    origin: float

    @property
    def clock(self) -> Clock:
        return Clock(
            now=lambda: self.origin + (time.time() - self.origin) * self.speed,
            monotonic=lambda: time.monotonic() * self.speed,
            sleep=lambda seconds: asyncio.sleep(seconds / self.speed),
        )
