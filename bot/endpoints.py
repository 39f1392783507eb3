"""Pointing discord.py at another Discord: the one place that touches what the library keeps to itself.

``discord.http.Route.BASE`` is where REST calls go, ``DiscordWebSocket.DEFAULT_GATEWAY`` where the gateway is dialled:
``Client`` ignores the address that ``GET /gateway/bot`` gives.
"""

from typing import Any

from discord import client
from discord.backoff import ExponentialBackoff
from discord.gateway import DiscordWebSocket
from discord.http import Route
from discord.utils import MISSING
from yarl import URL

LONGEST_WAIT = 15.0
"""Seconds between two tries to reach the gateway at the most."""


def use_api(url: str) -> None:
    """Send every REST call to ``url`` (such as ``https://discord.com/api/v10``)."""
    Route.BASE = url


def shorten_waits() -> None:
    """Let the gateway be dialled again within seconds: after outages discord.py waits ever longer, up to 17 minutes."""
    client.ExponentialBackoff = _PatientBackoff  # type: ignore[attr-defined]  # imported there, not meant for us


class _PatientBackoff(ExponentialBackoff[Any]):
    def delay(self) -> Any:  # noqa: ANN401 - int or float, by discord.py's own overloads
        return min(super().delay(), LONGEST_WAIT)


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
