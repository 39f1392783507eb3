"""The crash campaign: the bot is killed, restarted on the same folder, and must bring every job to its end."""

import asyncio
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, cycle
from pathlib import Path
from typing import Any

from bot.runtime import health
from tests.crash.moments import MAX_JOB_SECONDS, RANDOM_MOMENTS, STEPS, Moment
from tests.crash.restarts import RESTARTS, Restart
from tests.support.audit import Audit
from tests.support.books import FolderBooks, RunningBooks, spent_by_all, unbalanced
from tests.support.governed import ROOM, GovernedServer, answered, spenders
from tests.support.stage import ImagineCall, Stage, a_stage
from tests.support.waiting import eventually

SETTLED_WITHIN = 30.0
EVERY = 8
"""Every how many kills one comes as the budgets are met."""

BUDGET = 1_000_000
"""Credits of the whole bot's budget, except where it is to be met."""

SETTINGS: dict[str, Any] = {
    "QUOTA_CREDITS": "1000000",
    "QUOTA_MAX_RUNNING": "100",
    "BUDGET": f"{BUDGET}/month",
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
    governed: GovernedServer | None = None

    async def run(self, data_dir: Path) -> Audit:
        """Returns the audit, made after a clean stop."""
        rng = random.Random(self.seed)  # noqa: S311 - moments, no secrets
        async with a_stage(data_dir, **SETTINGS) as stage:
            governed = self.governed = await GovernedServer.joined(stage, FolderBooks(data_dir))
            for moments, restart in zip(self._plan(), cycle(RESTARTS), strict=False):
                if moments:
                    await self._round(stage, moments, restart, governed, rng)
                else:
                    await self._last_credits(stage, restart, governed, rng)
            assert await stage.bot.stop() == 0
            return Audit.of(stage, stage.asked, others=[*governed.conclude(), *unbalanced(governed.books)])

    def _plan(self) -> Iterator[Sequence[Moment]]:
        """Every step of a job once, then steps and random moments in turn. Of none, the budgets are met."""
        in_turn = chain(STEPS, chain.from_iterable(zip(cycle(STEPS), cycle(RANDOM_MOMENTS))))
        for number in range(self.kills):
            yield next(in_turn) if number % EVERY else ()

    async def _round(
        self,
        stage: Stage,
        moments: Sequence[Moment],
        restart: Restart,
        governed: GovernedServer,
        rng: random.Random,
    ) -> None:
        asked = [one for moment in moments for one in await moment(stage, rng)]
        self.moments.update(moment.__name__ for moment in moments)
        await self._kill(stage, restart, governed, rng)
        await _settle(stage, asked)

    async def _last_credits(self, stage: Stage, restart: Restart, governed: GovernedServer, rng: random.Random) -> None:
        """Members of a server meet its budgets. The host lowers the bot's, and it is met before and after a kill."""
        await governed.meet_budgets(stage, rng, partial(_settle, stage), RunningBooks(stage.bot.data_dir))
        await self._set_budget(stage, governed, None)
        asked = [*await spenders(stage, [stage.channel]), *await governed.crowd(stage, rng)]
        await asyncio.sleep(rng.uniform(0, MAX_JOB_SECONDS))
        self.moments["the_budgets_were_met"] += 1
        await self._kill(stage, restart, governed, rng)
        await _settle(stage, [*asked, *await answered(await spenders(stage, [stage.channel]))])
        await self._set_budget(stage, governed, BUDGET)

    async def _set_budget(self, stage: Stage, governed: GovernedServer, credits: int | None) -> None:
        """Restart the bot with another ``BUDGET``, or with one (None) that leaves ROOM."""
        assert await stage.bot.stop() == 0
        governed.look()
        budget = credits or spent_by_all(governed.books) + ROOM
        stage.bot.configure(BUDGET=f"{budget}/month")
        governed.watch.caps["bot"] = budget
        await stage.bot.start()

    async def _kill(self, stage: Stage, restart: Restart, governed: GovernedServer, rng: random.Random) -> None:
        self.restarts[restart.__name__] += 1
        await stage.bot.kill()
        governed.look()
        stage.calm()
        await restart(stage, rng)


async def _settle(stage: Stage, asked: Sequence[ImagineCall]) -> None:
    for one in asked:  # Discord may send an interaction again to the next run.
        await stage.discord.again(one.interaction)
    with suppress(TimeoutError):  # The audit will show what is still open.
        await eventually(lambda: _settled(stage, asked), SETTLED_WITHIN)


def _settled(stage: Stage, asked: Sequence[ImagineCall]) -> bool:
    """Whether no job is open, and each card says how it ended."""
    waiting = [one for one in asked if one.interaction.message and not one.declined and not one.ending]
    return not waiting and '"open_jobs": 0' in health.ask(stage.bot.data_dir)[1]
