"""``python -m tests.chaos.raid``: what 500 new accounts in a minute cost a server, and what the others notice.

Each account asks for as many jobs at once as one may have running, of four medium pictures. In another server,
somebody asks every other second meanwhile. imini takes as long as it really does. Each run ends with the last answer;
the jobs that are open then are not waited for, as they are reserved already.
"""

import argparse
import asyncio
import logging
import shutil
import statistics
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Final

from tests.standin import Channel
from tests.support.arguments import amount, count
from tests.support.books import FolderBooks
from tests.support.stage import ImagineCall, Stage, a_stage
from tests.support.table import table

SHIPPED: Final[Mapping[str, str]] = {
    "QUOTA_CREDITS": "450",
    "QUOTA_COST_1K": "1,9,35",
    "QUOTA_COST_2K": "2,18,70",
    "QUOTA_COST_4K": "4,36,140",
    "SERVER_BUDGET": "4500/day",
    "CONFIRM_CREDITS": "",
}
"""The settings that a bot comes with."""

RUNNING = 3
"""Jobs that a member may have running."""

PICTURES: Final[Mapping[str, Any]] = {"quality": "medium", "count": 4}

EVERY = 2.0
"""Seconds from one command in the other server to the next."""

ANSWERED_WITHIN = 30.0

_SET_RULES = "INSERT INTO servers (guild_id, version, data) VALUES (?, 1, ?)"
_SPENT = "SELECT coalesce(sum(credits), 0) FROM jobs WHERE server_id = ?"

WEEK_OLD = '{"min_account_days": 7}'
OWN_BUDGET = '{"server_budget": {"credits": 900, "period": "day"}}'
SCENES: Final[Mapping[str, tuple[Mapping[str, str], str]]] = {
    "without any budget": ({"SERVER_BUDGET": "none"}, "{}"),
    "as the bot comes": ({}, "{}"),
    "with a server budget of 900 a day": ({}, OWN_BUDGET),
    "with accounts at least 7 days old": ({}, WEEK_OLD),
}
"""Settings of the host and rules of the server, by what is told of them."""


@dataclass(slots=True)
class Raid:
    """``accounts`` new accounts over ``seconds``, and what became of their commands."""

    accounts: int
    seconds: float
    asked: list[ImagineCall] = field(default_factory=list)
    others: list[ImagineCall] = field(default_factory=list)
    credits: int = 0

    async def run(self, folder: Path, settings: Mapping[str, str], rules: str) -> None:
        environment: dict[str, Any] = {**SHIPPED, **settings}
        async with a_stage(folder, clock_speed=1, speed=1, **environment) as stage:
            books, server = FolderBooks(folder), int(stage.guild.id)
            assert await stage.bot.stop() == 0
            books.write(_SET_RULES, (server, rules))
            world = stage.discord.world
            elsewhere = world.add_channel(world.add_guild("Elsewhere"), "art")
            await stage.bot.start()
            beside = asyncio.create_task(self._beside(stage, elsewhere))
            for _ in range(self.accounts):
                await self._join(stage)
                await asyncio.sleep(self.seconds / self.accounts)
            beside.cancel()
            await stage.discord.until(lambda: all(one.interaction.message for one in self.asked), ANSWERED_WITHIN)
            await stage.bot.kill()
            ((self.credits,),) = books.rows(_SPENT, (server,))

    async def _join(self, stage: Stage) -> None:
        raider = stage.member()
        self.asked += [await stage.ask("a raid", user=raider, **PICTURES) for _ in range(RUNNING)]

    async def _beside(self, stage: Stage, channel: Channel) -> None:
        while True:
            self.others.append(await stage.ask(channel=channel))
            await asyncio.sleep(EVERY)

    @property
    def rows(self) -> list[tuple[str, object]]:
        ends = Counter("refused" if one.declined else "accepted" for one in self.asked)
        served = [one for one in self.others if one.interaction.message and not one.declined]
        waits = [one.interaction.ack_latency or 0.0 for one in self.others if one.interaction.message]
        return [
            ("accounts", self.accounts),
            ("commands", len(self.asked)),
            ("accepted", ends["accepted"]),
            ("refused", ends["refused"]),
            ("credits of the server", self.credits),
            ("commands in the other server", len(self.others)),
            ("accepted of these", len(served)),
            ("ms to their answer: median, longest", f"{1e3 * statistics.median(waits):.0f}, {1e3 * max(waits):.0f}"),
        ]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos.raid", description=__doc__)
    parser.add_argument("--accounts", type=count, default=500)
    parser.add_argument("--seconds", type=amount, default=60.0)
    options = parser.parse_args()
    logging.disable(logging.ERROR)
    for name, (settings, rules) in SCENES.items():
        folder, raid = Path(mkdtemp(prefix="imagine-raid-")), Raid(options.accounts, options.seconds)
        asyncio.run(raid.run(folder, settings, rules))
        shutil.rmtree(folder)
        sys.stdout.write(f"{name}\n{table(raid.rows)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
