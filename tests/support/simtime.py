"""SimCord's time, shared with the bot and imini: it moves only when a test moves it."""

import asyncio
import heapq
from itertools import count

import pytest
import simcord

from bot.runtime.clock import Clock
from tests.support.clock import BOOTED

EPOCH = 1_767_225_600.0
"""Epoch seconds at which SimCord's time starts (2026-01-01)."""

RESOLUTION = 1e-6
"""Resolution of SimCord's time in seconds; a shorter sleep would never end."""

IDLE = 0.003
"""Real seconds between two checks whether the bot is idle; SimCord's default makes tests twice as long."""


def check_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make SimCord check every ``IDLE`` seconds. It has no setting for what a member does."""
    monkeypatch.setattr(simcord.Env, "_validate_idle", staticmethod(lambda _: IDLE))


class SimTime:
    """Time that only ``advance`` moves. Call ``follow`` with an env before it starts the bot.

    ``set_by`` changes the wall clock of the bot's host alone, not Discord's or imini's.
    """

    def __init__(self) -> None:
        self.clock = Clock(now=lambda: self.now() + self._ahead, monotonic=self._monotonic, sleep=self._sleep)
        self._ahead = 0.0
        self._env: simcord.Env | None = None
        self._sleepers: list[tuple[float, int, asyncio.Event]] = []
        self._sequence = count()

    def follow(self, env: simcord.Env) -> None:
        """Use the time of ``env``."""
        self._env = env

    def now(self) -> float:
        """Epoch seconds."""
        return self._env.now().timestamp() if self._env else EPOCH

    def set_by(self, seconds: float) -> None:
        """Set the wall clock of the bot's host forward by ``seconds`` (back if negative), while no time passes."""
        self._ahead += seconds

    def _monotonic(self) -> float:
        return self.now() - EPOCH + BOOTED

    async def advance(self, seconds: float) -> None:
        """Let ``seconds`` pass. Sleepers wake in order, each after the work of the one before is done."""
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
        heapq.heappush(self._sleepers, (self.now() + max(seconds, RESOLUTION), next(self._sequence), awake))
        await self._env.external_wait(awake.wait(), reason="the bot's clock")
