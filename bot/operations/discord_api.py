"""Reads from Discord's API as a bot, without a client: one attempt for each call.

Source: https://discord.com/developers/docs/reference
"""

from dataclasses import dataclass
from typing import Any

import aiohttp
from pydantic import SecretStr

from bot.gateway.discord_internals import USER_AGENT
from bot.net.guard import proxy_for
from bot.net.session import CONNECT_TIMEOUT, new_session

TIMEOUT = 10.0
"""Seconds for one whole response."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A response: ``date`` is its Date header, ``data`` its JSON, None if it is none."""

    status: int
    date: str
    data: Any


class DiscordApi:
    """The API at ``url`` (such as ``https://discord.com/api/v10``), read with ``token``."""

    def __init__(self, url: str, token: SecretStr) -> None:
        self._url = url
        self._token = token

    async def get(self, path: str) -> Answer:
        """Get ``path``, which begins with a slash.

        Raises:
            UnusableProxy: the environment names a proxy that can't be used.
            aiohttp.ClientError, OSError, TimeoutError: no response arrived.
        """
        headers = {"Authorization": f"Bot {self._token.get_secret_value()}", "User-Agent": USER_AGENT}
        timeout = aiohttp.ClientTimeout(total=TIMEOUT, sock_connect=CONNECT_TIMEOUT)
        url = self._url + path
        # A redirect would take the token to another server.
        async with (
            new_session(aiohttp.TCPConnector()) as session,
            session.get(url, headers=headers, timeout=timeout, proxy=proxy_for(url), allow_redirects=False) as response,
        ):
            return Answer(response.status, response.headers.get("Date", ""), await _json(response))


async def _json(response: aiohttp.ClientResponse) -> Any:  # noqa: ANN401 - JSON may be anything
    try:
        return await response.json(content_type=None)
    except ValueError:
        return None
