"""A steady rate of commands from many members through the real bot, with troubles all the time."""

import asyncio
import random
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from typing import Any

from bot.runtime import health
from tests.chaos.troubles import Troubles
from tests.support.audit import Audit
from tests.support.books import FolderBooks, RunningBooks, unbalanced
from tests.support.governed import GovernedServer
from tests.support.stage import ImagineCall, Stage, a_stage
from tests.support.waiting import eventually

MEMBERS = 40
SETTLE_TIMEOUT = 180.0
SETTINGS: dict[str, Any] = {
    "QUOTA_CREDITS": "1000000",
    "QUOTA_MAX_RUNNING": "100",
    "SERVER_BUDGET": "1000000/day",
    "IMINI_TIMEOUT": "5s",
}

CROWD_EVERY = 10.0
"""Seconds from one crowd in the governed server to the next."""

LOOK = 2.0
"""Seconds from one look at the budgets to the next."""

LARGE: dict[str, Any] = {"resolution": "4K", "quality": "high", "count": 4}
"""What uses up the bot's budget at the end, and is wanted so often in a second."""
LARGE_RATE = 5.0
USED_UP_WITHIN = 120.0

# Triggers of some prompts; a share of PLAIN has none.
ENDINGS = ("503", "429", "500", "502", "400", "moderated", "drop", "half", "hang", "flagged", "failed", "partial")
PLAIN = 0.8


@dataclass(slots=True)
class ChaosRun:
    """``seconds`` of troubles, ``rate`` commands per second. ``clock_speed`` is that of the bot's clock."""

    seconds: float
    rate: float
    seed: int
    clock_speed: float = 1.0
    received: list[ImagineCall] = field(default_factory=list)
    peak: int = 0
    troubles: Troubles | None = None
    governed: GovernedServer | None = None

    async def run(self, data_dir: Path) -> Audit:
        """Returns the audit, made once all jobs have ended and the bot has stopped."""
        rng = random.Random(self.seed)  # noqa: S311 - mischief, no secrets
        settings = {**SETTINGS, "BUDGET": f"{self._budget}/month"}
        async with a_stage(data_dir, clock_speed=self.clock_speed, speed=5 * self.clock_speed, **settings) as stage:
            governed = self.governed = await GovernedServer.joined(stage, FolderBooks(data_dir))
            governed.watch.caps["bot"] = self._budget
            self.troubles = Troubles(stage, random.Random(rng.random()))  # noqa: S311 - likewise
            crowds = self._crowds(stage, governed, random.Random(rng.random()))  # noqa: S311 - likewise
            async with asyncio.TaskGroup() as group:
                watch = governed.watch.run(RunningBooks(data_dir), LOOK)
                beside = [group.create_task(each) for each in (self.troubles.run(), crowds, watch)]
                await self._ask(stage, rng)
                await self._use_up(stage, governed)
                for task in beside:
                    task.cancel()
            stage.calm()
            with suppress(TimeoutError):  # The audit will show what is still open.
                await eventually(lambda: self._settled(stage), SETTLE_TIMEOUT, every=1.0)
            self.peak = stage.bot.memory()
            assert await stage.bot.stop() == 0
            return Audit.of(stage, stage.asked, others=[*governed.conclude(), *unbalanced(governed.books)])

    @property
    def _budget(self) -> int:
        """Credits of the bot's budget: enough for all commands and crowds, however few of them fail."""
        return round(self.seconds * (4 * self.rate + 1)) + 100

    @property
    def latencies(self) -> list[float]:
        """Sorted seconds to the initial response, of commands that reached the bot outside of troubles."""
        assert self.troubles
        answers = ((one.interaction.started, one.interaction.ack_latency) for one in self.received)
        return sorted(took for begin, took in answers if took and not self.troubles.overlap(begin, begin + took))

    def latency(self, percent: int) -> float:
        """The percentile of the latencies, in seconds."""
        return [*quantiles(self.latencies, n=100, method="inclusive"), self.latencies[-1]][percent - 1]

    async def _ask(self, stage: Stage, rng: random.Random) -> None:
        members = [stage.member() for _ in range(MEMBERS)]
        for _ in range(round(self.seconds * self.rate)):
            prompt = "a red fox" if rng.random() < PLAIN else f"sandbox:{rng.choice(ENDINGS)}"
            options: dict[str, Any] = {"count": rng.randint(1, 4), "private": rng.random() < 0.1}
            listening = bool(stage.discord.gateway.connected)
            one = await stage.ask(prompt, user=rng.choice(members), **options)
            if listening:
                self.received.append(one)
            await asyncio.sleep(1 / self.rate)

    async def _crowds(self, stage: Stage, governed: GovernedServer, rng: random.Random) -> None:
        while True:
            await governed.crowd(stage, rng)
            await asyncio.sleep(CROWD_EVERY)

    async def _use_up(self, stage: Stage, governed: GovernedServer) -> None:
        """Ask for the largest pictures until the bot's budget is met; the troubles go on."""
        with suppress(TimeoutError):  # The audit will show that it was not.
            async with asyncio.timeout(USED_UP_WITHIN):
                while not governed.met["bot"]:
                    await stage.ask(user=stage.member(), **LARGE)
                    await asyncio.sleep(1 / LARGE_RATE)

    def _settled(self, stage: Stage) -> bool:
        """Whether no job is open, and each card says how it ended."""
        if '"open_jobs": 0' not in health.ask(stage.bot.data_dir)[1]:
            return False
        return not any(one.interaction.message and not one.declined and not one.ending for one in stage.asked)
