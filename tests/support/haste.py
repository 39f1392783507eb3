"""A clock that runs faster, for processes that are not to be waited for."""

import asyncio
import time
from dataclasses import dataclass

from bot.runtime.clock import Clock


@dataclass(frozen=True, slots=True)
class Haste:
    """A clock that showed the true time at ``origin`` (epoch seconds) and runs ``times`` as fast since.

    Who starts a process again with the same ``origin`` carries on the same time.
    """

    times: float
    origin: float

    @property
    def clock(self) -> Clock:
        """What the process is given."""
        return Clock(
            now=lambda: self.origin + (time.time() - self.origin) * self.times,
            monotonic=lambda: time.monotonic() * self.times,
            sleep=lambda seconds: asyncio.sleep(seconds / self.times),
        )
