"""What goes wrong when a test asks for it."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from . import which
from .errors import Refusal
from .plainbot import PlainBot
from .server import DiscordStandIn


@pytest.fixture
async def discord() -> AsyncIterator[DiscordStandIn]:
    async with DiscordStandIn() as discord:
        yield discord


@pytest.fixture
async def bot(discord: DiscordStandIn) -> AsyncIterator[PlainBot]:
    async with PlainBot(discord) as bot:
        yield bot


async def test_a_rate_limit_is_told_from_a_ban_by_its_via_header(discord: DiscordStandIn, bot: PlainBot) -> None:
    with discord.faults.rate_limit("GET", "/users/@me", retry_after=1.5) as fault:
        async with bot.http.get(f"{discord.api_url}/users/@me") as response:
            assert (response.status, response.headers["Retry-After"]) == (429, "1.5")
            assert "Via" in response.headers
            assert response.headers["Content-Type"] == "application/json"  # discord.py compares the whole of it
            assert (await response.json())["retry_after"] == 1.5
        assert (await bot.call("GET", "/users/@me"))[0] == 200
    assert fault.hits == 1


async def test_a_lost_answer_leaves_its_effect(discord: DiscordStandIn, bot: PlainBot) -> None:
    channel = discord.world.add_channel(discord.world.add_guild("Studio"), "art")
    path = f"/channels/{channel.id}/messages"
    for after in (False, True):
        with discord.faults.drop("POST", path, after=after), pytest.raises(aiohttp.ClientError):
            await bot.call("POST", path, {"content": "x"})
        assert discord.messages.created == int(after)
    assert [request.status for request in discord.requests] == [None, None]


async def test_the_newest_rule_decides_and_ends_with_its_block(discord: DiscordStandIn, bot: PlainBot) -> None:
    with discord.faults.answer("*", ".*", 500, times=None):
        with discord.faults.answer("GET", "/users/@me", 418, {"code": 1}):
            assert (await bot.call("GET", "/users/@me"))[0] == 418
        assert (await bot.call("GET", "/users/@me"))[0] == 500
    assert (await bot.call("GET", "/users/@me"))[0] == 200


async def test_what_is_refused_may_depend_on_what_a_request_carries(discord: DiscordStandIn, bot: PlainBot) -> None:
    channel = discord.world.add_channel(discord.world.add_guild("Studio"), "art")
    path, reference = f"/channels/{channel.id}/messages", {"message_reference": {"message_id": "1"}}
    described = {"content": "x", "attachments": [{"id": "0", "filename": "a.png", "description": "A red FOX"}]}

    async def codes() -> list[int | None]:
        bodies = ({"content": "x"}, {"content": "x", **reference}, described)
        for body in bodies:
            await bot.call("POST", path, body, files={"a.png": b"x"} if body is described else {})
        return [request.code for request in discord.requests[-3:]]

    with discord.faults.refuse(Refusal.MISSING_PERMISSIONS, "POST", when=which.with_files):
        assert await codes() == [None, 50035, 50013]
    with discord.faults.refuse(Refusal.NO_HISTORY_TO_REPLY_TO, when=which.replying):
        assert await codes() == [None, 160002, None]
    with discord.faults.refuse(Refusal.BLOCKED_BY_AUTOMOD, when=which.saying("red fox")):
        assert await codes() == [None, 50035, 200000]
    assert {request.status for request in discord.requests if request.code == 200000} == {400}


async def test_an_outage_takes_the_api_and_the_gateway_and_gives_them_back(
    discord: DiscordStandIn, bot: PlainBot
) -> None:
    socket = await bot.http.ws_connect(f"{discord.gateway.url}?v=10")
    await socket.receive()
    async with discord.outage():
        assert (await bot.call("GET", "/users/@me"))[0] == 503
        assert (await socket.receive()).type is aiohttp.WSMsgType.CLOSED
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await bot.http.ws_connect(f"{discord.gateway.url}?v=10")
    assert (await bot.call("GET", "/users/@me"))[0] == 200


async def test_what_did_not_happen_in_time_is_told_with_what_did(discord: DiscordStandIn, bot: PlainBot) -> None:
    await bot.call("GET", "/users/@me")
    with pytest.raises(TimeoutError, match="GET /users/@me -> 200"):
        await discord.until(lambda: discord.messages.created, within=0)
