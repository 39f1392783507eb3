"""Where discord.py sends what, by which way and under which name: what it has no settings for.

``discord.http.Route.BASE`` is where REST calls go, ``DiscordWebSocket.DEFAULT_GATEWAY`` where the gateway is dialled:
``Client`` ignores the address that ``GET /gateway/bot`` gives. Interactions are answered through a part of the library
that names no User-Agent.
"""

import copy
from typing import Any

import aiohttp
import discord
from discord import client
from discord.gateway import DiscordWebSocket
from discord.http import HTTPClient, Route
from discord.utils import MISSING
from yarl import URL

from bot import __version__
from bot.net.guard import proxy_for

USER_AGENT = f"DiscordBot (https://github.com/Rapptz/discord.py, {discord.__version__}) imagine-bot/{__version__}"
"""The client library and its version, then ourselves: https://discord.com/developers/docs/reference#user-agent"""

_BLOCKED = (403, 429)
"""What Cloudflare, in front of Discord, answers for a while to an address that has asked too often."""


class NotDiscord(Exception):
    """What ``DISCORD_API_URL`` leads to answers, but not as Discord's API does; the message says how."""


class Blocked(Exception):
    """The API answers, but not us; the message says how. That passes."""


def use_api(url: str) -> None:
    """Send every REST call to ``url`` (such as ``https://discord.com/api/v10``)."""
    Route.BASE = url


def naming_the_bot() -> aiohttp.TraceConfig:
    """What puts ``USER_AGENT`` into each request of a client, whichever part of the library makes it."""

    async def name(_: aiohttp.ClientSession, __: object, request: aiohttp.TraceRequestStartParams) -> None:
        request.headers["User-Agent"] = USER_AGENT

    trace = aiohttp.TraceConfig()
    trace.on_request_start.append(name)
    return trace


def use_proxies(bot: client.Client) -> None:
    """Reach the API, and each gateway, through the proxy that the environment names for it.

    Raises:
        UnusableProxy: it names one that speaks something other than HTTP.
    """

    async def dial(url: str, *, compress: int = 0) -> aiohttp.ClientWebSocketResponse:
        line = copy.copy(bot.http)
        line.proxy = proxy_for(url)
        return await HTTPClient.ws_connect(line, url, compress=compress)

    bot.http.proxy = proxy_for(Route.BASE)
    # The library knows one proxy for everything, while an environment may except the gateway from it.
    bot.http.ws_connect = dial  # type: ignore[method-assign]


async def login(bot: client.Client, token: str) -> None:
    """Log in, which is the first time that Discord answers.

    Raises:
        discord.LoginFailure: the token is wrong.
        NotDiscord: the address is.
        Blocked: both may be right, but nobody who asks from here is let in.
    """
    try:
        await bot.login(token)
    except discord.HTTPException as error:
        if bot.application or error.status >= 500:  # it is Discord: down, or refusing what the bot does first
            raise
        answer = f"it answers {error.status} {error.response.reason}"
        raise (Blocked if error.status in _BLOCKED else NotDiscord)(answer) from error
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        if bot.application:
            raise
        raise NotDiscord("its answers are no JSON, or of another shape") from error


async def use_gateway_of(bot: client.Client) -> float:
    """Dial the gateway that the API names for this bot; returns the seconds until a session may be begun.

    Source: https://discord.com/developers/docs/events/gateway#get-gateway-bot

    Raises:
        discord.GatewayNotFound: it names none.
    """
    try:
        _, url, limit = await bot.http.get_bot_gateway()
        DiscordWebSocket.DEFAULT_GATEWAY = URL(url)
    except (KeyError, TypeError, ValueError) as error:
        raise discord.GatewayNotFound from error
    return _seconds_to_wait(limit)


async def forget_session(bot: client.Client) -> None:
    """Close what a failed login has opened, so that the next one begins anew: it would use a closed connector again."""
    await bot.http.close()
    bot.http.connector = MISSING


def _seconds_to_wait(limit: Any) -> float:  # noqa: ANN401 - JSON may be anything
    try:
        return 0.0 if limit["remaining"] > 0 else max(0.0, limit["reset_after"] / 1000)
    except (KeyError, TypeError):
        return 0.0
