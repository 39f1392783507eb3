"""discord.py with another API, gateway, proxy or User-Agent."""

import json
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import aiohttp
import discord
import pytest
from aiohttp import web
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

from bot.cluster.sharding import ShardPlan
from bot.gateway import discord_internals
from bot.gateway.discord_internals import GatewayInfo
from bot.net.guard import UnusableProxy
from tests.support.library import keep_addresses
from tests.support.proxy import Proxy


@pytest.fixture(autouse=True)
def _library_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    keep_addresses(monkeypatch)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def _json(data: dict[str, object], status: int = 200) -> web.Response:
    return web.Response(body=json.dumps(data).encode(), status=status, content_type="application/json")


@asynccontextmanager
async def serving(app: web.Application) -> AsyncIterator[str]:
    """Serves ``app`` on loopback, and yields its URL."""
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


@asynccontextmanager
async def logged_in(client: discord.Client) -> AsyncIterator[None]:
    """The HTTP session that an attempt to log in leaves, successful or not."""
    with suppress(discord.HTTPException, aiohttp.ClientError, KeyError, TypeError):
        await client.http.static_login("a-token")
    yield
    await client.http.close()


@pytest.fixture
async def api() -> AsyncIterator[str]:
    """An API with one bot and one gateway, or without a gateway while that is down."""

    async def gateway(request: web.Request) -> web.Response:
        if request.headers["Authorization"] != "Bot a-token":
            return _json({"message": "401: Unauthorized", "code": 0}, status=401)
        limit = {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1}
        return _json({"url": "ws://127.0.0.1:1/gateway", "shards": 1, "session_start_limit": limit})

    async def me(_: web.Request) -> web.Response:
        return _json({"id": "1", "username": "bot", "discriminator": "0000", "avatar": None})

    app = web.Application()
    app.router.add_get("/api/v10/gateway/bot", gateway)
    app.router.add_get("/api/v10/users/@me", me)
    async with serving(app) as address:
        yield f"{address}/api/v10"


def test_rest_calls_go_to_the_given_api() -> None:
    discord_internals.use_api("https://discord.example/api/v10")
    assert Route("GET", "/gateway/bot").url == "https://discord.example/api/v10/gateway/bot"


async def test_the_gateway_is_the_one_that_the_api_names(api: str) -> None:
    discord_internals.use_api(api)
    client = discord.Client(intents=discord.Intents(guilds=True))
    await client.http.static_login("a-token")
    try:
        await discord_internals.use_gateway_from_api(client)
    finally:
        await client.http.close()
    assert URL("ws://127.0.0.1:1/gateway") == DiscordWebSocket.DEFAULT_GATEWAY


async def test_a_gateway_that_can_not_be_had_is_an_error(api: str) -> None:
    discord_internals.use_api(api)
    client = discord.Client(intents=discord.Intents(guilds=True))
    await client.http.static_login("another-token")
    try:
        with pytest.raises(discord.GatewayNotFound):
            await discord_internals.use_gateway_from_api(client)
    finally:
        await client.http.close()


async def test_after_a_failed_login_the_next_one_begins_anew(api: str) -> None:
    discord_internals.use_api(api)
    client = discord.Client(intents=discord.Intents(guilds=True))
    for _ in range(2):
        await client.http.static_login("a-token")
        await discord_internals.close_session(client)


@pytest.mark.parametrize("answer", [{}, {"url": 7, "session_start_limit": {}}, {"url": "ws://a"}, []], ids=repr)
async def test_an_answer_that_names_no_gateway_is_an_error(answer: object) -> None:
    async def gateway(_: web.Request) -> web.Response:
        return web.Response(body=json.dumps(answer).encode(), content_type="application/json")

    app = web.Application()
    app.router.add_get("/gateway/bot", gateway)
    client = discord.Client(intents=discord.Intents(guilds=True))
    async with serving(app) as address:
        discord_internals.use_api(address)
        async with logged_in(client):
            with pytest.raises(discord.GatewayNotFound):
                await discord_internals.use_gateway_from_api(client)


async def _info(shards: object, limit: object) -> GatewayInfo:
    """What the bot understands of an answer of the API."""

    async def gateway(_: web.Request) -> web.Response:
        answer = {"url": "ws://127.0.0.1:1/", "shards": shards, "session_start_limit": limit}
        return web.Response(body=json.dumps(answer).encode(), content_type="application/json")

    app = web.Application()
    app.router.add_get("/gateway/bot", gateway)
    client = discord.Client(intents=discord.Intents(guilds=True))
    async with serving(app) as address:
        discord_internals.use_api(address)
        async with logged_in(client):
            return await discord_internals.use_gateway_from_api(client)


