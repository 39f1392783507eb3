"""A stand-in for Discord, and a bot that has only a gateway."""

from collections.abc import AsyncIterator

import pytest

from tests.standin import DiscordStandIn
from tests.support.library import keep_addresses
from tests.support.listener import Play, a_discord, playing


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> None:
    """Restores discord.py's global settings after the test."""
    keep_addresses(monkeypatch)


@pytest.fixture
async def stand_in(library: None) -> AsyncIterator[DiscordStandIn]:  # noqa: ARG001 - for what it does
    """A stand-in for Discord."""
    async with a_discord() as discord:
        yield discord


@pytest.fixture
async def play(stand_in: DiscordStandIn) -> AsyncIterator[Play]:
    """A bot that is connected to ``stand_in`` and has received its first dispatch."""
    async with playing(stand_in) as play:
        await play.hears()
        yield play
