"""A steady rate of commands from many members, through the real bot, with mischief all the while."""

import asyncio
import random
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from typing import Any

from bot.runtime import health
from tests.chaos.mischief import Mischief
from tests.support.books import Books
from tests.support.stage import Asked, Stage, a_stage
from tests.support.waiting import eventually

MEMBERS = 40
CALM_AGAIN = 180.0
SETTINGS: dict[str, Any] = {"QUOTA_CREDITS": "1000000", "QUOTA_MAX_RUNNING": "100", "IMINI_TIMEOUT": "5s"}

# What imini does to some of the prompts: most are plain.
ENDINGS = ("503", "429", "500", "502", "400", "moderated", "drop", "half", "hang", "flagged", "failed", "partial")
PLAIN = 0.8


@dataclass(slots=True)
class Storm:
    """``seconds`` of trouble, ``rate`` commands a second. With ``haste``, the bot's clock runs faster."""

    seconds: float
    rate: float
    seed: int
    haste: float = 1.0
    asked: list[Asked] = field(default_factory=list)
    heard: list[Asked] = field(default_factory=list)
    peak: int = 0
    mischief: Mischief | None = None

    async def rage(self, data_dir: Path) -> Books:
        """Returns the books, closed once all has calmed down and the bot has been stopped."""
        rng = random.Random(self.seed)  # noqa: S311 - mischief, no secrets
        async with a_stage(data_dir, haste=self.haste, speed=5 * self.haste, **SETTINGS) as stage:
            self.mischief = Mischief(stage, random.Random(rng.random()))  # noqa: S311 - likewise
            trouble = asyncio.create_task(self.mischief.reign())
            await self._ask(stage, rng)
            trouble.cancel()
            with suppress(asyncio.CancelledError):
                await trouble
            stage.calm()
            with suppress(TimeoutError):  # The books will show what is still open.
                await eventually(lambda: self._settled(stage), CALM_AGAIN, every=1.0)
            self.peak = stage.bot.memory()
            assert await stage.bot.stop() == 0
            return Books.close(stage, self.asked)

    @property
    def latencies(self) -> list[float]:
        """Seconds to the first answer, of the commands that reached the bot and that no trouble touched; in order."""
        assert self.mischief
        answers = ((one.interaction.started, one.interaction.ack_latency) for one in self.heard)
        return sorted(took for begin, took in answers if took and not self.mischief.touched(begin, begin + took))

    def latency(self, percent: int) -> float:
        """The latency that ``percent`` of the commands did not exceed."""
        return [*quantiles(self.latencies, n=100, method="inclusive"), self.latencies[-1]][percent - 1]

    async def _ask(self, stage: Stage, rng: random.Random) -> None:
        members = [stage.member() for _ in range(MEMBERS)]
        for _ in range(round(self.seconds * self.rate)):
            prompt = "a red fox" if rng.random() < PLAIN else f"sandbox:{rng.choice(ENDINGS)}"
            options: dict[str, Any] = {"count": rng.randint(1, 4), "private": rng.random() < 0.1}
            listening = bool(stage.discord.gateway.connected)
            one = await stage.ask(prompt, user=rng.choice(members), **options)
            self.asked.append(one)
            if listening:
                self.heard.append(one)
            await asyncio.sleep(1 / self.rate)

    def _settled(self, stage: Stage) -> bool:
        """Whether nothing is left to be done: no job is open, and each card says how it ended."""
        if '"open_jobs": 0' not in health.ask(stage.bot.data_dir)[1]:
            return False
        return not any(one.interaction.message and not one.refused and not one.ending for one in self.asked)
