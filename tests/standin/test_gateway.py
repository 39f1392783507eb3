"""What the stand-in's gateway promises of Discord's."""

import asyncio
import json
from collections.abc import AsyncIterator

import aiohttp
import pytest

from .opcodes import Close, Op
from .places import Channel, User
from .plainbot import PlainBot, PlainGateway, connect, identify
from .reply import Payload
from .server import DiscordStandIn


@pytest.fixture
async def discord() -> AsyncIterator[DiscordStandIn]:
    async with DiscordStandIn() as discord:
        yield discord


@pytest.fixture
async def bot(discord: DiscordStandIn) -> AsyncIterator[PlainBot]:
    async with PlainBot(discord) as bot:
        await bot.register()
        yield bot


@pytest.fixture
def channel(discord: DiscordStandIn) -> Channel:
    return discord.world.add_channel(discord.world.add_guild("Studio"), "art")


@pytest.fixture
def alice(discord: DiscordStandIn) -> User:
    return discord.world.add_user("alice")


@pytest.mark.parametrize("compress", ["", "zlib-stream", "zstd-stream"])
@pytest.mark.usefixtures("channel")
async def test_a_session_begins_with_ready_and_the_servers(
    discord: DiscordStandIn, bot: PlainBot, compress: str
) -> None:
    gateway = await connect(bot, discord.gateway.url, compress)
    ready = await identify(gateway, discord.token)
    assert ready["guilds"][0]["unavailable"] is True
    created = await gateway.frame()
    assert (created["t"], created["s"], created["d"]["channels"][0]["name"]) == ("GUILD_CREATE", 2, "art")
    await gateway.send(Op.HEARTBEAT, 2)
    assert (await gateway.frame())["op"] == Op.HEARTBEAT_ACK
    await gateway.socket.close()


async def _resumed(discord: DiscordStandIn, bot: PlainBot, ready: Payload, seq: int) -> PlainGateway:
    again = await connect(bot, ready["resume_gateway_url"])
    await again.send(Op.RESUME, {"token": discord.token, "session_id": ready["session_id"], "seq": seq})
    return again


@pytest.mark.parametrize("code", [None, 1000, 4000])
async def test_what_happened_meanwhile_is_replayed_in_order(
    discord: DiscordStandIn, bot: PlainBot, channel: Channel, alice: User, code: int | None
) -> None:
    gateway = await connect(bot, discord.gateway.url)
    ready = await identify(gateway, discord.token, intents=0)
    await discord.drop_gateway(code)
    if code:
        assert await gateway.close_code() == code
    await discord.until(lambda: not discord.gateway.connected)
    missed = [(await discord.slash(alice, channel, "imagine")).id for _ in range(2)]
    again = await _resumed(discord, bot, ready, 1)
    frames = [await again.frame() for _ in range(3)]
    assert [frame["d"].get("id") for frame in frames] == [*missed, None]
    assert (frames[-1]["t"], discord.gateway.resumes, discord.gateway.connected) == ("RESUMED", 1, 1)
    await again.socket.close()


async def test_a_session_ends_with_the_clients_own_goodbye(discord: DiscordStandIn, bot: PlainBot) -> None:
    gateway = await connect(bot, discord.gateway.url)
    ready = await identify(gateway, discord.token)
    await gateway.socket.close(code=1000)
    again = await _resumed(discord, bot, ready, 1)
    assert await again.frame() == {"op": Op.INVALID_SESSION, "d": False}
    await again.socket.close()


async def test_a_session_waits_three_minutes(discord: DiscordStandIn, bot: PlainBot) -> None:
    gateway = await connect(bot, discord.gateway.url)
    ready = await identify(gateway, discord.token)
    await discord.drop_gateway(4000)
    assert await gateway.close_code() == 4000
    await discord.until(lambda: not discord.gateway.connected)
    discord.clock.advance(181)
    again = await _resumed(discord, bot, ready, 1)
    assert (await again.frame())["op"] == Op.INVALID_SESSION
    await again.socket.close()


async def test_clients_are_told_to_reconnect_and_that_their_session_is_gone(
    discord: DiscordStandIn, bot: PlainBot
) -> None:
    gateway = await connect(bot, discord.gateway.url)
    await identify(gateway, discord.token)
    await discord.gateway.reconnect()
    await discord.gateway.invalidate()
    assert [(await gateway.frame())["op"] for _ in range(2)] == [Op.RECONNECT, Op.INVALID_SESSION]
    await gateway.socket.close()


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ({"op": Op.IDENTIFY, "d": {"token": "wrong", "intents": 0}}, Close.AUTHENTICATION_FAILED),
        ({"op": Op.IDENTIFY, "d": {"token": "stand-in-token", "intents": 1 << 15}}, Close.DISALLOWED_INTENTS),
        ({"op": 99, "d": None}, Close.UNKNOWN_OPCODE),
        ({"op": Op.HEARTBEAT, "d": "x" * 4096}, Close.DECODE_ERROR),
        ([], Close.DECODE_ERROR),
    ],
)
async def test_a_bad_frame_ends_the_connection_with_its_code(
    discord: DiscordStandIn, bot: PlainBot, frame: object, code: Close
) -> None:
    gateway = await connect(bot, discord.gateway.url)
    await gateway.socket.send_str(json.dumps(frame))
    assert await gateway.close_code() == code
    await discord.until(lambda: not discord.gateway.connected)


