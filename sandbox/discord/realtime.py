"""Time for a bot in SimCord, which would wake sleepers by a clock of its own."""

import asyncio
import contextvars
import time

import simcord

from bot.runtime.clock import Clock


class RealTime:
    """Passes ``speed`` times as fast. ``clock`` is the bot's; ``serve`` an env with it before the bot starts there."""

    def __init__(self, speed: float) -> None:
        self.clock = Clock(now=lambda: self._epoch + self._monotonic(), monotonic=self._monotonic, sleep=self._sleep)
        self._speed = speed
        self._epoch, self._began = time.time(), time.perf_counter()
        self._env: simcord.Env | None = None

    def serve(self, env: simcord.Env) -> None:
        """Tell ``env`` when the bot sleeps."""
        self._env = env

    def _monotonic(self) -> float:
        """Seconds of the bot's since the beginning. SimCord puts a clock of its own in the place of time.monotonic."""
        return (time.perf_counter() - self._began) * self._speed

    async def _sleep(self, seconds: float) -> None:
        awake = asyncio.Event()
        # From an empty context, the timer counts as none of the bot's, and SimCord lets it run.
        timer = contextvars.Context().run(asyncio.get_running_loop().call_later, seconds / self._speed, awake.set)
        try:
            await (self._env.external_wait(awake.wait(), reason="the bot sleeps") if self._env else awake.wait())
        finally:
            timer.cancel()
