"""The crash campaign: the bot is killed, restarted on the same folder, and must bring every job to its end."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain, cycle, islice
from pathlib import Path
from typing import Any

from bot.runtime import health
from tests.crash.moments import RANDOM_MOMENTS, STEPS, Moment
from tests.crash.restarts import RESTARTS, Restart
from tests.support.audit import Audit
from tests.support.stage import ImagineCall, Stage, a_stage
from tests.support.waiting import eventually

SETTLED_WITHIN = 30.0
SETTINGS: dict[str, Any] = {
    "QUOTA_CREDITS": "1000000",
    "QUOTA_MAX_RUNNING": "100",
    "BUDGET": "1000000/month",
    "SERVER_BUDGET": "1000000/day",
    "IMINI_TIMEOUT": "30s",
    "MAX_DOWNLOADS": "8",
}


@dataclass(slots=True)
class Campaign:
    """``kills`` kills; the same ``seed`` makes the same choices."""

    kills: int
    seed: int
    moments: Counter[str] = field(default_factory=Counter)
    restarts: Counter[str] = field(default_factory=Counter)
    asked: list[ImagineCall] = field(default_factory=list)

    async def run(self, data_dir: Path) -> Audit:
        """Returns the audit, made after a clean stop."""
        rng = random.Random(self.seed)  # noqa: S311 - moments, no secrets
        async with a_stage(data_dir, **SETTINGS) as stage:
            for moments, restart in zip(self._plan(), cycle(RESTARTS), strict=False):
                await self._round(stage, moments, restart, rng)
            assert await stage.bot.stop() == 0
            return Audit.of(stage, self.asked)

    def _plan(self) -> Iterator[Sequence[Moment]]:
        """Every step of a job once, then steps and random moments in turn."""
        in_turn = chain.from_iterable(zip(cycle(STEPS), cycle(RANDOM_MOMENTS)))
        return islice(chain(STEPS, in_turn), self.kills)

    async def _round(self, stage: Stage, moments: Sequence[Moment], restart: Restart, rng: random.Random) -> None:
        asked = [one for moment in moments for one in await moment(stage, rng)]
        await stage.bot.kill()
        stage.calm()
        self.moments.update(moment.__name__ for moment in moments)
        self.restarts[restart.__name__] += 1
        self.asked += asked
        await restart(stage, rng)
        for one in asked:  # Discord may send an interaction again to the next run.
            await stage.discord.again(one.interaction)
        with suppress(TimeoutError):  # The audit will show what is still open.
            await eventually(lambda: _settled(stage, asked), SETTLED_WITHIN)


def _settled(stage: Stage, asked: list[ImagineCall]) -> bool:
    """Whether no job is open, and each card says how it ended."""
    waiting = [one for one in asked if one.interaction.message and not one.ending]
    return not waiting and '"open_jobs": 0' in health.ask(stage.bot.data_dir)[1]
