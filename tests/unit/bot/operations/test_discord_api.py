"""Reads from Discord's API, over real sockets."""

from email.utils import parsedate_to_datetime

import aiohttp
import pytest
from pydantic import SecretStr

from bot.operations.discord_api import DiscordApi
from tests.standin import DiscordStandIn


async def test_the_bot_reads_who_it_is(discord: DiscordStandIn) -> None:
    answer = await DiscordApi(discord.api_url, SecretStr(discord.token)).get("/users/@me")
    assert (answer.status, answer.data["id"]) == (200, str(discord.world.bot.id))
    assert parsedate_to_datetime(answer.date).tzinfo


async def test_a_wrong_token_is_an_answer_as_well(discord: DiscordStandIn) -> None:
    assert (await DiscordApi(discord.api_url, SecretStr("wrong")).get("/users/@me")).status == 401


async def test_an_answer_that_is_not_json_has_no_data(discord: DiscordStandIn) -> None:
    discord.faults.answer("GET", "/users/@me", 502)
    answer = await DiscordApi(discord.api_url, SecretStr(discord.token)).get("/users/@me")
    assert (answer.status, answer.data) == (502, None)


async def test_where_nobody_answers_the_caller_learns_it() -> None:
    with pytest.raises(aiohttp.ClientError):
        await DiscordApi("http://127.0.0.1:1", SecretStr("a-token")).get("/users/@me")
