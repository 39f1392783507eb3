"""``python -m bot doctor``: one line for each thing that a bot needs, also while it runs. No line shows a secret."""

import argparse
import asyncio
from collections.abc import AsyncIterator

from bot.operations import discord_checks, host_checks
from bot.operations.discord_api import DiscordApi
from bot.operations.finding import Finding, Grade
from bot.runtime.clock import Clock
from bot.runtime.exit_codes import EXIT_FAILED, EXIT_OK
from bot.runtime.log import Redactor
from bot.runtime.terminal import say
from bot.settings import Settings


def run(settings: Settings, _: argparse.Namespace) -> int:
    """Check everything. Returns 1 if something is bad."""
    return asyncio.run(examine(settings, Clock()))


async def examine(settings: Settings, clock: Clock) -> int:
    """Print each finding as soon as it is there. Returns the exit code."""
    redact, worst = Redactor(settings.secrets), EXIT_OK
    async for finding in _findings(settings, clock):
        say(redact(str(finding)))
        if finding.grade is Grade.BAD:
            worst = EXIT_FAILED
    return worst


async def _findings(settings: Settings, clock: Clock) -> AsyncIterator[Finding]:
    for finding in host_checks.of_machine(settings):
        yield finding
    bot, runs = await asyncio.to_thread(host_checks.of_bot, settings)
    yield bot
    yield await asyncio.to_thread(host_checks.of_database, settings, in_use=runs)
    api = DiscordApi(settings.discord_api_url, settings.discord_token)
    async for finding in discord_checks.at_discord(api, clock, is_running=runs):
        yield finding
    yield await discord_checks.of_alerts(api, settings)
    async for finding in host_checks.of_imini(settings, clock):
        yield finding
