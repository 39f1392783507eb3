"""discord.py's requests without its own retries."""

from collections.abc import AsyncIterator

import discord
import pytest
from aiohttp import web
from discord.http import Route

from bot.gateway import discord_internals
from bot.gateway.one_try import checked, one_try


class Api:
    """An API that answers every request with ``status`` and counts them."""

    def __init__(self) -> None:
        self.status = 503
        self.asked = 0
        self.content_type = "application/json"

    async def answer(self, request: web.Request) -> web.Response:
        """The same answer for every request."""
        await request.read()
        self.asked += 1
        body = b'{"id": "1", "code": 50013, "message": "made by a test"}'
        return web.Response(
            body=body, status=self.status, content_type=self.content_type, headers={"Via": "1.1 something"}
        )


@pytest.fixture
async def api() -> AsyncIterator[Api]:
    """An ``Api`` on loopback."""
    api = Api()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", api.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    api.status, before = 200, Route.BASE
    Route.BASE = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield api
    Route.BASE = before
    await runner.cleanup()


@pytest.fixture
async def client(api: Api) -> AsyncIterator[discord.Client]:
    """A client whose requests are ``checked``."""
    client = discord.Client(intents=discord.Intents(guilds=True))
    discord_internals.adapt_requests(client, checked)
    await client.http.static_login("a-token")
    api.asked = 0
    yield client
    await client.http.close()


def _webhook(client: discord.Client) -> discord.Webhook:
    return discord.Webhook.partial(1, "token", client=client)


@pytest.mark.parametrize("status", [500, 502, 503])
async def test_a_server_error_is_known_at_once(api: Api, client: discord.Client, status: int) -> None:
    api.status = status
    with one_try(), pytest.raises(discord.DiscordServerError) as caught:
        await client.http.get_user(1)
    assert (caught.value.status, api.asked) == (status, 1)


async def test_so_it_is_for_what_goes_by_the_token_of_an_interaction(api: Api, client: discord.Client) -> None:
    api.status = 503
    with one_try(), pytest.raises(discord.DiscordServerError):
        await _webhook(client).delete_message(2)
    assert api.asked == 1


async def test_a_refusal_is_what_it_always_was(api: Api, client: discord.Client) -> None:
    api.status = 403
    with one_try(), pytest.raises(discord.Forbidden) as caught:
        await client.http.get_user(1)
    assert caught.value.code == 50013


@pytest.mark.parametrize("status", [200, 429])
@pytest.mark.parametrize("kind", ["text/html", "text/plain"])
async def test_a_page_that_is_not_discords_own_is_an_error_of_http(
    api: Api, client: discord.Client, status: int, kind: str
) -> None:
    api.status, api.content_type = status, kind
    with one_try() as tried, pytest.raises(discord.HTTPException) as caught:
        await _webhook(client).delete_message(2)
    assert (caught.value.status, api.asked, tried.accepted) == (status, 1, False)


async def test_what_discord_accepted_is_known_even_if_its_word_is_unreadable(api: Api, client: discord.Client) -> None:
    with one_try() as tried, pytest.raises(KeyError):
        await _webhook(client).edit_message(2, content="words")
    assert tried.accepted
    api.status = 403
    with one_try() as tried, pytest.raises(discord.Forbidden):
        await _webhook(client).edit_message(2, content="words")
    assert not tried.accepted


async def test_others_are_as_patient_as_ever(api: Api, client: discord.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    api.status = 500
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    monkeypatch.setattr("discord.http.asyncio.sleep", sleep)
    with pytest.raises(discord.DiscordServerError):
        await client.http.get_user(1)
    assert api.asked == 5
    assert sum(waits) == 1 + 3 + 5 + 7 + 9
