"""Fixtures shared by the tests of what a host does to a bot."""

from collections.abc import AsyncIterator

import pytest

from tests.standin import DiscordStandIn


@pytest.fixture
async def discord() -> AsyncIterator[DiscordStandIn]:
    """Discord, over real sockets. Whoever breaks a rule of its API is found out."""
    async with DiscordStandIn() as discord:
        yield discord
    assert discord.violations == []
