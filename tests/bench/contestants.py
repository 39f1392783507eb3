"""The bots that are measured, each in a process of its own before the same stand-ins."""

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox.imini.planned_responses import Fault
from sandbox.imini.server import SandboxImini
from sandbox.imini.tasks import Waits
from tests.standin import Channel, DiscordStandIn
from tests.standin.places import DEFAULT_UPLOAD_LIMIT
from tests.support.process import ROOT, BotProcess
from tests.support.stage import Standing

ENOUGH = str(10**6)
LIMITS: dict[str, Any] = {
    "QUOTA_CREDITS": ENOUGH,
    "QUOTA_MAX_RUNNING": ENOUGH,
    "MAX_OPEN_JOBS": ENOUGH,
    "CONFIRM_CREDITS": ENOUGH,
}
"""All settings are the defaults, except those that refuse requests."""


@dataclass(frozen=True, slots=True)
class Contestant:
    """A bot to measure: ``python -m module`` with the code of the checkout ``code``.

    ``fits`` says whether it makes pictures smaller where they are too large to upload. ``under`` is the command line of
    a program that starts it.
    """

    name: str
    module: str = "bot"
    code: Path = ROOT
    fits: bool = True
    under: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Session:
    """A contestant that listens, and what is around it. ``started`` is how many seconds it took to IDENTIFY."""

    discord: DiscordStandIn
    imini: SandboxImini
    bot: BotProcess
    channel: Channel
    started: float


@asynccontextmanager
async def session(
    contestant: Contestant,
    folder: Path,
    waits: Waits,
    picture: bytes,
    *,
    upload_limit: int = DEFAULT_UPLOAD_LIMIT,
    **settings: str,
) -> AsyncIterator[Session]:
    """The contestant in a server of a fresh Discord, with a fresh imini whose every file is ``picture``.

    ``folder`` is its data folder, which exists. ``upload_limit`` is the server's, in bytes. ``settings`` are further
    environment variables.
    """
    loop = asyncio.get_running_loop()
    rng = random.Random(1)  # noqa: S311 - the same durations for every contestant, no secrets
    async with SandboxImini(waits=waits, rng=rng) as imini, DiscordStandIn() as discord:
        imini.script["file"] = Standing([Fault(body=picture)])
        channel = discord.world.add_channel(discord.world.add_guild("Studio", upload_limit=upload_limit), "art")
        async with BotProcess(
            discord,
            imini,
            folder,
            module=contestant.module,
            under=contestant.under,
            **LIMITS | settings,
            PYTHONPATH=str(contestant.code),
        ) as bot:
            begin = loop.time()
            await bot.start()
            started = loop.time() - begin
            await discord.until(lambda: "imagine" in discord.commands, within=30)
            yield Session(discord, imini, bot, channel, started)
            await bot.kill()
