"""The loop that keeps the gateway, with discord.py between it and a stand-in on loopback. A minute takes 0.3 s."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import discord
import pytest
from aiohttp import web
from discord.ext import commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot import dispatches, endpoints, gateway
from bot.gateway import Gateway
from tests.standin import Channel, DiscordStandIn, User
from tests.standin.doors import Door
from tests.standin.gateway import Gateway as Stage
from tests.standin.plainbot import PlainBot
from tests.support.hurried import Haste
from tests.support.sockets import nobody
from tests.support.waiting import eventually

HASTE = 200.0


class Listener(commands.Bot):
    """A bot that has a gateway and writes down what comes over it."""

    def __init__(self) -> None:
        intents = discord.Intents(guilds=True)
        super().__init__(commands.when_mentioned, intents=intents, http_trace=endpoints.naming_the_bot())
        dispatches.guard(self)
        self.heard: list[str] = []
        self.gateway = Gateway(self, Haste(HASTE, time.time()).clock)

    async def before_identify_hook(self, _shard_id: int | None, *, initial: bool = False) -> None:
        """Wait for nothing."""

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Somebody ran a command."""
        self.heard.append(str(interaction.id))


@dataclass(slots=True)
class Play:
    """A Discord, the bot connected to it, and somebody who runs commands."""

    discord: DiscordStandIn
    bot: Listener
    channel: Channel
    alice: User
    running: "asyncio.Task[None]"

    @property
    def gateway(self) -> Stage:
        """Discord's side of it."""
        return self.discord.gateway

    async def hears(self) -> None:
        """The bot hears of a command, once it is connected."""
        await self.discord.connected()
        command = await self.discord.slash(self.alice, self.channel, "imagine")
        await eventually(lambda: command.id in self.bot.heard)


@pytest.fixture(autouse=True)
def _library_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)
    monkeypatch.setattr(gateway, "DIAL_TIMEOUT", 0.3)


@pytest.fixture
async def stand_in() -> AsyncIterator[DiscordStandIn]:
    async with DiscordStandIn(heartbeat=41.25 / HASTE) as discord, PlainBot(discord) as registering:
        await registering.register()
        yield discord
        assert discord.violations == []


@asynccontextmanager
async def playing(stand_in: DiscordStandIn) -> AsyncIterator[Play]:
    """The bot keeps its gateway while this is entered."""
    channel = stand_in.world.add_channel(stand_in.world.add_guild("Studio"), "art")
    endpoints.use_api(stand_in.api_url)
    async with Listener() as bot:
        await bot.login(stand_in.token)
        await bot.gateway.look_up()
        running = asyncio.create_task(bot.gateway.run())
        yield Play(stand_in, bot, channel, stand_in.world.add_user("alice"), running)
        await bot.close()
        running.cancel()
        await asyncio.wait({running})


@pytest.fixture
async def play(stand_in: DiscordStandIn) -> AsyncIterator[Play]:
    async with playing(stand_in) as play:
        await play.hears()
        yield play


async def shut(door: Door) -> None:
    await door.shut()


async def a_page(door: Door) -> None:
    door.status = 200


async def unavailable(door: Door) -> None:
    door.status = 503


async def silent(door: Door) -> None:
    door.silent = True


Trouble = Callable[[Door], Awaitable[None]]
TROUBLES = pytest.mark.parametrize("trouble", [shut, a_page, unavailable, silent], ids=lambda one: one.__name__)


async def _mend(door: Door) -> None:
    door.status, door.silent = None, False
    await door.open()


@TROUBLES
async def test_a_gateway_that_is_down_at_the_start_is_waited_for(
    stand_in: DiscordStandIn, caplog: pytest.LogCaptureFixture, trouble: Trouble
) -> None:
    await trouble(stand_in.gateway.main)
    async with playing(stand_in) as play:
        await eventually(lambda: caplog.text.count("no connection") >= 2)
        await _mend(play.gateway.main)
        await play.hears()
        assert not play.running.done()


@TROUBLES
async def test_a_session_whose_address_is_dead_is_followed_by_another(play: Play, trouble: Trouble) -> None:
    await trouble(play.gateway.resuming)
    await play.gateway.reconnect()
    await play.discord.until(lambda: play.gateway.identifies == 2)
    await play.hears()


async def test_a_session_is_resumed_where_that_works(play: Play) -> None:
    await play.discord.drop_gateway()
    await play.discord.until(lambda: play.gateway.resumes == 1)
    await play.hears()
    await play.discord.drop_gateway()
    await play.discord.until(lambda: play.gateway.resumes == 2)
    await play.hears()
    assert play.gateway.identifies == 1


async def test_while_nothing_can_be_dialled_the_session_is_kept(play: Play, caplog: pytest.LogCaptureFixture) -> None:
    await play.gateway.main.shut()
    await play.gateway.resuming.shut()
    await play.discord.drop_gateway()
    await eventually(lambda: caplog.text.count("ClientConnectorError") >= 6)
    missed = await play.discord.slash(play.alice, play.channel, "imagine")
    await play.gateway.resuming.open()
    await eventually(lambda: missed.id in play.bot.heard)
    assert (play.gateway.identifies, play.gateway.resumes) == (1, 1)


