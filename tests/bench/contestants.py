"""The bots that are measured, each in a process of its own before the same stand-ins."""

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
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
    "SERVER_BUDGET": f"{ENOUGH}/day",
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

    @property
    def shares(self) -> bool:
        """Whether several processes of it can share a PostgreSQL: the floor and earlier versions can't."""
        return self.module == "bot" and (self.code / "bot/cluster/slots.py").exists()


@dataclass(frozen=True, slots=True)
class Session:
    """A contestant that listens, and what is around it. ``started`` is how many seconds it took to IDENTIFY.

    Each of its processes hears one of the ``channels``.
    """

    discord: DiscordStandIn
    imini: SandboxImini
    bots: Sequence[BotProcess]
    channels: Sequence[Channel]
    started: float

    @property
    def bot(self) -> BotProcess:
        """Its only process, or the first of several."""
        return self.bots[0]

    @property
    def channel(self) -> Channel:
        """Where its first process is asked."""
        return self.channels[0]

    @property
    def pids(self) -> list[int]:
        """The PIDs of its processes."""
        return [bot.pid for bot in self.bots]


@asynccontextmanager
async def session(
    contestant: Contestant,
    folder: Path,
    waits: Waits,
    picture: bytes,
    *,
    upload_limit: int = DEFAULT_UPLOAD_LIMIT,
    processes: int = 1,
    **settings: str,
) -> AsyncIterator[Session]:
    """The contestant in a server of a fresh Discord, with a fresh imini whose every file is ``picture``.

    ``folder`` is its data folder, which exists. ``upload_limit`` is the server's, in bytes. ``settings`` are further
    environment variables. Several ``processes`` need a ``DATABASE_URL``; each connects one shard, and has a server.
    """
    loop = asyncio.get_running_loop()
    rng = random.Random(1)  # noqa: S311 - the same durations for every contestant, no secrets
    async with SandboxImini(waits=waits, rng=rng) as imini, DiscordStandIn() as discord:
        imini.script["file"] = Standing([Fault(body=picture)])
        discord.gateway.shards = discord.gateway.starts.max_concurrency = processes
        shards = [(number, processes) for number in range(processes)]
        guilds = [discord.world.add_guild("Studio", upload_limit=upload_limit, shard=shard) for shard in shards]
        channels = [discord.world.add_channel(guild, "art") for guild in guilds]
        if processes > 1:
            settings["PROCESSES"] = str(processes)
        async with AsyncExitStack() as stack:
            bots = []
            begin = loop.time()
            for number in range(processes):
                bot = BotProcess(
                    discord,
                    imini,
                    _own(folder, number),
                    module=contestant.module,
                    under=contestant.under,
                    **LIMITS | settings,
                    PYTHONPATH=str(contestant.code),
                )
                bots.append(await stack.enter_async_context(bot))
                await bot.start()
            started = loop.time() - begin
            await discord.until(lambda: "imagine" in discord.commands and discord.gateway.complete, within=30)
            yield Session(discord, imini, bots, channels, started)
            for bot in bots:
                await bot.kill()


def _own(folder: Path, number: int) -> Path:
    """The data folder of a process: the first one has ``folder`` itself."""
    own = folder / f"process{number}" if number else folder
    own.mkdir(mode=0o700, exist_ok=True)
    return own
