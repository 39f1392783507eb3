"""Time that tests move by hand."""

import asyncio

from bot.clock import Clock


class FakeClock:
    """A clock that stands still but for its sleepers: each sleep moves it on at once and is written down."""

    def __init__(self, start: float = 1_700_000_000.0) -> None:
        self.time = start
        self.sleeps: list[float] = []
        self.clock = Clock(now=lambda: self.time, sleep=self._sleep)

    def advance(self, seconds: float) -> None:
        """Let ``seconds`` pass."""
        self.time += seconds

    async def _sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        self.time += seconds
        await asyncio.sleep(0)
