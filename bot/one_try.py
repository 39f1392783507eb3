"""One request, one try.

What meets a 5xx, discord.py sends again up to four times, over 25 s, before it says so: too long for whoever knows
another way, and blindly for what may have got through.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from types import SimpleNamespace

import aiohttp
import discord

_ONE_TRY: ContextVar[bool] = ContextVar("one try", default=False)


@contextmanager
def one_try() -> Iterator[None]:
    """Within the block, a 5xx raises discord.DiscordServerError at once, and a 429 that is not Discord's own
    discord.HTTPException: discord.py looks for Discord's words in it.
    """
    before = _ONE_TRY.set(True)
    try:
        yield
    finally:
        _ONE_TRY.reset(before)


def watched(trace: aiohttp.TraceConfig) -> aiohttp.TraceConfig:
    """The ``http_trace`` of discord.py, made to see to that."""
    trace.on_request_end.append(_look)
    return trace


async def _look(_: aiohttp.ClientSession, __: SimpleNamespace, params: aiohttp.TraceRequestEndParams) -> None:
    response = params.response
    if not _ONE_TRY.get():
        return
    # Read to its end, the connection can serve another request.
    if response.status >= 500:
        raise discord.DiscordServerError(response, await response.text(errors="replace"))
    if response.status == 429 and response.content_type != "application/json":
        raise discord.HTTPException(response, await response.text(errors="replace"))
