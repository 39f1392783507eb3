"""Several processes over one PostgreSQL: each has its shards, and one that stands by takes those of one that ends."""

import asyncio
import json
import re
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

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
async def _ensemble(
    folder: Path, url: str, number: int, max_concurrency: int = SHARDS, shards: int = SHARDS
) -> AsyncIterator[Ensemble]:
    """``number`` processes, of which two have slots."""
    folders = [folder / str(process) for process in range(number)]
    for own in folders:
        own.mkdir(mode=0o700)
    async with (
        a_stage(
            folders[0], shards=shards, max_concurrency=max_concurrency, DATABASE_URL=url, PROCESSES=str(PROCESSES)
        ) as stage,
        AsyncExitStack() as stack,
    ):
        others = [
            BotProcess(
                stage.discord,
                stage.imini,
                own,
                clock_speed=CLOCK_SPEED,
                DATABASE_URL=url,
                PROCESSES=str(PROCESSES),
                CONFIRM_CREDITS=str(10**6),
            )
            for own in folders[1:]
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


async def test_commands_from_the_servers_of_every_process_are_carried_out_once(
    tmp_path: Path, postgres_url: str
) -> None:
    async with _ensemble(tmp_path, postgres_url, 2) as ensemble:
        for _ in range(2):
            await ensemble.works()


@pytest.mark.parametrize("shards", [2, 4])
async def test_each_command_reaches_the_one_process_that_has_its_shard(
    tmp_path: Path, postgres_url: str, shards: int
) -> None:
    async with _ensemble(tmp_path, postgres_url, PROCESSES, shards=shards) as ensemble:
        world, gateway = ensemble.stage.discord.world, ensemble.stage.discord.gateway
        alice, bob, carol = (ensemble.stage.member() for _ in range(3))
        foreign = world.add_channel(world.add_guild("Elsewhere", has_bot=False), "art")
        for shard, channel in enumerate(ensemble.channels):
            await _comes_to(ensemble, shard, channel)
            # A server without the bot, where a member has installed it: no document says to whom Discord sends that.
            gateway.elsewhere = shard
            await _comes_to(ensemble, shard, foreign)
        for outside in (world.dm(alice), world.add_private(alice, bob), world.add_private(alice, bob, carol)):
            await _comes_to(ensemble, 0, outside)


async def _comes_to(ensemble: Ensemble, shard: int, channel: Channel) -> None:
    """A command from there is told to one session, accepted by the process that has the shard, and drawn once."""
    user = ensemble.stage.member()
    while (asked := await ensemble.stage.accepted(user=user, channel=channel)).refused:
        pass
    assert [session.shard for session in asked.interaction.hearers] == [(shard, ensemble.shards)]
    assert ensemble.hearers(user) == [shard % PROCESSES]
    await ensemble.delivered([asked])


async def test_the_sessions_of_all_processes_begin_as_fast_as_discord_allows(tmp_path: Path, postgres_url: str) -> None:
    async with _ensemble(tmp_path, postgres_url, 2, max_concurrency=1) as ensemble:
        gateway = ensemble.stage.discord.gateway
        assert (gateway.identifies, gateway.starts.collisions) == (SHARDS, 0)


async def test_a_standby_goes_on_with_the_shards_and_the_jobs_of_a_process_that_was_killed(
    tmp_path: Path, postgres_url: str
) -> None:
    async with _ensemble(tmp_path, postgres_url, 3) as ensemble:
        asked = await ensemble.asked()
        await eventually(lambda: not ensemble.submitting())
        await ensemble.holders[0].kill()
        await ensemble.lapse()
        await ensemble.settled()
        await ensemble.delivered(asked)
        await ensemble.works()


async def test_processes_are_restarted_one_after_the_other(tmp_path: Path, postgres_url: str) -> None:
    async with _ensemble(tmp_path, postgres_url, 3) as ensemble:
        for process in ensemble.processes:
            asked = await ensemble.asked()
            assert await process.stop() == 0
            await ensemble.settled()
            await ensemble.delivered(asked)
            process.launch()
            await ensemble.settled()
            await ensemble.works()
