"""What the stand-in's gateway promises of Discord's shards."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from .opcodes import Close, Op
from .places import Guild, User
from .plainbot import PlainBot, PlainGateway, connect, identify
from .server import DiscordStandIn
from .sharding import Closing, SessionStarts


@pytest.fixture
async def discord() -> AsyncIterator[DiscordStandIn]:
    async with DiscordStandIn() as discord:
        yield discord


@pytest.fixture
async def bot(discord: DiscordStandIn) -> AsyncIterator[PlainBot]:
    async with PlainBot(discord) as bot:
        everywhere = {"name": "imagine", "description": "Draws", "integration_types": [0, 1]}
        await bot.call("PUT", f"/applications/{discord.world.application_id}/commands", [everywhere])
        yield bot


@pytest.fixture
def alice(discord: DiscordStandIn) -> User:
    return discord.world.add_user("alice")


async def _shard(discord: DiscordStandIn, bot: PlainBot, number: int, count: int) -> PlainGateway:
    """A shard that has got its READY, in good time after the one before."""
    discord.clock.advance(5)
    gateway = await connect(bot, discord.gateway.url)
    ready = await identify(gateway, discord.token, intents=0, shard=(number, count))
    assert ready["shard"] == [number, count]
    return gateway


async def _hears(gateway: PlainGateway, interaction: str) -> bool:
    """Whether an interaction is what it hears of next; it hears of something in any case."""
    return bool((await gateway.frame())["d"]["id"] == interaction)


async def _slash(discord: DiscordStandIn, alice: User, guild: Guild) -> str:
    return (await discord.slash(alice, discord.world.add_channel(guild, "art"), "imagine")).id


async def test_each_shard_has_the_servers_of_the_formula(discord: DiscordStandIn, bot: PlainBot) -> None:
    guilds = [discord.world.add_guild("Studio", shard=(number, 3)) for number in (0, 1, 2, 1)]
    assert [(int(guild.id) >> 22) % 3 for guild in guilds] == [0, 1, 2, 1]
    assert len({guild.id for guild in guilds}) == 4
    discord.clock.advance(5)
    gateway = await connect(bot, discord.gateway.url)
    ready = await identify(gateway, discord.token, shard=(1, 3))
    assert [guild["id"] for guild in ready["guilds"]] == [guilds[1].id, guilds[3].id]
    await gateway.socket.close()


async def test_an_event_of_a_server_is_heard_by_its_shard_and_one_outside_by_shard_0(
    discord: DiscordStandIn, bot: PlainBot, alice: User
) -> None:
    world = discord.world
    shards = [await _shard(discord, bot, number, 2) for number in range(2)]
    private = world.dm(alice), world.add_private(alice, world.add_user("bob"), world.add_user("carol"))
    outside = [(await discord.slash(alice, channel, "imagine")).id for channel in private]
    inside = [await _slash(discord, alice, world.add_guild("Studio", shard=(number, 2))) for number in (1, 0)]
    assert [await _hears(shards[0], told) for told in (*outside, inside[1])] == [True] * 3
    assert await _hears(shards[1], inside[0])
    for shard in shards:
        await shard.socket.close()


async def test_a_server_without_the_bot_is_heard_of_by_whichever_shard_a_test_chooses(
    discord: DiscordStandIn, bot: PlainBot, alice: User
) -> None:
    shards = [await _shard(discord, bot, number, 3) for number in range(3)]
    guild = discord.world.add_guild("Elsewhere", has_bot=False, shard=(1, 3))
    for number in range(3):
        discord.gateway.elsewhere = number
        assert await _hears(shards[number], await _slash(discord, alice, guild))
    discord.gateway.elsewhere = None
    assert await _hears(shards[1], await _slash(discord, alice, guild))
    for shard in shards:
        await shard.socket.close()


async def test_two_sessions_of_one_shard_hear_of_everything_both(
    discord: DiscordStandIn, bot: PlainBot, alice: User
) -> None:
    sessions = [await _shard(discord, bot, 1, 2) for _ in range(2)]
    told = await _slash(discord, alice, discord.world.add_guild("Studio", shard=(1, 2)))
    assert [await _hears(session, told) for session in sessions] == [True, True]
    for session in sessions:
        await session.socket.close()


async def test_an_interaction_says_which_sessions_were_told_of_it(
    discord: DiscordStandIn, bot: PlainBot, alice: User
) -> None:
    channel = discord.world.add_channel(discord.world.add_guild("Studio", shard=(1, 2)), "art")
    told = [await discord.slash(alice, channel, "imagine")]
    sessions = [await _shard(discord, bot, 0, 2)]
    for _ in range(2):
        sessions.append(await _shard(discord, bot, 1, 2))
        told.append(await discord.slash(alice, channel, "imagine"))
    await discord.gateway.drop(4000, shard=1)
    await discord.until(lambda: discord.gateway.connected == 1)
    told.append(await discord.slash(alice, channel, "imagine"))
    assert [[session.shard for session in each.hearers] for each in told] == [[], [(1, 2)], [(1, 2)] * 2, []]
    for session in sessions:
        await session.socket.close()


@pytest.mark.parametrize("shard", [(2, 2), (-1, 2), (0, 0), ("0", "1"), (0,), (0, 1, 2), None, 7], ids=repr)
async def test_a_shard_that_can_not_be_is_refused(discord: DiscordStandIn, bot: PlainBot, shard: object) -> None:
    gateway = await connect(bot, discord.gateway.url)
    await gateway.send(Op.IDENTIFY, {"token": discord.token, "intents": 0, "shard": shard})
    assert await gateway.close_code() == Close.INVALID_SHARD
    await discord.until(lambda: discord.violations)


async def test_a_bot_in_too_many_servers_for_its_shards_is_refused(discord: DiscordStandIn, bot: PlainBot) -> None:
    discord.gateway.guilds_per_shard = 1
    for number in (0, 1):
        discord.world.add_guild("Studio", shard=(number, 2))
    gateway = await connect(bot, discord.gateway.url)
    await gateway.send(Op.IDENTIFY, {"token": discord.token, "intents": 0, "shard": (0, 1)})
    assert await gateway.close_code() == Close.SHARDING_REQUIRED
    shards = [await _shard(discord, bot, number, 2) for number in (0, 1)]
    assert (discord.gateway.listening, discord.violations) == ([(0, 2), (1, 2)], [])
    for shard in shards:
        await shard.socket.close()


async def test_who_begins_sessions_too_fast_is_told_that_they_are_invalid(
    discord: DiscordStandIn, bot: PlainBot
) -> None:
    discord.gateway.starts.max_concurrency = 2
    gateways = [await connect(bot, discord.gateway.url) for _ in range(3)]
    for number, gateway in enumerate(gateways):  # the first and the third are of one bucket
        await gateway.send(Op.IDENTIFY, {"token": discord.token, "intents": 0, "shard": (number, 3)})
    assert [(await gateway.frame())["t"] for gateway in gateways[:2]] == ["READY", "READY"]
    assert await gateways[2].frame() == {"op": Op.INVALID_SESSION, "d": False}
    discord.clock.advance(5)
    assert (await identify(gateways[2], discord.token, shard=(2, 3)))["shard"] == [2, 3]
    assert discord.gateway.starts.collisions == 1
    assert discord.gateway.complete
    for gateway in gateways:
        await gateway.socket.close()


async def test_one_shard_resumes_its_own_session(discord: DiscordStandIn, bot: PlainBot, alice: User) -> None:
    shards = [await _shard(discord, bot, number, 2) for number in range(2)]
    discord.clock.advance(5)
    gateway = await connect(bot, discord.gateway.url)
    ready = await identify(gateway, discord.token, intents=0, shard=(1, 2))
    await discord.gateway.drop(4000, shard=1)
    await discord.until(lambda: discord.gateway.connected == 1)
    told = await _slash(discord, alice, discord.world.add_guild("Studio", shard=(1, 2)))
    again = await connect(bot, ready["resume_gateway_url"])
    await again.send(Op.RESUME, {"token": discord.token, "session_id": ready["session_id"], "seq": 1})
    assert await _hears(again, told)
    for each in (*shards, gateway, again):
        await each.socket.close()


async def test_what_is_done_to_one_shard_is_not_done_to_the_other(discord: DiscordStandIn, bot: PlainBot) -> None:
    shards = [await _shard(discord, bot, number, 2) for number in range(2)]
    await discord.gateway.reconnect(0)
    await discord.gateway.invalidate(0)
    discord.gateway.freeze(0)
    assert [(await shards[0].frame())["op"] for _ in range(2)] == [Op.RECONNECT, Op.INVALID_SESSION]
    await shards[1].send(Op.HEARTBEAT, 1)
    assert (await shards[1].frame())["op"] == Op.HEARTBEAT_ACK
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(shards[0].frame(), 0.05)
    for shard in shards:
        await shard.socket.close()


async def test_the_api_says_how_many_shards_and_sessions_there_may_be(discord: DiscordStandIn, bot: PlainBot) -> None:
    discord.gateway.shards, discord.gateway.starts.max_concurrency = 16, 4
    shard = await _shard(discord, bot, 3, 16)
    _, answer = await bot.call("GET", "/gateway/bot")
    limit = {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 4}
    assert answer == {"url": discord.gateway.url, "shards": 16, "session_start_limit": limit}
    await shard.socket.close()


def test_who_begins_more_sessions_than_it_may_loses_its_token() -> None:
    starts = SessionStarts(remaining=1)
    assert starts.admit(0, 0)
    with pytest.raises(Closing, match="AUTHENTICATION_FAILED"):
        starts.admit(0, 10)
