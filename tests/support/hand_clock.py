"""A clock that only a test moves: who sleeps waits for that."""

import asyncio

from bot.runtime.clock import Clock
from tests.support.clock import BOOTED
from tests.support.jobs import START


class HandClock:
    """Stands still until ``advance``, as the clock of a process that is paused."""

    def __init__(self) -> None:
        self._passed = 0.0
        self._moved = asyncio.Condition()
        self.clock = Clock(now=lambda: START + self._passed, monotonic=lambda: BOOTED + self._passed, sleep=self._sleep)

    async def advance(self, seconds: float) -> None:
        """Let ``seconds`` pass, and wake those who have slept long enough."""
        async with self._moved:
            self._passed += seconds
            self._moved.notify_all()

    async def _sleep(self, seconds: float) -> None:
        due = self._passed + seconds
        async with self._moved:
            await self._moved.wait_for(lambda: self._passed >= due)