async def test_messages_are_told_to_those_who_asked_for_them(
    discord: DiscordStandIn, bot: PlainBot, channel: Channel
) -> None:
    deaf, listening = [await connect(bot, discord.gateway.url) for _ in range(2)]
    await identify(deaf, discord.token, intents=0)
    discord.clock.advance(5)
    await identify(listening, discord.token, intents=1 << 9)
    await bot.call("POST", f"/channels/{channel.id}/messages", {"content": "hello"})
    told = await listening.frame()
    assert (told["t"], told["d"]["content"]) == ("MESSAGE_CREATE", "hello")
    await discord.gateway.reconnect()
    assert (await deaf.frame())["op"] == Op.RECONNECT
    await deaf.socket.close()
    await listening.socket.close()


async def test_the_two_addresses_fail_apart_from_each_other(discord: DiscordStandIn, bot: PlainBot) -> None:
    gateway = await connect(bot, discord.gateway.url)
    ready = await identify(gateway, discord.token)
    resuming = ready["resume_gateway_url"]
    discord.gateway.resuming.status = 503
    with pytest.raises(aiohttp.WSServerHandshakeError, match="503"):
        await connect(bot, resuming)
    await discord.gateway.resuming.shut()
    with pytest.raises(aiohttp.ClientConnectorError):
        await connect(bot, resuming)
    other = await connect(bot, discord.gateway.url)
    discord.gateway.resuming.status = None
    await discord.gateway.resuming.open()
    again = await connect(bot, resuming)
    for one in (gateway, other, again):
        assert not one.socket.closed
        await one.socket.close()


async def test_a_silent_address_says_nothing(discord: DiscordStandIn, bot: PlainBot) -> None:
    discord.gateway.main.silent = True
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(connect(bot, discord.gateway.url), 0.05)


@pytest.mark.usefixtures("channel")
async def test_a_half_open_line_carries_nothing_and_its_session_goes_on_elsewhere(
    discord: DiscordStandIn, bot: PlainBot, channel: Channel, alice: User
) -> None:
    gateway = await connect(bot, discord.gateway.url)
    ready = await identify(gateway, discord.token, intents=0)
    discord.gateway.freeze()
    missed = await discord.slash(alice, channel, "imagine")
    await gateway.send(Op.HEARTBEAT, 1)
    with pytest.raises(TimeoutError):
        await gateway.socket.receive(timeout=0.05)
    again = await _resumed(discord, bot, ready, 1)
    assert (await again.frame())["d"]["id"] == missed.id
    await again.socket.close()


async def test_a_heartbeat_may_stay_unacknowledged(discord: DiscordStandIn, bot: PlainBot) -> None:
    gateway = await connect(bot, discord.gateway.url)
    await identify(gateway, discord.token, intents=0)
    discord.gateway.acknowledging = False
    await gateway.send(Op.HEARTBEAT, 1)
    with pytest.raises(TimeoutError):
        await gateway.socket.receive(timeout=0.05)
    await discord.gateway.reconnect()
    assert (await gateway.frame())["op"] == Op.RECONNECT
    await gateway.socket.close()


async def test_who_resumes_may_get_again_what_it_had(
    discord: DiscordStandIn, bot: PlainBot, channel: Channel, alice: User
) -> None:
    gateway = await connect(bot, discord.gateway.url)
    ready = await identify(gateway, discord.token, intents=0)
    had = [(await discord.slash(alice, channel, "imagine")).id for _ in range(2)]
    discord.gateway.rewind = 2
    again = await _resumed(discord, bot, ready, 3)
    frames = [await again.frame() for _ in range(3)]
    assert [(frame["s"], frame["d"].get("id")) for frame in frames] == [(2, had[0]), (3, had[1]), (4, None)]
    await again.socket.close()
    await gateway.socket.close()


@pytest.mark.parametrize("agent", ["Python/3.11 aiohttp/3.14", "DiscordBot", "DiscordBot (https://example.com)"])
async def test_who_does_not_say_what_bot_it_is_breaks_the_rules(
    discord: DiscordStandIn, bot: PlainBot, agent: str
) -> None:
    bot.http.headers["User-Agent"] = agent
    gateway = await connect(bot, discord.gateway.url)
    await bot.call("GET", "/users/@me")
    await gateway.socket.close()
    assert discord.violations == [
        f"gateway: {agent!r} is no User-Agent of a bot",
        f"GET /users/@me: {agent!r} is no User-Agent of a bot",
    ]
