"""Real time for a bot in SimCord, which would wake sleepers by a clock of its own."""

import asyncio
import contextvars
import time

import simcord

from bot.clock import Clock


class RealTime:
    """``clock`` is the bot's; ``serve`` an env with it before the bot starts there."""

    def __init__(self) -> None:
        self.clock = Clock(now=time.time, sleep=self._sleep)
        self._env: simcord.Env | None = None

    def serve(self, env: simcord.Env) -> None:
        """Tell ``env`` when the bot sleeps."""
        self._env = env

    async def _sleep(self, seconds: float) -> None:
        awake = asyncio.Event()
        # From an empty context, the timer counts as none of the bot's, and SimCord lets it run.
        timer = contextvars.Context().run(asyncio.get_running_loop().call_later, seconds, awake.set)
        try:
            await (self._env.external_wait(awake.wait(), reason="the bot sleeps") if self._env else awake.wait())
        finally:
            timer.cancel()
