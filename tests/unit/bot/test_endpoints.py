"""discord.py, pointed at another Discord."""

import json
from collections.abc import AsyncIterator

import discord
import pytest
from aiohttp import web
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

from bot import endpoints


@pytest.fixture(autouse=True)
def _library_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)


def _json(data: dict[str, object], status: int = 200) -> web.Response:
    return web.Response(body=json.dumps(data).encode(), status=status, content_type="application/json")


@pytest.fixture
async def api() -> AsyncIterator[str]:
    """A Discord of one bot and one gateway, or none while that is being mended."""

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
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/api/v10"
    await runner.cleanup()


def test_rest_calls_go_to_the_given_api() -> None:
    endpoints.use_api("https://discord.example/api/v10")
    assert Route("GET", "/gateway/bot").url == "https://discord.example/api/v10/gateway/bot"


async def test_the_gateway_is_the_one_that_the_api_names(api: str) -> None:
    endpoints.use_api(api)
    client = discord.Client(intents=discord.Intents(guilds=True))
    await client.http.static_login("a-token")
    try:
        await endpoints.use_gateway_of(client)
    finally:
        await client.http.close()
    assert URL("ws://127.0.0.1:1/gateway") == DiscordWebSocket.DEFAULT_GATEWAY


async def test_a_gateway_that_can_not_be_had_is_an_error(api: str) -> None:
    endpoints.use_api(api)
    client = discord.Client(intents=discord.Intents(guilds=True))
    await client.http.static_login("another-token")
    try:
        with pytest.raises(discord.GatewayNotFound):
            await endpoints.use_gateway_of(client)
    finally:
        await client.http.close()


async def test_after_a_failed_login_the_next_one_begins_anew(api: str) -> None:
    endpoints.use_api(api)
    client = discord.Client(intents=discord.Intents(guilds=True))
    for _ in range(2):
        await client.http.static_login("a-token")
        await endpoints.forget_session(client)
