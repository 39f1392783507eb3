"""Discord's errors as discord.py raises them."""

from unittest.mock import create_autospec

import aiohttp
import discord


def http_error(status: int, code: int = 0) -> discord.HTTPException:
    """A response of Discord's with ``status`` and Discord's error ``code``."""
    return discord.HTTPException(_response(status, "application/json"), {"code": code, "message": "made by a test"})


def page(status: int) -> discord.HTTPException:
    """An HTML page with ``status``, sent by a proxy in front of Discord."""
    return discord.HTTPException(_response(status, "text/html"), "<h1>made by a test</h1>")


def _response(status: int, content_type: str) -> aiohttp.ClientResponse:
    response: aiohttp.ClientResponse = create_autospec(
        aiohttp.ClientResponse,
        instance=True,
        status=status,
        reason="made by a test",
        headers={"Content-Type": content_type},
    )
    return response
