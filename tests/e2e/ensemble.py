"""Several processes of the bot over one PostgreSQL, each with its shards, and a channel in a server of each shard."""

import asyncio
import json
import re
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from bot.runtime import health
from tests.standin import Channel, User
from tests.support.process import BotProcess
from tests.support.stage import CLOCK_SPEED, ImagineCall, Stage, a_stage
from tests.support.waiting import eventually

PROCESSES = 2
SHARDS = 4

# A dead process keeps its lease for 20 s, by PostgreSQL's clock.
LAPSE = """
    UPDATE runs SET expires_at = now() - interval '1 s' FROM slots WHERE slots.owner = runs.id AND slots.number = %s
"""

SUBMITTING = "SELECT id FROM jobs WHERE state IN ('accepted', 'submitting')"


@dataclass(frozen=True, slots=True)
class Ensemble:
    """Processes of one bot on a stage, and a channel in a server of each shard."""

    stage: Stage
    processes: list[BotProcess]
    channels: list[Channel]
    url: str
    shards: int

    async def asked(self) -> list[ImagineCall]:
        """A command in each channel, all at once, is accepted."""
        return await asyncio.gather(*map(self._accepted, self.channels))

    async def _accepted(self, channel: Channel) -> ImagineCall:
        """By a clock that is 20 times as fast, a busy database may be too slow; then the member has to try again."""
        while (asked := await self.stage.accepted(channel=channel)).refused:
            pass
        return asked

    async def delivered(self, asked: list[ImagineCall]) -> None:
        """Each was submitted once, and its pictures are shown once."""
        for job in asked:
            await job.delivered(30)
            assert (len(job.submits), len(job.shown)) == (1, 1)

    async def works(self) -> None:
        await self.delivered(await self.asked())

    async def settled(self) -> None:
        """Return once every shard is connected by one of two processes, and all others stand by."""
        gateway = self.stage.discord.gateway
        everything = [(shard, self.shards) for shard in range(self.shards)]
        roles = Counter({self.shards // PROCESSES: PROCESSES, 0: len(self.running) - PROCESSES})
        await eventually(lambda: gateway.listening == everything, within=30)
        await eventually(lambda: Counter(map(_connected, self.running)) == roles, within=30)

    @property
    def running(self) -> list[BotProcess]:
        return [process for process in self.processes if process.is_running]

    @property
    def holders(self) -> list[BotProcess]:
        """The processes that have a slot."""
        return [process for process in self.running if _connected(process)]

    async def lapse(self) -> None:
        """Have the lease end of the process whose shards are gone."""
        gone = await eventually(
            lambda: set(range(self.shards)) - {number for number, _ in self.stage.discord.gateway.listening}
        )
        with psycopg.connect(self.url, autocommit=True) as connection:
            assert connection.execute(LAPSE, (gone.pop() % PROCESSES,)).rowcount == 1

    def hearers(self, user: User) -> list[int]:
        """The slots of the processes that have accepted a request of this member, once for each request."""
        found = []
        for process in self.processes:
            (slot,) = re.findall(r"slot (\d+) of", log := process.log)
            found += [int(slot) - 1] * log.count(f"accepted: user {user.id},")
        return found

    def submitting(self) -> int:
        """How many jobs wait to be sent, or are being sent: killed then, they would end as unknown."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            return len(connection.execute(SUBMITTING).fetchall())


def _connected(process: BotProcess) -> int | None:
    """How many shards a healthy process has connected, none of them if it is a standby; None if it is not healthy."""
    well, words = health.ask(process.data_dir)
    if not well:
        return None
    answer = json.loads(words)
    connected = int(answer["shards_connected"])
    assert answer["standby"] is (answer["shards"] == 0)
    return connected


@asynccontextmanager
async def an_ensemble(
    folder: Path, url: str, number: int, max_concurrency: int = SHARDS, shards: int = SHARDS, **settings: Any
) -> AsyncIterator[Ensemble]:
    """``number`` processes, of which two have slots, with further ``settings``."""
    settings = {"DATABASE_URL": url, "PROCESSES": str(PROCESSES), "CONFIRM_CREDITS": str(10**6), **settings}
    folders = [folder / str(process) for process in range(number)]
    for own in folders:
        own.mkdir(mode=0o700)
    async with (
        a_stage(folders[0], shards=shards, max_concurrency=max_concurrency, **settings) as stage,
        AsyncExitStack() as stack,
    ):
        others = [
            BotProcess(stage.discord, stage.imini, own, clock_speed=CLOCK_SPEED, **settings) for own in folders[1:]
        ]
        for process in others:
            await stack.enter_async_context(process)
            process.launch()
        world = stage.discord.world
        guilds = [world.add_guild("Studio", shard=(shard, shards)) for shard in range(shards)]
        channels = [world.add_channel(guild, "art") for guild in guilds]
        ensemble = Ensemble(stage, [stage.bot, *others], channels, url, shards)
        await ensemble.settled()
        yield ensemble
