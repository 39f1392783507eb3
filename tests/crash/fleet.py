"""Processes of the bot as a host runs them over one PostgreSQL: ``python -m bot``, by a clock that is not faster."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.runtime import health
from sandbox.imini.planned_responses import Fault
from sandbox.imini.server import SandboxImini
from tests.standin import DiscordStandIn
from tests.support.pictures import png
from tests.support.postgres import PostgresServer
from tests.support.process import BotProcess
from tests.support.stage import SPEED, Stage, Standing
from tests.support.waiting import eventually

PATIENCE = 60.0
"""Seconds within which a process must be well, and each shard must have a session."""

GRACE = 15.0
"""Seconds that ``deploy/kubernetes`` gives a process to stop."""


@dataclass(slots=True)
class Fleet:
    """``running`` are the processes, oldest first; ``stopped`` were replaced. ``make`` makes another one."""

    stage: Stage
    url: str
    make: Callable[[int], BotProcess]
    running: list[BotProcess] = field(default_factory=list)
    stopped: list[BotProcess] = field(default_factory=list)

    @property
    def all(self) -> list[BotProcess]:
        return [*self.stopped, *self.running]

    async def grow(self) -> None:
        """Start one more process, and wait until it is connected or stands by."""
        process = self.make(len(self.all)) if self.all else self.stage.bot
        self.running.append(process)
        process.launch()
        async with asyncio.timeout(PATIENCE):
            while not (await asyncio.to_thread(health.ask, process.data_dir))[0]:  # noqa: ASYNC110 - a process sets no event
                await asyncio.sleep(0.1)

    async def retire(self) -> None:
        """Stop the oldest process as a host does."""
        process = self.running.pop(0)
        self.stopped.append(process)
        assert await process.stop(GRACE) == 0

    async def complete(self) -> None:
        """Wait until each shard has a session."""
        await eventually(lambda: self.stage.discord.gateway.complete, PATIENCE)


@asynccontextmanager
async def a_fleet(
    server: PostgresServer, folder: Path, processes: int, max_concurrency: int, **settings: Any
) -> AsyncIterator[Fleet]:
    """Start ``processes`` processes, each with one shard; whatever still runs at the end is killed."""
    discord = DiscordStandIn()
    discord.gateway.shards, discord.gateway.starts.max_concurrency = processes, max_concurrency
    settings = {"DATABASE_URL": server.new_schema(), "PROCESSES": str(processes), **settings}
    async with SandboxImini(speed=SPEED) as imini, discord:
        imini.script["file"] = Standing([Fault(body=png())])

        def make(number: int) -> BotProcess:
            own = folder / f"process{number}"
            own.mkdir(parents=True, mode=0o700)
            return BotProcess(discord, imini, own, **settings)

        guild = discord.world.add_guild("Studio", shard=(0, processes))
        stage = Stage(discord, imini, make(0), guild, discord.world.add_channel(guild, "art"))
        fleet = Fleet(stage, settings["DATABASE_URL"], make)
        try:
            for _ in range(processes):
                await fleet.grow()
            await fleet.complete()
            await discord.until(lambda: list(discord.commands))
            yield fleet
        finally:
            for process in fleet.running:
                await process.kill()
