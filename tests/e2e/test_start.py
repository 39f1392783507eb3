"""From ``python -m bot`` to a bot that listens."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sandbox.imini import SandboxImini
from tests.standin import DiscordStandIn
from tests.support.process import BotProcess
from tests.support.stage import HASTE
from tests.support.waiting import eventually


@pytest.fixture
async def imini() -> AsyncIterator[SandboxImini]:
    async with SandboxImini() as imini:
        yield imini


@pytest.fixture
async def discord() -> AsyncIterator[DiscordStandIn]:
    async with DiscordStandIn() as discord:
        yield discord
        assert discord.violations == []


async def test_a_discord_that_is_down_is_waited_for_and_asked_for_its_gateway(
    discord: DiscordStandIn, imini: SandboxImini, tmp_path: Path
) -> None:
    async with BotProcess(discord, imini, tmp_path, haste=HASTE) as bot:
        async with discord.outage() as outage:
            bot.launch()
            await eventually(lambda: outage.hits >= 3)
        await discord.connected()
        assert "/gateway/bot" in {request.path for request in discord.requests}


async def test_a_token_that_discord_refuses_ends_the_start_with_one_line_for_the_host(
    discord: DiscordStandIn, imini: SandboxImini, tmp_path: Path
) -> None:
    async with BotProcess(discord, imini, tmp_path, DISCORD_TOKEN="wrong") as bot:
        bot.launch()
        assert await bot.ended() == 2
        assert bot.log.count("CRITICAL") == bot.log.count("DISCORD_TOKEN") == 1
