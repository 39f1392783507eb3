"""Refusals as discord.py raises them."""

from unittest.mock import create_autospec

import aiohttp
import discord


def http_error(status: int, code: int = 0) -> discord.HTTPException:
    """Discord's answer of ``status`` with an error ``code`` of its own."""
    response = create_autospec(aiohttp.ClientResponse, instance=True, status=status, reason="made by a test")
    return discord.HTTPException(response, {"code": code, "message": "made by a test"})