@pytest.mark.parametrize(
    ("limit", "understood"),
    [
        ({"remaining": 1, "reset_after": 5000, "max_concurrency": 16}, (16, 1, 5)),
        ({"remaining": 0, "reset_after": -1, "max_concurrency": 0}, (1, 0, 0)),
        ({"remaining": "none", "reset_after": None, "max_concurrency": "many"}, (1, math.inf, 0)),
        ({}, (1, math.inf, 0)),
        (None, (1, math.inf, 0)),
    ],
)
async def test_it_is_told_how_many_sessions_may_be_begun(limit: object, understood: tuple[float, ...]) -> None:
    info = await _info(1, limit)
    assert (info.max_concurrency, info.remaining, info.reset_after) == understood


@pytest.mark.parametrize(("shards", "understood"), [(16, 16), (1, 1), (0, 1), (-2, 1), ("4", 1), (None, 1), (True, 1)])
async def test_it_is_told_how_many_shards_discord_wants(shards: object, understood: int) -> None:
    assert (await _info(shards, {})).shards == understood


async def test_with_other_shards_the_servers_of_others_are_forgotten() -> None:
    client = discord.AutoShardedClient(intents=discord.Intents(guilds=True))
    discord_internals.use_shards(client, ShardPlan((0,), 1))
    for number in range(6):
        client._connection._add_guild_from_data({"id": str(number << 22)})  # type: ignore[typeddict-item]  # noqa: SLF001 - as READY does
    discord_internals.use_shards(client, ShardPlan((1, 2), 3))
    assert sorted(guild.id >> 22 for guild in client.guilds) == [1, 2, 4, 5]
    assert {guild.shard_id for guild in client.guilds} == {1, 2}
    assert (client.shard_ids, client.shard_count) == ([1, 2], 3)


async def test_every_part_of_the_library_names_the_bot() -> None:
    agents: list[str | None] = []

    async def anything(request: web.Request) -> web.Response:
        agents.append(request.headers.get("User-Agent"))
        return web.Response(status=404, body=b"{}", content_type="application/json")

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", anything)
    client = discord.Client(intents=discord.Intents(guilds=True))
    discord_internals.adapt_requests(client)
    async with serving(app) as address:
        discord_internals.use_api(address)
        async with logged_in(client):
            webhook = discord.Webhook.partial(1, "a-token", client=client)
            for call in (webhook.send("a"), client.http.get_user(1), client.http.get_from_cdn(f"{address}/a.png")):
                with pytest.raises(discord.NotFound):
                    await call
            with pytest.raises(aiohttp.WSServerHandshakeError):
                await client.http.ws_connect(address.replace("http", "ws"))
    assert agents == [discord_internals.USER_AGENT] * 5


async def test_discord_is_reached_through_the_proxy_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    discord_internals.use_api("https://discord.invalid/api/v10")
    client = discord.Client(intents=discord.Intents(guilds=True))
    async with Proxy(refuse=True) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        discord_internals.use_proxies(client)
        async with logged_in(client):
            with pytest.raises(aiohttp.ClientHttpProxyError):
                await client.http.ws_connect("wss://gateway.discord.invalid/")
            monkeypatch.setenv("NO_PROXY", "127.0.0.1")
            with pytest.raises(aiohttp.ClientConnectorError):
                await client.http.ws_connect("wss://127.0.0.1:1/")
    asked = [(method, url.host, url.port) for method, url in proxy.asked]
    assert asked == [("CONNECT", "discord.invalid", 443), ("CONNECT", "gateway.discord.invalid", 443)]


async def test_a_proxy_that_speaks_something_else_is_refused_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:1080")
    with pytest.raises(UnusableProxy):
        discord_internals.use_proxies(discord.Client(intents=discord.Intents(guilds=True)))


async def test_of_a_message_that_was_edited_only_the_id_is_read() -> None:
    async def edited(request: web.Request) -> web.Response:
        return _json({"id": request.match_info["message"]})

    app = web.Application()
    app.router.add_patch("/webhooks/1/a-token/messages/{message}", edited)
    client = discord.Client(intents=discord.Intents(guilds=True))
    async with serving(app) as url:
        discord_internals.use_api(url)
        async with logged_in(client):
            webhook = discord_internals.WebhookEdits.partial(1, "a-token", client=client)
            assert (await webhook.edit_message(7, content="done")).id == 7
