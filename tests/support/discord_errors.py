"""Refusals as discord.py raises them."""

from unittest.mock import create_autospec

import aiohttp
import discord


def http_error(status: int, code: int = 0) -> discord.HTTPException:
    """Discord's answer of ``status`` with an error ``code`` of its own."""
    return discord.HTTPException(_response(status, "application/json"), {"code": code, "message": "made by a test"})


def page(status: int) -> discord.HTTPException:
    """A page of HTML with ``status``, by something on the way to Discord."""
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
