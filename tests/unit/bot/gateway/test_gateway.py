"""Several shards at once, with discord.py and a stand-in on loopback."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial

import discord
import pytest

from bot.cluster.sharding import ShardPlan
from bot.gateway import connection
from tests.standin import DiscordStandIn
from tests.support.listener import DIAL_TIMEOUT, Play, playing
from tests.support.waiting import eventually

SHARDS = 3


@pytest.fixture
async def play(stand_in: DiscordStandIn) -> AsyncIterator[Play]:
    """A bot on three shards, each of which has a server and has received a dispatch."""
    stand_in.gateway.shards = SHARDS
    for shard in range(SHARDS):
        stand_in.world.add_guild("Studio", shard=(shard, SHARDS))
    async with playing(stand_in) as play:
        for shard in range(SHARDS):
            await play.hears(shard, SHARDS)
        yield play


async def _all_hear(play: Play, *shards: int) -> None:
    for shard in shards:
        await play.hears(shard, SHARDS)


def _more(play: Play, resumes: int) -> bool:
    return play.gateway.resumes > resumes


async def test_as_many_shards_as_discord_wants_are_connected(play: Play) -> None:
    assert play.gateway.listening == [(0, 3), (1, 3), (2, 3)]
    assert (play.bot.gateway.plan, play.bot.gateway.connected) == (ShardPlan((0, 1, 2), 3), 3)
    await eventually(play.bot.is_ready)
    assert {shard_id: shard.is_closed() for shard_id, shard in play.bot.shards.items()} == dict.fromkeys(
        range(3), False
    )
    assert {guild.shard_id for guild in play.bot.guilds} == {0, 1, 2}


@pytest.mark.parametrize("shards", [1, 4, 16])
@pytest.mark.parametrize("at_once", [1, 16])
async def test_every_shard_is_connected_whatever_their_number(
    stand_in: DiscordStandIn, shards: int, at_once: int
) -> None:
    stand_in.gateway.shards, stand_in.gateway.starts.max_concurrency = shards, at_once
    async with playing(stand_in) as play:
        await play.hears(shards - 1, shards)
        await eventually(play.bot.is_ready)
        assert play.gateway.identifies == shards


class LongQueue:
    """A pace at which the wait for a turn is longer than dialing may take."""

    async def turn(self, _shard_id: int, _max_concurrency: int) -> None:
        await asyncio.sleep(1.5 * DIAL_TIMEOUT)


async def test_the_wait_for_a_turn_is_no_part_of_dialing(stand_in: DiscordStandIn) -> None:
    async with playing(stand_in, LongQueue()) as play:
        await play.hears()
        assert play.gateway.identifies == 1


class EndlessQueue:
    """A pace at which the turn of the second shard never comes."""

    async def turn(self, shard_id: int, _max_concurrency: int) -> None:
        if shard_id:
            await asyncio.Event().wait()


async def test_a_shard_that_waits_for_its_turn_is_not_silent(stand_in: DiscordStandIn) -> None:
    stand_in.gateway.shards = SHARDS
    async with playing(stand_in, EndlessQueue()) as play:
        await play.discord.until(lambda: play.gateway.connected == 1)
        # Shard 1 waits connected, and shard 2 for shard 1, for longer than a shard may be silent.
        for _ in range(3):
            await eventually(lambda: play.bot.gateway.silence > 40, every=0.01)
            await eventually(lambda: play.bot.gateway.silence < 40, every=0.01)
        assert play.bot.gateway.silence < connection.SILENCE


class Changing:
    """Slots of a process that connects one of two shards, and later one of three."""

    is_standby = False
    vacant = 0

    def __init__(self) -> None:
        self.plans = [ShardPlan((1,), 2), ShardPlan((1,), 3)]
        self.change = asyncio.Event()

    async def acquire(self, _recommended: int) -> ShardPlan:
        return self.plans.pop(0)

    async def changed(self) -> None:
        await self.change.wait()
        self.change.clear()


async def test_a_process_connects_its_shards_alone_and_others_once_their_number_has_changed(
    stand_in: DiscordStandIn,
) -> None:
    stand_in.gateway.shards, slots = 2, Changing()
    async with playing(stand_in, slots=slots) as play:
        await play.hears(1, 2)
        assert play.gateway.listening == [(1, 2)]
        stand_in.gateway.shards = 3
        slots.change.set()
        await play.hears(1, 3)
        assert (play.gateway.listening, play.bot.gateway.plan) == ([(1, 3)], ShardPlan((1,), 3))


async def test_direct_messages_are_heard_on_shard_0(play: Play) -> None:
    command = await play.discord.slash(play.alice, play.discord.world.dm(play.alice), "imagine")
    await eventually(lambda: command.id in play.bot.heard)
    play.gateway.freeze(0)
    missed = await play.discord.slash(play.alice, play.discord.world.dm(play.alice), "imagine")
    await _all_hear(play, 1, 2)
    assert missed.id not in play.bot.heard


async def test_a_shard_resumes_by_itself_and_the_others_notice_nothing(play: Play) -> None:
    for shard in range(SHARDS):
        resumes = play.gateway.resumes
        await play.gateway.drop(shard=shard)
        await play.discord.until(partial(_more, play, resumes))
        await _all_hear(play, *range(SHARDS))
    assert (play.gateway.identifies, play.gateway.resumes) == (SHARDS, SHARDS)


async def test_a_shard_whose_session_is_gone_begins_another_and_the_others_keep_theirs(play: Play) -> None:
    await play.gateway.invalidate(1)
    await play.discord.until(lambda: play.gateway.identifies == SHARDS + 1)
    await _all_hear(play, *range(SHARDS))
    assert play.gateway.resumes == 0


async def test_a_shard_that_is_silent_is_left_while_the_others_hear(play: Play) -> None:
    play.gateway.refusing = True
    play.gateway.freeze(2)
    await eventually(lambda: play.bot.gateway.silence >= connection.SILENCE)
    await _all_hear(play, 0, 1)
    play.gateway.refusing = False
    await play.discord.until(lambda: play.gateway.resumes + play.gateway.identifies > SHARDS)
    await _all_hear(play, 2)
    await eventually(lambda: play.bot.gateway.silence < connection.SILENCE)


async def test_while_a_shard_can_not_come_back_the_others_hear(play: Play, caplog: pytest.LogCaptureFixture) -> None:
    play.gateway.refusing = True
    await play.gateway.drop(shard=1)
    await eventually(lambda: caplog.text.count("shard 1: no connection") >= 4)
    assert play.bot.gateway.connected == SHARDS - 1
    await _all_hear(play, 0, 2)
    play.gateway.refusing = False
    await _all_hear(play, 1)


async def test_a_server_that_the_bot_left_meanwhile_is_forgotten_with_the_next_session_of_its_shard(play: Play) -> None:
    left, kept = (play.discord.world.add_guild("Studio", shard=(1, SHARDS)) for _ in range(2))
    await play.gateway.invalidate(1)
    await eventually(lambda: play.bot.get_guild(int(left.id)))
    left.has_bot = False
    before = len(play.bot.guilds)
    await play.gateway.invalidate(1)
    await eventually(lambda: not play.bot.get_guild(int(left.id)))
    assert play.bot.get_guild(int(kept.id))
    assert len(play.bot.guilds) == before - 1


async def test_a_ready_that_does_not_name_its_shard_is_of_the_shard_that_received_it(play: Play) -> None:
    me, guild = play.discord.world.bot.payload(), play.channel_on(1, SHARDS).guild
    joined = play.discord.world.add_guild("Studio", shard=(1, SHARDS))
    await play.gateway.dispatch(
        "READY", {"v": 10, "user": me, "guilds": [{"id": joined.id, "unavailable": True}]}, guild
    )
    await eventually(lambda: play.bot.get_guild(int(joined.id)))
    assert [guild.id for guild in play.bot.guilds if guild.shard_id == 1] == [int(joined.id)]


async def test_two_sessions_of_a_shard_hear_of_a_command_both(play: Play) -> None:
    async with playing(play.discord) as other:
        await play.discord.until(lambda: len(play.gateway.listening) == 2 * SHARDS)
        command = await play.discord.slash(play.alice, play.channel_on(1, SHARDS), "imagine")
        await eventually(lambda: command.id in play.bot.heard and command.id in other.bot.heard)


@pytest.mark.parametrize("code", sorted(connection.OTHER_SHARDS))
async def test_if_discord_refuses_the_number_of_shards_it_is_asked_how_many_it_wants(
    play: Play, code: int, caplog: pytest.LogCaptureFixture
) -> None:
    play.gateway.shards = 5
    await play.gateway.drop(code, shard=1)
    await play.discord.until(lambda: [shard for shard in play.gateway.listening if shard[1] == 5][4:])
    for shard in range(5):
        await play.hears(shard, 5)
    await eventually(lambda: play.bot.gateway.connected == 5)
    assert f"no longer accepts 3 as the number of shards (code {code}: {connection.OTHER_SHARDS[code]})" in caplog.text
    assert {shard for _, shard in play.gateway.listening} == {5}
    assert {guild.shard_id for guild in play.bot.guilds} <= set(range(5))


async def test_a_bot_that_has_grown_is_connected_with_more_shards(
    stand_in: DiscordStandIn, caplog: pytest.LogCaptureFixture
) -> None:
    for shard in range(2):
        stand_in.world.add_guild("Studio", shard=(shard, 2))
    stand_in.gateway.guilds_per_shard = 2
    async with playing(stand_in) as play:
        await eventually(lambda: caplog.text.count("no longer accepts 1 as the number of shards") >= 2)
        # Discord answers each heartbeat, and yet no session begins.
        await eventually(lambda: play.bot.gateway.silence > connection.SILENCE)
        refusals = caplog.text.count("no longer accepts")
        await eventually(lambda: caplog.text.count("no longer accepts") > refusals)
        assert play.bot.gateway.silence > connection.SILENCE
        play.gateway.shards = 2
        await play.hears(1, 2)
        assert play.bot.gateway.silence < connection.SILENCE
        assert play.bot.gateway.plan.shard_count == 2


async def test_a_shard_that_waits_for_its_turn_leaves_no_connection_behind(stand_in: DiscordStandIn) -> None:
    stand_in.gateway.shards = 100
    async with playing(stand_in) as play:
        await play.discord.until(lambda: play.gateway.open > play.gateway.connected > 1)
        play.gateway.shards = 1
        await play.gateway.drop(4010, shard=1)
        await play.hears()
        await play.discord.until(lambda: play.gateway.open == 1)


async def test_a_final_code_at_one_shard_ends_all(play: Play) -> None:
    await play.gateway.drop(4014, shard=2)
    with pytest.raises(discord.ConnectionClosed) as end:
        await play.running
    assert (end.value.code, end.value.shard_id) == (4014, 2)
    await play.discord.until(lambda: not play.gateway.connected)


async def test_a_bot_that_is_closed_leaves_no_session_behind(play: Play) -> None:
    await play.bot.close()
    await asyncio.wait_for(play.running, 2)
    await play.discord.until(lambda: not play.gateway.connected)


async def test_a_gateway_that_is_closed_leaves_no_session_behind_and_begins_none(play: Play) -> None:
    identifies, resumes = play.gateway.identifies, play.gateway.resumes
    await play.bot.gateway.close()
    await asyncio.wait_for(play.running, 2)
    await play.discord.until(lambda: not play.gateway.open)
    assert (play.gateway.identifies, play.gateway.resumes) == (identifies, resumes)
    assert not play.bot.is_closed()


class OneStandby:
    """Slots of a process that stands by until one is ``free``."""

    is_standby = True
    vacant = 0

    def __init__(self) -> None:
        self.wanted, self.free = asyncio.Event(), asyncio.Event()

    async def acquire(self, recommended: int) -> ShardPlan:
        self.wanted.set()
        await self.free.wait()
        return ShardPlan(tuple(range(recommended)), recommended)

    async def changed(self) -> None:
        await asyncio.Event().wait()


async def test_a_standby_that_is_closed_connects_nothing_when_it_gets_a_slot(stand_in: DiscordStandIn) -> None:
    slots = OneStandby()
    async with playing(stand_in, slots=slots) as play:
        await slots.wanted.wait()
        await play.bot.gateway.close()
        slots.free.set()
        await asyncio.wait_for(play.running, 2)
        assert (play.gateway.open, play.gateway.identifies) == (0, 0)
