"""What discord.py has no settings for: the URLs of API and gateway, proxies, the User-Agent, other shards at run time,
edits whose result is not read.

REST calls go to ``discord.http.Route.BASE``. The gateway is ``DiscordWebSocket.DEFAULT_GATEWAY``: ``Client`` ignores
the URL that ``GET /gateway/bot`` returns. The part that answers interactions sets no User-Agent.
"""

import copy
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import aiohttp
import discord
from discord import client
from discord.gateway import DiscordWebSocket
from discord.http import HTTPClient, Route
from discord.state import ConnectionState
from discord.utils import MISSING
from yarl import URL

from bot import __version__
from bot.cluster.sharding import ShardPlan
from bot.net.guard import proxy_for
from bot.net.sockets import Sockets

USER_AGENT = f"DiscordBot (https://github.com/Rapptz/discord.py, {discord.__version__}) imagine-bot/{__version__}"
"""The library and its version, then the bot: https://discord.com/developers/docs/reference#user-agent"""

_BLOCKED = (403, 429)
"""Cloudflare's temporary answers to an IP address that sent too many requests."""


@dataclass(frozen=True, slots=True)
class GatewayInfo:
    """What ``GET /gateway/bot`` says besides the URL.

    ``shards`` is how many Discord wants. ``max_concurrency`` sessions may be started at once, and ``remaining`` until
    the limit resets in ``reset_after`` seconds.

    Source: https://discord.com/developers/docs/events/gateway#get-gateway-bot
    """

    shards: int = 1
    max_concurrency: int = 1
    remaining: float = math.inf
    reset_after: float = 0.0


class NotDiscord(Exception):
    """The server at ``DISCORD_API_URL`` is not Discord's API; the message says what it answered."""


class Blocked(Exception):
    """The API temporarily refuses this machine; the message says what it answered."""


class OpenShard(Protocol):
    """What discord.py's client uses of a shard."""

    @property
    def id(self) -> int: ...

    @property
    def ws(self) -> DiscordWebSocket: ...

    async def close(self) -> None: ...


class WebhookEdits(discord.Webhook):
    """A webhook that edits messages. What Discord returns is read for the message's id alone.

    discord.py makes a whole message of it, which takes as long as sending the request.
    """

    def _create_message(self, data: Any, *, thread: discord.abc.Snowflake) -> Any:  # noqa: ANN401, ARG002 - discord.py's own
        return discord.Object(data["id"])


def use_api(url: str) -> None:
    """Send every REST call to ``url`` (such as ``https://discord.com/api/v10``)."""
    Route.BASE = url


def adapt_requests(bot: client.Client, *middlewares: aiohttp.ClientMiddlewareType) -> None:
    """Pass every request of ``bot`` through ``middlewares``, and send ``USER_AGENT`` with each.

    The library's own hook for that, ``http_trace``, would be told of every chunk of every upload.
    """
    http = bot.http
    log_in, http.user_agent = http.static_login, USER_AGENT

    async def static_login(token: str) -> Any:  # noqa: ANN401 - discord.py's own
        try:
            return await log_in(token)
        finally:
            # It makes the session, and leaves it open if the login fails.
            session: aiohttp.ClientSession = http.__dict__["_HTTPClient__session"]
            session.headers["User-Agent"] = USER_AGENT
            session._middlewares = middlewares  # noqa: SLF001 - aiohttp takes them when it makes a session

    http.static_login = static_login  # type: ignore[method-assign]


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


async def login(bot: client.Client, token: str, sockets: Sockets) -> None:
    """Log in, and use ``sockets`` from then on: the bot's first request, so it also shows whether ``DISCORD_API_URL``
    is right.

    Raises:
        discord.LoginFailure: the token is wrong.
        NotDiscord: the URL is wrong.
        Blocked: this machine is blocked for now; token and URL may be right.
    """
    bot.http.connector = aiohttp.TCPConnector(limit=0, socket_factory=sockets.make)  # as discord.py makes it
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


async def use_gateway_from_api(bot: client.Client) -> GatewayInfo:
    """Connect to the gateway URL that the API gives from now on. Returns what else it says.

    Raises:
        discord.GatewayNotFound: the API gives none.
    """
    try:
        shards, url, limit = await bot.http.get_bot_gateway()
        DiscordWebSocket.DEFAULT_GATEWAY = URL(url)
    except (KeyError, TypeError, ValueError) as error:
        raise discord.GatewayNotFound from error
    answer: Any = limit  # unverified data
    said = answer if isinstance(answer, dict) else {}
    remaining, reset_after = said.get("remaining"), said.get("reset_after")
    return GatewayInfo(
        shards=_at_least_one(shards),
        max_concurrency=_at_least_one(said.get("max_concurrency")),
        remaining=remaining if type(remaining) is int else math.inf,
        reset_after=max(0.0, reset_after / 1000) if isinstance(reset_after, int | float) else 0.0,
    )


def use_shards(bot: discord.AutoShardedClient, plan: ShardPlan) -> None:
    """Connect the shards of ``plan`` from now on, instead of those of an earlier one.

    discord.py takes the number of shards once, before it connects: it sends the count with IDENTIFY, computes the shard
    of a server from it, and is ready when each of ``shard_ids`` is.
    """
    state = bot._connection  # noqa: SLF001 - discord.py has no public way, here and below
    bot.shard_count = state.shard_count = plan.shard_count
    bot.shard_ids = state.shard_ids = list(plan.shard_ids)
    for task in state._ready_tasks.values():  # noqa: SLF001
        task.cancel()
    state._ready_tasks.clear()  # noqa: SLF001
    state._ready_states.clear()  # noqa: SLF001
    _shards(bot).clear()
    forget_guilds(state, lambda guild: not plan.holds(guild.id))


def keep_shard(bot: discord.AutoShardedClient, shard: "OpenShard") -> None:
    """Let discord.py find the connection of a shard: to close it with the bot, and to send over it."""
    _shards(bot)[shard.id] = shard


def forget_guilds(state: ConnectionState[Any], gone: Callable[[discord.Guild], bool]) -> None:
    """Drop servers from the cache. discord.py clears its cache at READY only where there is one shard."""
    for guild in [guild for guild in state.guilds if gone(guild)]:
        state._remove_guild(guild)  # noqa: SLF001 - discord.py has no public way


async def close_session(bot: client.Client) -> None:
    """Close the HTTP session that a failed login opened, so that the next login opens a new one."""
    await bot.http.close()
    bot.http.connector = MISSING  # discord.py would reuse the closed connector


def _at_least_one(value: object) -> int:
    """A count of the API's; 1 if it is none."""
    return value if type(value) is int and value > 0 else 1


def _shards(bot: discord.AutoShardedClient) -> dict[int, Any]:
    """discord.py's table of connected shards, by shard ID."""
    shards: dict[int, Any] = bot.__dict__["_AutoShardedClient__shards"]
    return shards


def role_ids(member: discord.Member) -> frozenset[int]:
    """The ids of a member's roles, as Discord sent them. ``Member.roles`` leaves out what the cache does not have."""
    return frozenset(member._roles)  # noqa: SLF001 - as above


def give_up_suggestions(interaction: discord.Interaction[Any]) -> None:
    """Let an autocomplete count as answered: discord.py would send it once more, and log a traceback if that fails."""
    interaction.response._response_type = discord.InteractionResponseType.autocomplete_result  # noqa: SLF001 - as above
