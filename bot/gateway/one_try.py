"""Requests without discord.py's own retries.

discord.py repeats a request up to four times after a 5xx, over 25 s, before it raises: too long where another transport
exists, and unsafe where the first attempt may have succeeded.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

import aiohttp
import discord


@dataclass(slots=True)
class Attempt:
    """The last request of a block: ``accepted`` if Discord itself answered it with a 2xx."""

    accepted: bool = False


_ATTEMPT: ContextVar[Attempt | None] = ContextVar("attempt", default=None)


@contextmanager
def one_try() -> Iterator[Attempt]:
    """Disable retries within the block.

    Raises:
        discord.DiscordServerError: at once for a 5xx.
        discord.HTTPException: for a 2xx or 429 that is text and not JSON, such as a gateway's page, which discord.py
            would try to read as Discord's answer.
    """
    attempt = Attempt()
    previous = _ATTEMPT.set(attempt)
    try:
        yield attempt
    finally:
        _ATTEMPT.reset(previous)


async def checked(request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    """A middleware for the requests of a discord.py client: the checks of ``one_try``."""
    response, attempt = await handler(request), _ATTEMPT.get()
    if attempt is None:
        return response
    accepted = 200 <= response.status < 300
    attempt.accepted = accepted and response.content_type == "application/json"
    # Reading the whole body lets aiohttp reuse the connection.
    if response.status >= 500:
        raise discord.DiscordServerError(response, await response.text(errors="replace"))
    if (accepted or response.status == 429) and response.content_type.startswith("text/"):
        raise discord.HTTPException(response, await response.text(errors="replace"))
    return response
