"""Real time for a bot in SimCord, which would otherwise wake sleepers by its own clock."""

import asyncio
import contextvars
import time
from collections.abc import Callable

import simcord

from bot.runtime.clock import Clock


class RealTime:
    """Runs ``speed`` times as fast as ``stopwatch``, which returns seconds.

    Pass ``clock`` to the bot, and call ``attach`` before the bot starts. time.monotonic is no stopwatch here: SimCord
    replaces it.
    """

    def __init__(self, speed: float, stopwatch: Callable[[], float] = time.perf_counter) -> None:
        self.clock = Clock(now=lambda: self._epoch + self._monotonic(), monotonic=self._monotonic, sleep=self._sleep)
        self.speed = speed
        self._stopwatch = stopwatch
        self._epoch, self._began = time.time(), stopwatch()
        self._env: simcord.Env | None = None

    def attach(self, env: simcord.Env) -> None:
        """Let ``env`` know when the bot sleeps, so that it counts as idle."""
        self._env = env

    def _monotonic(self) -> float:
        return (self._stopwatch() - self._began) * self.speed

    async def _sleep(self, seconds: float) -> None:
        awake = asyncio.Event()
        # In an empty context the timer does not count as the bot's, so SimCord lets it run.
        timer = contextvars.Context().run(asyncio.get_running_loop().call_later, seconds / self.speed, awake.set)
        try:
            await (self._env.external_wait(awake.wait(), reason="the bot sleeps") if self._env else awake.wait())
        finally:
            timer.cancel()
