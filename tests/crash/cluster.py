"""Several processes of the bot over one PostgreSQL, with a supervisor that starts again whatever ends by itself."""

import asyncio
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.launch import Factories
from sandbox.imini.planned_responses import Fault
from sandbox.imini.server import SandboxImini
from tests.standin import Channel, DiscordStandIn
from tests.standin.sharding import IDENTIFY_GAP
from tests.support.children import Child
from tests.support.fast_clock import FastClock
from tests.support.pictures import png
from tests.support.postgres import PostgresServer
from tests.support.postgres_doubles import fast_schema
from tests.support.process import BotProcess
from tests.support.stage import HEARTBEAT, SPEED, Stage, Standing
from tests.support.waiting import eventually

CLOCK_SPEED = 8.0
"""A lease of 20 s ends after 2.5 s: long enough for a busy machine to renew it in time."""

SUBMIT_SECONDS = 0.15
"""Seconds from a task to imini's response, so that some moments fall in between, and some jobs wait for their turn."""

READY_TIMEOUT = 60.0
SUPERVISED_EVERY = 0.1


class Replica:
    """One of the processes; while it is ``wanted``, it is started again whenever it ends. ``ends`` counts how."""

    def __init__(self, bot: BotProcess, ends: Counter[int]) -> None:
        self.bot = bot
        self.wanted = False
        self.ends = ends
        self._child: Child | None = None

    @property
    def was_started(self) -> bool:
        return self._child is not None

    @property
    def is_running(self) -> bool:
        return self._child is not None and self._child.exit_code is None

    def launch(self) -> None:
        self.wanted = True
        self._child = self.bot.launch()

    def tend(self) -> None:
        """Start it again if it has ended by itself."""
        if self.wanted and self._child and self._child.exit_code is not None:
            self.ends[self._child.exit_code] += 1
            self.launch()

    async def kill(self) -> None:
        """Kill it, as a power cut would."""
        self.wanted = False
        await self.bot.kill()

    async def stop(self) -> None:
        """Stop it as a host does. It may be about to end by itself."""
        self.wanted = False
        with suppress(ProcessLookupError):
            self.ends[await self.bot.stop(READY_TIMEOUT)] += 1

    def pause(self) -> None:
        """Let it not run, as a machine that sleeps."""
        self.wanted = False
        with suppress(ProcessLookupError):
            self.bot.send(signal.SIGSTOP)

    def wake(self) -> None:
        self.wanted = True
        with suppress(ProcessLookupError):
            self.bot.send(signal.SIGCONT)


@dataclass(slots=True)
class Cluster:
    """``replicas`` are the processes, and ``double`` hears what all of them hear. Each of ``channels`` is another
    shard's.
    """

    stage: Stage
    server: PostgresServer
    url: str
    replicas: list[Replica]
    double: Replica
    channels: list[Channel]
    ends: Counter[int] = field(default_factory=Counter)

    @property
    def all(self) -> list[Replica]:
        return [*self.replicas, self.double]

    async def ready(self) -> None:
        """Wait until every replica runs and every shard is heard."""
        gateway = self.stage.discord.gateway
        await eventually(
            lambda: all(each.is_running for each in self.replicas) and gateway.complete, READY_TIMEOUT, every=0.05
        )

    async def supervise(self) -> None:
        while True:
            for replica in self.all:
                replica.tend()
            await asyncio.sleep(SUPERVISED_EVERY)

    async def stop(self) -> None:
        """Stop all at once."""
        await asyncio.gather(*(replica.stop() for replica in self.all if replica.is_running))


@asynccontextmanager
async def a_cluster(
    server: PostgresServer,
    folder: Path,
    processes: int = 3,
    *,
    locks: bool = True,
    factories: Callable[[], Factories] | None = None,
    **settings: Any,
) -> AsyncIterator[Cluster]:
    """Start everything; whatever still runs at the end is killed. The processes are made with ``factories``."""
    clock = FastClock(CLOCK_SPEED, time.time())
    url, ends = fast_schema(server, clock, locks=locks), Counter[int]()
    discord = DiscordStandIn(heartbeat=HEARTBEAT / CLOCK_SPEED, identify_gap=IDENTIFY_GAP / CLOCK_SPEED)
    discord.gateway.shards = processes
    async with SandboxImini(speed=SPEED) as imini, discord:
        imini.script["file"] = Standing([Fault(body=png())])
        imini.script["submit"] = Standing([Fault(hang=SUBMIT_SECONDS)])
        guilds = [discord.world.add_guild(f"Studio {n}", shard=(n, processes)) for n in range(processes)]
        channels = [discord.world.add_channel(guild, "art") for guild in guilds]
        settings = {"CONFIRM_CREDITS": str(10**6), "DATABASE_URL": url, "PROCESSES": str(processes), **settings}
        bots = []
        for number in range(processes + 1):
            if number == processes:
                settings["PROCESSES"] = "1"
            own = folder / f"process{number}"
            own.mkdir(parents=True, mode=0o700)
            bot = BotProcess(discord, imini, own, clock_speed=CLOCK_SPEED, **settings)
            bot.factories = factories
            bots.append(Replica(bot, ends))
        stage = Stage(discord, imini, bots[0].bot, guilds[0], channels[0])
        cluster = Cluster(stage, server, url, bots[:-1], bots[-1], channels, ends)
        supervisor = asyncio.create_task(cluster.supervise())
        try:
            for replica in cluster.replicas:
                replica.launch()
            await cluster.ready()
            await discord.until(lambda: list(discord.commands))
            yield cluster
        finally:
            supervisor.cancel()
            for replica in cluster.all:
                await replica.kill()
