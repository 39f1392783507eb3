"""A scene for every test of the stand-in."""

from collections.abc import AsyncIterator

import pytest

from .clock import Clock
from .plainbot import PlainBot
from .scene import IMAGE, PROMPT, Scene
from .server import DiscordStandIn


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    async with DiscordStandIn(clock=Clock(lambda: 1_800_000_000.0)) as discord, PlainBot(discord) as bot:
        await bot.register(PROMPT, IMAGE)
        yield Scene(discord, bot)