async def test_troubles_of_the_start_do_not_count_against_the_session(
    stand_in: DiscordStandIn, caplog: pytest.LogCaptureFixture
) -> None:
    await stand_in.gateway.main.shut()
    async with playing(stand_in) as play:
        await eventually(lambda: caplog.text.count("no connection") >= 5)
        await play.gateway.main.open()
        await play.hears()
        await play.gateway.reconnect()
        await play.discord.until(lambda: play.gateway.resumes)
        assert play.gateway.identifies == 1


@pytest.mark.parametrize("address", ["", "banana", "http://[", "ftp://127.0.0.1/", "https://", 7, {}, None], ids=repr)
async def test_an_address_that_is_none_is_not_insisted_on(play: Play, address: object) -> None:
    play.gateway.resume_url = nobody().replace("http", "ws") if address is None else address
    await play.gateway.invalidate()
    await play.discord.until(lambda: play.gateway.identifies == 2)
    await play.hears()
    play.gateway.resume_url = None
    sessions = play.gateway.resumes + play.gateway.identifies
    await play.gateway.reconnect()
    await play.discord.until(lambda: play.gateway.resumes + play.gateway.identifies > sessions)
    await play.hears()


@pytest.mark.parametrize("code", [1000, 1001, 4000, 4001, 4002, 4003, 4005, 4008])
async def test_a_code_that_leaves_the_session_is_followed_by_a_resume(play: Play, code: int) -> None:
    await play.discord.drop_gateway(code)
    await play.discord.until(lambda: play.gateway.resumes)
    await play.hears()


@pytest.mark.parametrize("code", [4007, 4009])
async def test_a_code_that_ends_the_session_is_followed_by_another(play: Play, code: int) -> None:
    await play.discord.drop_gateway(code)
    await play.discord.until(lambda: play.gateway.identifies == 2)
    assert not play.gateway.resumes
    await play.hears()


@pytest.mark.parametrize("code", sorted(gateway.FINAL))
async def test_a_code_that_is_final_ends_it(play: Play, code: int) -> None:
    await play.discord.drop_gateway(code)
    with pytest.raises(discord.ConnectionClosed) as end:
        await play.running
    assert end.value.code == code


async def test_a_moved_gateway_is_found(play: Play) -> None:
    door, old = Door(play.gateway.serve), play.gateway.main
    for step in (door.open, old.shut, play.gateway.resuming.shut):
        await step()
    play.gateway.main = door
    await play.discord.drop_gateway()
    await play.discord.until(lambda: play.gateway.identifies == 2)
    await play.hears()
    play.gateway.main = old
    await door.remove()


async def test_while_no_further_session_is_allowed_none_is_begun(stand_in: DiscordStandIn) -> None:
    limit = {"total": 1000, "remaining": 0, "reset_after": 60_000, "max_concurrency": 1}
    answer = {"url": stand_in.gateway.url, "shards": 1, "session_start_limit": limit}
    begin = time.perf_counter()
    with stand_in.faults.answer("GET", "/gateway/bot", 200, answer):
        async with playing(stand_in) as play:
            await play.hears()
    assert time.perf_counter() - begin >= 60 / HASTE


@pytest.mark.parametrize("cause", ["freeze", "acknowledging"])
async def test_a_connection_without_acknowledgement_is_left(play: Play, cause: str) -> None:
    await eventually(lambda: play.bot.gateway.silence < gateway.SILENCE / 2)
    if cause == "freeze":
        play.gateway.freeze()
    else:
        play.gateway.acknowledging = False
    await eventually(lambda: play.bot.gateway.silence >= gateway.SILENCE)
    await play.discord.until(lambda: play.gateway.resumes)
    play.gateway.acknowledging = True
    await eventually(lambda: play.bot.gateway.silence < gateway.SILENCE / 2)
    await play.hears()


JUNK: list[str | bytes] = [
    "not json",
    "[]",
    "7",
    "null",
    "{}",
    '{"op": null}',
    '{"op": 0}',
    '{"op": 0, "t": ["x"], "s": "junk", "d": null}',
    '{"op": 0, "t": "INTERACTION_CREATE", "s": {}, "d": null}',
    '{"op": 0, "t": "READY", "s": null, "d": null}',
    '{"op": 0, "t": "RESUMED", "s": null, "d": null}',
    '{"op": 0, "t": "NEVER_HEARD_OF", "s": null, "d": {"a": []}}',
    '{"op": 10, "d": {}}',
    '{"op": 42, "d": {}}',
    "[" * 3000 + "]" * 3000,
    b"no compressed frame at all \x00\x00\xff\xff",
]


@pytest.mark.parametrize("frame", JUNK, ids=lambda frame: str(frame)[:40])
async def test_no_frame_ends_it(play: Play, frame: str | bytes) -> None:
    await play.gateway.utter(frame)
    await play.hears()
    assert not play.running.done()


async def test_a_first_frame_that_is_no_hello_ends_the_connection_alone(stand_in: DiscordStandIn) -> None:
    refused: list[str] = []

    async def mutter(request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        refused.append("once")
        await socket.send_str(json.dumps({"op": 10, "d": None}))
        await socket.receive()
        return socket

    stand_in.gateway.main, door = Door(mutter), stand_in.gateway.main
    await stand_in.gateway.main.open()
    async with playing(stand_in) as play:
        await eventually(lambda: len(refused) >= 2)
        await stand_in.gateway.main.remove()
        stand_in.gateway.main = door
        await play.hears()


async def test_a_bot_that_is_closed_dials_no_more(play: Play) -> None:
    await play.gateway.main.shut()
    await play.gateway.resuming.shut()
    await play.bot.close()
    await asyncio.wait_for(play.running, 2)
