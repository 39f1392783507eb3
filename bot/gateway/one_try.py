"""One request, one try.

What meets a 5xx, discord.py sends again up to four times, over 25 s, before it says so: too long for whoever knows
another way, and blindly for what may have got through.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from types import SimpleNamespace

import aiohttp
import discord


@dataclass(slots=True)
class Tried:
    """What came of the last request of a block: ``accepted`` if Discord answered it with a 2xx, whatever that says."""

    accepted: bool = False


_TRIED: ContextVar[Tried | None] = ContextVar("one try", default=None)


@contextmanager
def one_try() -> Iterator[Tried]:
    """Within the block, a 5xx raises discord.DiscordServerError at once, and a page that is not Discord's own, 2xx or
    429, discord.HTTPException: discord.py looks for Discord's words in it.
    """
    tried = Tried()
    before = _TRIED.set(tried)
    try:
        yield tried
    finally:
        _TRIED.reset(before)


def watched(trace: aiohttp.TraceConfig) -> aiohttp.TraceConfig:
    """The ``http_trace`` of discord.py, made to see to that."""
    trace.on_request_end.append(_look)
    return trace


async def _look(_: aiohttp.ClientSession, __: SimpleNamespace, params: aiohttp.TraceRequestEndParams) -> None:
    response, tried = params.response, _TRIED.get()
    if tried is None:
        return
    tried.accepted = response.ok and response.content_type == "application/json"
    # Read to its end, the connection can serve another request.
    if response.status >= 500:
        raise discord.DiscordServerError(response, await response.text(errors="replace"))
    if (response.ok or response.status == 429) and response.content_type.startswith("text/"):
        raise discord.HTTPException(response, await response.text(errors="replace"))
