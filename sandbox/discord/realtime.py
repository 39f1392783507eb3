"""Time for a bot in SimCord, which would wake sleepers by a clock of its own."""

import asyncio
import contextvars
import time
from collections.abc import Callable

import simcord

from bot.runtime.clock import Clock


class RealTime:
    """Passes ``speed`` times as fast as the ``stopwatch``, which has seconds since some moment.

    ``clock`` is the bot's; ``serve`` an env with it before the bot starts there. SimCord puts a clock of its own in the
    place of time.monotonic, so that is no stopwatch.
    """

    def __init__(self, speed: float, stopwatch: Callable[[], float] = time.perf_counter) -> None:
        self.clock = Clock(now=lambda: self._epoch + self._monotonic(), monotonic=self._monotonic, sleep=self._sleep)
        self._speed = speed
        self._stopwatch = stopwatch
        self._epoch, self._began = time.time(), stopwatch()
        self._env: simcord.Env | None = None

    def serve(self, env: simcord.Env) -> None:
        """Tell ``env`` when the bot sleeps."""
        self._env = env

    def _monotonic(self) -> float:
        """Seconds of the bot's since the beginning."""
        return (self._stopwatch() - self._began) * self._speed

    async def _sleep(self, seconds: float) -> None:
        awake = asyncio.Event()
        # From an empty context, the timer counts as none of the bot's, and SimCord lets it run.
        timer = contextvars.Context().run(asyncio.get_running_loop().call_later, seconds / self._speed, awake.set)
        try:
            await (self._env.external_wait(awake.wait(), reason="the bot sleeps") if self._env else awake.wait())
        finally:
            timer.cancel()
