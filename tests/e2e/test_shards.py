"""A bot in many servers: several connections, of which each comes and goes by itself."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.runtime import health
from tests.standin import Channel
from tests.support.stage import Stage, a_stage
from tests.support.waiting import eventually

pytestmark = pytest.mark.asyncio(loop_scope="module")

SHARDS = 3


def _channel(stage: Stage, shard: int, count: int = SHARDS, *, has_bot: bool = True) -> Channel:
    """A channel in a new server of this shard."""
    world = stage.discord.world
    return world.add_channel(world.add_guild("Studio", shard=(shard, count), has_bot=has_bot), "art")


async def _works(stage: Stage, *channels: Channel) -> None:
    """A command in each channel, all at once, brings its picture."""
    jobs = [await stage.accepted(channel=channel) for channel in channels]
    for job in jobs:
        assert await job.delivered() is job.card
        assert len(job.submits) == 1


def _health(stage: Stage) -> tuple[bool, int, int, int]:
    well, words = health.ask(stage.bot.data_dir)
    answer = json.loads(words)
    return well, answer["shards_connected"], answer["shards"], answer["shard_count"]


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def sharded(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    async with a_stage(tmp_path_factory.mktemp("bot"), shards=SHARDS) as stage:
        yield stage


@pytest_asyncio.fixture(loop_scope="module")
async def stage(sharded: Stage) -> Stage:
    """Three shards, all of them connected."""
    await sharded.discord.connected(30)
    await eventually(lambda: _health(sharded) == (True, SHARDS, SHARDS, SHARDS))
    return sharded


async def test_commands_from_the_servers_of_every_shard_are_carried_out(stage: Stage) -> None:
    await _works(stage, *(_channel(stage, shard) for shard in range(SHARDS)))


async def test_what_is_outside_servers_comes_by_shard_0_and_is_carried_out(stage: Stage) -> None:
    alice, bob, carol = (stage.member() for _ in range(3))
    world = stage.discord.world
    jobs = [
        await stage.accepted(user=alice, channel=channel)
        for channel in (world.dm(alice), world.add_private(alice, bob), world.add_private(alice, bob, carol))
    ]
    for job in jobs:
        await job.delivered()


async def test_a_user_install_is_heard_wherever_discord_sends_it(stage: Stage) -> None:
    gateway = stage.discord.gateway
    try:
        for shard in range(SHARDS):
            gateway.elsewhere = shard
            await _works(stage, _channel(stage, 0, has_bot=False))
    finally:
        gateway.elsewhere = None


@pytest.mark.parametrize("code", [None, 1000, 4000])
async def test_while_one_shard_resumes_the_others_work(stage: Stage, code: int | None) -> None:
    gateway = stage.discord.gateway
    identifies, resumes = gateway.identifies, gateway.resumes
    channels = [_channel(stage, shard) for shard in range(SHARDS)]
    await gateway.drop(code, shard=1)
    await _works(stage, channels[0], channels[2])
    await stage.discord.until(lambda: gateway.resumes > resumes, within=10)
    await _works(stage, channels[1])
    assert gateway.identifies == identifies


async def test_while_one_shard_begins_a_new_session_the_others_work(stage: Stage) -> None:
    gateway = stage.discord.gateway
    identifies = gateway.identifies
    channels = [_channel(stage, shard) for shard in range(SHARDS)]
    await gateway.invalidate(0)
    await _works(stage, *channels[1:])
    await stage.discord.until(lambda: gateway.identifies > identifies, within=10)
    await _works(stage, channels[0])


async def test_while_one_shard_is_silent_the_bot_is_unwell_and_the_others_work(stage: Stage) -> None:
    gateway = stage.discord.gateway
    gateway.refusing = True
    gateway.freeze(2)
    try:
        await eventually(lambda: _health(stage) == (False, SHARDS - 1, SHARDS, SHARDS), within=20)
        await _works(stage, _channel(stage, 0), _channel(stage, 1))
    finally:
        gateway.refusing = False
    await eventually(lambda: _health(stage) == (True, SHARDS, SHARDS, SHARDS), within=20)
    await _works(stage, _channel(stage, 2))


@pytest.mark.parametrize("shards", [1, 16])
async def test_as_many_shards_as_discord_wants_are_connected(tmp_path: Path, shards: int) -> None:
    async with a_stage(tmp_path, shards=shards, max_concurrency=shards) as stage:
        await stage.discord.connected(30)
        await eventually(lambda: _health(stage) == (True, shards, shards, shards))
        await _works(stage, *(_channel(stage, shard, shards) for shard in range(shards)))
        assert stage.discord.gateway.starts.collisions == 0


async def test_shards_of_one_bucket_begin_their_sessions_five_seconds_apart(tmp_path: Path) -> None:
    async with a_stage(tmp_path, clock_speed=5, shards=3, max_concurrency=2) as stage:
        await stage.discord.connected(30)
        assert (stage.discord.gateway.identifies, stage.discord.gateway.starts.collisions) == (3, 0)


async def test_a_bot_that_outgrows_its_shards_goes_on_with_more(tmp_path: Path) -> None:
    async with a_stage(tmp_path) as stage:
        gateway = stage.discord.gateway
        channels = [_channel(stage, shard, 2) for shard in range(2)]
        asked = await stage.accepted()
        gateway.guilds_per_shard, gateway.shards = 2, 2
        await gateway.invalidate()
        await stage.discord.until(lambda: gateway.complete and len(gateway.listening) == 2, within=20)
        await asked.delivered()
        await _works(stage, *channels)
        assert "no longer accepts 1 as the number of shards (code 4011: the bot is in too many servers" in stage.bot.log
