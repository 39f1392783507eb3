"""A campaign of kills: the bot is killed, started again on the same folder, and has to see every job to its end."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain, cycle, islice
from pathlib import Path
from typing import Any

from bot.runtime import health
from tests.crash.comebacks import COMEBACKS, Comeback
from tests.crash.moments import CHANCE, STEPS, Moment
from tests.support.books import Books
from tests.support.stage import Asked, Stage, a_stage
from tests.support.waiting import eventually

SETTLED_WITHIN = 30.0
SETTINGS: dict[str, Any] = {
    "QUOTA_CREDITS": "1000000",
    "QUOTA_MAX_RUNNING": "100",
    "IMINI_TIMEOUT": "30s",
    "MAX_DOWNLOADS": "8",
}


@dataclass(slots=True)
class Campaign:
    """``kills`` kills; the same ``seed`` makes the same choices."""

    kills: int
    seed: int
    moments: Counter[str] = field(default_factory=Counter)
    comebacks: Counter[str] = field(default_factory=Counter)
    asked: list[Asked] = field(default_factory=list)

    async def fight(self, data_dir: Path) -> Books:
        """Returns the books, closed after a clean stop."""
        rng = random.Random(self.seed)  # noqa: S311 - moments, no secrets
        async with a_stage(data_dir, **SETTINGS) as stage:
            for moments, comeback in zip(self._plan(), cycle(COMEBACKS), strict=False):
                await self._round(stage, moments, comeback, rng)
            assert await stage.bot.stop() == 0
            return Books.close(stage, self.asked)

    def _plan(self) -> Iterator[Sequence[Moment]]:
        """Every step of a job once, then, in turn, steps and moments of chance."""
        in_turn = chain.from_iterable(zip(cycle(STEPS), cycle(CHANCE)))
        return islice(chain(STEPS, in_turn), self.kills)

    async def _round(self, stage: Stage, moments: Sequence[Moment], comeback: Comeback, rng: random.Random) -> None:
        asked = [one for moment in moments for one in await moment(stage, rng)]
        await stage.bot.kill()
        stage.calm()
        self.moments.update(moment.__name__ for moment in moments)
        self.comebacks[comeback.__name__] += 1
        self.asked += asked
        await comeback(stage, rng)
        for one in asked:  # The next run hears of them once more.
            await stage.discord.again(one.interaction)
        with suppress(TimeoutError):  # The books will show what is still open.
            await eventually(lambda: _settled(stage, asked), SETTLED_WITHIN)


def _settled(stage: Stage, asked: list[Asked]) -> bool:
    """Whether nothing is left to be done: no job is open, and each card says how it ended."""
    waiting = [one for one in asked if one.interaction.message and not one.ending]
    return not waiting and '"open_jobs": 0' in health.ask(stage.bot.data_dir)[1]
