"""Pointing discord.py at another Discord: the one place that touches what the library keeps to itself.

``discord.http.Route.BASE`` is where REST calls go, ``DiscordWebSocket.DEFAULT_GATEWAY`` where the gateway is dialled:
``Client`` ignores the address that ``GET /gateway/bot`` gives.
"""

from discord.client import Client
from discord.gateway import DiscordWebSocket
from discord.http import Route
from discord.utils import MISSING
from yarl import URL


def use_api(url: str) -> None:
    """Send every REST call to ``url`` (such as ``https://discord.com/api/v10``)."""
    Route.BASE = url


async def use_gateway_of(client: Client) -> None:
    """Dial the gateway that the API names for this bot.

    Source: https://discord.com/developers/docs/events/gateway#get-gateway-bot
    """
    _, url, _ = await client.http.get_bot_gateway()
    DiscordWebSocket.DEFAULT_GATEWAY = URL(url)


async def forget_session(client: Client) -> None:
    """Close what a failed login has opened, so that the next one begins anew: it would use a closed connector again."""
    await client.http.close()
    client.http.connector = MISSING
