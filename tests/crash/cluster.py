"""Several processes of the bot over one PostgreSQL, with a supervisor that starts again whatever ends by itself."""

import asyncio
import random
import re
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.launch import Factories
from bot.runtime import health
from sandbox.imini.planned_responses import Fault
from sandbox.imini.server import SandboxImini
from tests.standin import MIB, Channel, DiscordStandIn, User
from tests.standin.sharding import IDENTIFY_GAP, Shard
from tests.support.children import Child
from tests.support.fast_clock import FastClock
from tests.support.pictures import padded, png
from tests.support.postgres import PostgresServer
from tests.support.postgres_doubles import fast_schema
from tests.support.process import BotProcess
from tests.support.stage import HEARTBEAT, SPEED, Stage, Standing
from tests.support.waiting import eventually

CLOCK_SPEED = 8.0
"""A lease of 20 s ends after 2.5 s: long enough for a busy machine to renew it in time."""

SUBMIT_SECONDS = 0.15
"""Seconds from a task to imini's response, so that some moments fall in between, and some jobs wait for their turn."""

UPLOAD_LIMIT = 2 * MIB
"""Bytes that a message may have everywhere, so that each picture needs a message of its own."""

PICTURE_BYTES = MIB + MIB // 5

READY_TIMEOUT = 60.0
SUPERVISED_EVERY = 0.1

_SLOT = re.compile(r"this process has slot (\d+) of \d+ \(PROCESSES\)")


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

    @property
    def is_well(self) -> bool:
        """Whether it runs, and finds nothing wrong with itself."""
        return self.is_running and health.ask(self.bot.data_dir)[0]

    @property
    def shard(self) -> int:
        """The shard of the slot that it took last."""
        return int(_SLOT.findall(self.bot.log)[-1]) - 1

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
        """Let it not run, as a machine that sleeps, unless it has ended by itself."""
        self.wanted = False
        self._signal(signal.SIGSTOP)

    def wake(self) -> None:
        self.wanted = True
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        if self.is_running:
            with suppress(ProcessLookupError):
                self.bot.send(number)


@dataclass(slots=True)
class Cluster:
    """``replicas`` are the processes, and ``double`` hears what all of them hear.

    ``servers`` has a channel with the bot and one without it for each shard: there only those use it who installed it
    for themselves. ``governed`` is a channel of one more server. ``killed`` counts the kills by their moments.
    """

    stage: Stage
    server: PostgresServer
    url: str
    replicas: list[Replica]
    double: Replica
    servers: list[tuple[Channel, Channel]]
    governed: Channel
    ends: Counter[int] = field(default_factory=Counter)
    killed: Counter[str] = field(default_factory=Counter)

    @property
    def all(self) -> list[Replica]:
        return [*self.replicas, self.double]

    async def ready(self) -> None:
        """Wait until every replica is well and every shard is heard."""
        gateway = self.stage.discord.gateway
        await eventually(
            lambda: gateway.complete and all(each.is_well for each in self.replicas), READY_TIMEOUT, every=0.05
        )

    async def start(self, **settings: str) -> None:
        """Start all, with other ``settings`` from now on, and wait until they are ready."""
        for replica in self.all:
            replica.bot.configure(**settings)
        for replica in self.replicas:
            replica.launch()
        await self.ready()

    async def pick(self, rng: random.Random) -> Replica:
        """One that nothing else befalls just now."""
        untroubled = await eventually(
            lambda: [each for each in self.replicas if each.wanted and each.is_running], READY_TIMEOUT
        )
        return rng.choice(untroubled)

    def listener(self, shard: int) -> Replica:
        """The replica that hears of this shard's servers. Ask once it is ``ready``."""
        return next(each for each in self.replicas if each.shard == shard)

    def place(self, user: User, shard: int, rng: random.Random) -> Channel:
        """Where ``user`` may ask so that ``shard`` hears it: in a server, or in a conversation with the bot or with
        somebody else, of which shard 0 alone hears.
        """
        world = self.stage.discord.world
        conversations: tuple[Channel, ...] = (
            () if shard else (world.dm(user), world.add_private(user, self.stage.member()))
        )
        for conversation in conversations:
            conversation.private_limit = UPLOAD_LIMIT
        return rng.choice((*self.servers[shard], *conversations))

    async def kill(self, replica: Replica, when: str) -> None:
        self.killed[when] += 1
        await replica.kill()

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
    discord = DiscordStandIn(
        request_limit=UPLOAD_LIMIT, heartbeat=HEARTBEAT / CLOCK_SPEED, identify_gap=IDENTIFY_GAP / CLOCK_SPEED
    )
    discord.gateway.shards = processes
    async with SandboxImini(speed=SPEED) as imini, discord:
        imini.script["file"] = Standing([Fault(body=padded(png(), PICTURE_BYTES))])
        imini.script["submit"] = Standing([Fault(hang=SUBMIT_SECONDS)])
        servers = [_servers(discord, (shard, processes)) for shard in range(processes)]
        governed, _ = _servers(discord, (0, processes))
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
        channel = servers[0][0]
        assert channel.guild
        stage = Stage(discord, imini, bots[0].bot, channel.guild, channel)
        cluster = Cluster(stage, server, url, bots[:-1], bots[-1], servers, governed, ends)
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


def _servers(discord: DiscordStandIn, shard: Shard) -> tuple[Channel, Channel]:
    """A channel in a server with the bot, and one in a server without it, which ``shard`` hears of."""
    world = discord.world
    of_bot, of_members = (
        world.add_channel(world.add_guild("Studio", upload_limit=UPLOAD_LIMIT, has_bot=has_bot, shard=shard), "art")
        for has_bot in (True, False)
    )
    return of_bot, of_members
