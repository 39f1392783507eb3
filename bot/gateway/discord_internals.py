"""What discord.py has no settings for: the URLs of API and gateway, proxies, and the User-Agent.

REST calls go to ``discord.http.Route.BASE``. The gateway is ``DiscordWebSocket.DEFAULT_GATEWAY``: ``Client`` ignores
the URL that ``GET /gateway/bot`` returns. The part that answers interactions sets no User-Agent.
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
"""The library and its version, then the bot: https://discord.com/developers/docs/reference#user-agent"""

_BLOCKED = (403, 429)
"""Cloudflare's temporary answers to an IP address that sent too many requests."""


class NotDiscord(Exception):
    """The server at ``DISCORD_API_URL`` is not Discord's API; the message says what it answered."""


class Blocked(Exception):
    """The API temporarily refuses this machine; the message says what it answered."""


def use_api(url: str) -> None:
    """Send every REST call to ``url`` (such as ``https://discord.com/api/v10``)."""
    Route.BASE = url


def user_agent_trace() -> aiohttp.TraceConfig:
    """A trace that sets ``USER_AGENT`` on every request, whichever part of the library makes it."""

    async def set_user_agent(_: aiohttp.ClientSession, __: object, request: aiohttp.TraceRequestStartParams) -> None:
        request.headers["User-Agent"] = USER_AGENT

    trace = aiohttp.TraceConfig()
    trace.on_request_start.append(set_user_agent)
    return trace


def use_proxies(bot: client.Client) -> None:
    """Use the environment's proxies for the API and for each gateway URL.

    Raises:
        UnusableProxy: it is not an HTTP proxy.
    """

    async def dial(url: str, *, compress: int = 0) -> aiohttp.ClientWebSocketResponse:
        http = copy.copy(bot.http)
        http.proxy = proxy_for(url)
        return await HTTPClient.ws_connect(http, url, compress=compress)

    bot.http.proxy = proxy_for(Route.BASE)
    # discord.py has one proxy for everything, but NO_PROXY may exempt the gateway alone.
    bot.http.ws_connect = dial  # type: ignore[method-assign]


async def login(bot: client.Client, token: str) -> None:
    """Log in: the bot's first request, so it also shows whether ``DISCORD_API_URL`` is right.

    Raises:
        discord.LoginFailure: the token is wrong.
        NotDiscord: the URL is wrong.
        Blocked: this machine is blocked for now; token and URL may be right.
    """
    try:
        await bot.login(token)
    except discord.HTTPException as error:
        if bot.application or error.status >= 500:  # this is Discord: it is down, or refused a request of setup_hook
            raise
        answer = f"it answers {error.status} {error.response.reason}"
        raise (Blocked if error.status in _BLOCKED else NotDiscord)(answer) from error
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        if bot.application:
            raise
        raise NotDiscord("its answers are not JSON, or not of Discord's shape") from error


async def use_gateway_from_api(bot: client.Client) -> float:
    """Connect to the gateway URL that the API gives from now on. Returns seconds until a new session is allowed.

    Source: https://discord.com/developers/docs/events/gateway#get-gateway-bot

    Raises:
        discord.GatewayNotFound: the API gives none.
    """
    try:
        _, url, limit = await bot.http.get_bot_gateway()
        DiscordWebSocket.DEFAULT_GATEWAY = URL(url)
    except (KeyError, TypeError, ValueError) as error:
        raise discord.GatewayNotFound from error
    return _seconds_to_wait(limit)


async def close_session(bot: client.Client) -> None:
    """Close the HTTP session that a failed login opened, so that the next login opens a new one."""
    await bot.http.close()
    bot.http.connector = MISSING  # discord.py would reuse the closed connector


def _seconds_to_wait(limit: Any) -> float:  # noqa: ANN401 - JSON may be anything
    try:
        return 0.0 if limit["remaining"] > 0 else max(0.0, limit["reset_after"] / 1000)
    except (KeyError, TypeError):
        return 0.0
