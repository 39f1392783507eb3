"""Pointing discord.py at another Discord: the one place that touches what the library keeps to itself.

``discord.http.Route.BASE`` is where REST calls go, ``DiscordWebSocket.DEFAULT_GATEWAY`` where the gateway is dialled:
``Client`` ignores the address that ``GET /gateway/bot`` gives.
"""

from typing import Any

import discord
from discord import client
from discord.backoff import ExponentialBackoff
from discord.gateway import DiscordWebSocket
from discord.http import Route
from discord.utils import MISSING
from yarl import URL

LONGEST_WAIT = 15.0
"""Seconds between two tries to reach the gateway at the most."""

_BLOCKED = (403, 429)
"""What Cloudflare, in front of Discord, answers for a while to an address that has asked too often."""


class NotDiscord(Exception):
    """What ``DISCORD_API_URL`` leads to answers, but not as Discord's API does; the message says how."""


class Blocked(Exception):
    """The API answers, but not us; the message says how. That passes."""


def use_api(url: str) -> None:
    """Send every REST call to ``url`` (such as ``https://discord.com/api/v10``)."""
    Route.BASE = url


def shorten_waits() -> None:
    """Let the gateway be dialled again within seconds: after outages discord.py waits ever longer, up to 17 minutes."""
    client.ExponentialBackoff = _PatientBackoff  # type: ignore[attr-defined]  # imported there, not meant for us


class _PatientBackoff(ExponentialBackoff[Any]):
    def delay(self) -> Any:  # noqa: ANN401 - int or float, by discord.py's own overloads
        return min(super().delay(), LONGEST_WAIT)


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


async def use_gateway_of(bot: client.Client) -> None:
    """Dial the gateway that the API names for this bot.

    Source: https://discord.com/developers/docs/events/gateway#get-gateway-bot
    """
    _, url, _ = await bot.http.get_bot_gateway()
    DiscordWebSocket.DEFAULT_GATEWAY = URL(url)


async def forget_session(bot: client.Client) -> None:
    """Close what a failed login has opened, so that the next one begins anew: it would use a closed connector again."""
    await bot.http.close()
    bot.http.connector = MISSING
