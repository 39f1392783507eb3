"""Time that tests move by hand."""

import asyncio

from bot.runtime.clock import Clock

BOOTED = 5_000.0
"""The start of ``monotonic``: far from epoch seconds, so that a test notices if one is used for the other."""


class FakeClock:
    """A clock that stands still except for sleeps: each is recorded and moves the clock at once."""

    def __init__(self, start: float = 1_700_000_000.0) -> None:
        self.sleeps: list[float] = []
        self._monotonic = self._set_at = BOOTED
        self._set_to = start
        self.clock = Clock(now=lambda: self.time, monotonic=lambda: self._monotonic, sleep=self._sleep)

    @property
    def time(self) -> float:
        """Epoch seconds, as the host's clock shows them."""
        return self._set_to + (self._monotonic - self._set_at)

    def advance(self, seconds: float) -> None:
        """Let ``seconds`` pass."""
        self._monotonic += seconds

    def reach(self, moment: float) -> None:
        """Let time pass until the host's clock shows ``moment``."""
        self._monotonic += moment - self.time
        self._set_to, self._set_at = moment, self._monotonic

    def set_by(self, seconds: float) -> None:
        """Have the host's clock set forward by ``seconds`` (back, if negative), while no time passes."""
        self._set_to, self._set_at = self.time + seconds, self._monotonic

    async def _sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        self.advance(seconds)
        await asyncio.sleep(0)
