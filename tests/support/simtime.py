"""The time of SimCord's world, for the bot and for imini as well: it moves only when a test moves it."""

import asyncio
import heapq
from itertools import count

import pytest
import simcord

from bot.runtime.clock import Clock
from tests.support.clock import BOOTED

EPOCH = 1_767_225_600.0
"""Epoch seconds at which every world of SimCord begins (2026-01-01)."""

FINEST = 1e-6
"""Seconds by which SimCord's time moves at the least; who slept for less would never wake."""

IDLE = 0.003
"""Real seconds between two looks whether the bot rests; SimCord's own choice makes tests twice as long."""


def look_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have SimCord look every ``IDLE`` seconds; for what a member does, it lets nobody choose."""
    monkeypatch.setattr(simcord.Env, "_validate_idle", staticmethod(lambda _: IDLE))


class SimTime:
    """Time that stands still but for ``advance``. ``follow`` an env before it starts the bot.

    ``set_by`` has the clock of the bot's host set, while Discord's and imini's go on as they are.
    """

    def __init__(self) -> None:
        self.clock = Clock(now=lambda: self.now() + self._ahead, monotonic=self._monotonic, sleep=self._sleep)
        self._ahead = 0.0
        self._env: simcord.Env | None = None
        self._sleepers: list[tuple[float, int, asyncio.Event]] = []
        self._draft = count()

    def follow(self, env: simcord.Env) -> None:
        """Take the time from ``env``."""
        self._env = env

    def now(self) -> float:
        """Epoch seconds."""
        return self._env.now().timestamp() if self._env else EPOCH

    def set_by(self, seconds: float) -> None:
        """Have the clock of the bot's host set forward by ``seconds`` (back, if negative), while no time passes."""
        self._ahead += seconds

    def _monotonic(self) -> float:
        return self.now() - EPOCH + BOOTED

    async def advance(self, seconds: float) -> None:
        """Let ``seconds`` pass: whoever sleeps wakes at its time, and has done its work before the next one wakes."""
        end = self.now() + seconds
        while self._sleepers and self._sleepers[0][0] <= end:
            at, _, awake = heapq.heappop(self._sleepers)
            awake.set()
            await self._move_to(at)
        await self._move_to(end)

    async def _move_to(self, at: float) -> None:
        assert self._env
        self._env.backend.advance_clock(max(0.0, at - self.now()))
        await self._env.settle()

    async def _sleep(self, seconds: float) -> None:
        assert self._env, "the bot sleeps before there is a Discord"
        awake = asyncio.Event()
        heapq.heappush(self._sleepers, (self.now() + max(seconds, FINEST), next(self._draft), awake))
        await self._env.external_wait(awake.wait(), reason="the bot's clock")
