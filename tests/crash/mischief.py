"""What befalls the processes of a cluster, at random moments. Each function returns once it is over."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from itertools import cycle, islice

import psycopg

from bot.cluster.lease import TTL
from tests.crash.cluster import CLOCK_SPEED, Cluster, Replica
from tests.crash.moments import Moment
from tests.support.waiting import eventually

Mischief = Callable[[Cluster, random.Random], Awaitable[None]]

LEASE = TTL / CLOCK_SPEED
"""Real seconds that a lease lasts."""

CROWD = 8
"""Commands that one process hears at once, more than it sends at once."""

DRAWN = 2
"""How many of them are drawn when it is paused."""

MAX_WAIT = 10.0

_CUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'imagine-bot'"

_OWNERS = "SELECT DISTINCT owner FROM jobs WHERE owner IS NOT NULL AND interaction_id = ANY(%s)"

_LIVING = "SELECT id FROM runs WHERE id = ANY(%s)"

MAX_DOWN = 1.0
MAX_OUTAGE = 3.0


async def killed_when(step: Moment, cluster: Cluster, rng: random.Random, tries: int = 3) -> Replica:
    """Kill a process once its job is at ``step``, and return it. No other job may be open."""
    shard = rng.randrange(len(cluster.servers))
    replica = cluster.listener(shard)
    try:
        channel = cluster.place(cluster.stage.member(), shard, rng)
        await step(replace(cluster.stage, bot=replica.bot, channel=channel), rng)
    except TimeoutError:
        # One that was paused may have noticed only now that its run is over.
        if tries == 1:
            raise
        cluster.stage.calm()
        await cluster.ready()
        return await killed_when(step, cluster, rng, tries - 1)
    await cluster.kill(replica, f"when {step.__name__}")
    cluster.stage.calm()
    return replica


async def started_again(replica: Replica, rng: random.Random) -> None:
    await asyncio.sleep(rng.uniform(0, MAX_DOWN))
    replica.launch()


async def one_is_killed(cluster: Cluster, rng: random.Random) -> None:
    replica = await cluster.pick(rng)
    await cluster.kill(replica, "at random")
    await started_again(replica, rng)


async def two_are_killed(cluster: Cluster, rng: random.Random) -> None:
    """The second one while it goes on with the jobs of the first."""
    first = await cluster.pick(rng)
    await cluster.kill(first, "at random")
    await asyncio.sleep(rng.uniform(1, 1.5) * LEASE)
    second = await cluster.pick(rng)
    await cluster.kill(second, "with the jobs of another one")
    await asyncio.gather(started_again(first, rng), started_again(second, rng))


async def a_double_is_killed(cluster: Cluster, rng: random.Random) -> None:
    """A further process with another ``PROCESSES``, which heard what all others heard."""
    cluster.double.launch()
    await asyncio.sleep(rng.uniform(1, 2) * LEASE)
    await cluster.kill(cluster.double, "as a double")


async def one_is_paused(cluster: Cluster, rng: random.Random) -> None:
    """For longer than its lease, with jobs that are drawn and jobs that wait to be sent: others go on with them before
    it wakes.
    """
    replica = await cluster.pick(rng)
    heard = islice(cycle(cluster.servers[replica.shard]), CROWD)
    crowd = [await cluster.stage.ask(channel=channel, count=3) for channel in heard]
    with suppress(TimeoutError):
        await eventually(lambda: sum(bool(one.tasks) for one in crowd) >= DRAWN, MAX_WAIT, every=0.05)
    replica.pause()
    with suppress(TimeoutError, psycopg.Error):
        await _taken_over(cluster.url, [int(one.interaction.id) for one in crowd])
    await asyncio.sleep(rng.uniform(0.2, 1) * LEASE)
    replica.wake()


async def _taken_over(url: str, interactions: list[int]) -> None:
    """Wait until the runs that work on these jobs are over."""
    async with asyncio.timeout(MAX_WAIT), await psycopg.AsyncConnection.connect(url, autocommit=True) as server:
        owners = [owner for (owner,) in await (await server.execute(_OWNERS, [interactions])).fetchall()]
        while True:
            if not await (await server.execute(_LIVING, [owners])).fetchall():
                return
            await asyncio.sleep(0.1)


async def the_server_restarts(cluster: Cluster, rng: random.Random) -> None:
    """At once, without an end to anything that it was doing."""
    for _ in range(rng.randint(1, 3)):
        await asyncio.to_thread(cluster.server.restart)
        await asyncio.sleep(rng.uniform(0, 0.5))


async def the_server_is_away(cluster: Cluster, rng: random.Random) -> None:
    await asyncio.to_thread(cluster.server.stop)
    await asyncio.sleep(rng.uniform(0, MAX_OUTAGE))
    await asyncio.to_thread(cluster.server.start)


async def the_server_is_paused(cluster: Cluster, rng: random.Random) -> None:
    with cluster.server.paused():
        await asyncio.sleep(rng.uniform(0, MAX_OUTAGE))


async def all_connections_are_cut(cluster: Cluster, rng: random.Random) -> None:
    """By the server, which goes on."""
    for _ in range(rng.randint(1, 5)):
        async with await psycopg.AsyncConnection.connect(cluster.url, autocommit=True) as connection:
            await connection.execute(_CUT)
        await asyncio.sleep(rng.uniform(0, 0.3))


async def one_is_doubled(cluster: Cluster, rng: random.Random) -> None:
    """A further process with another ``PROCESSES`` hears what all others hear, until it is stopped."""
    cluster.double.launch()
    await asyncio.sleep(rng.uniform(1, 2) * LEASE)
    await cluster.double.stop()


async def all_are_replaced(cluster: Cluster, rng: random.Random) -> None:
    """One after the other, each stopped and started by its host, unless it is down."""
    for replica in rng.sample(cluster.replicas, len(cluster.replicas)):
        if replica.wanted:
            await replica.stop()
            replica.launch()
            await asyncio.sleep(rng.uniform(0, MAX_DOWN))


KILLS: Mapping[Mischief, int] = {one_is_killed: 1, two_are_killed: 2, a_double_is_killed: 1}
"""With how many they kill."""

TROUBLES: tuple[Mischief, ...] = (
    one_is_paused,
    the_server_restarts,
    all_are_replaced,
    the_server_is_away,
    one_is_doubled,
    the_server_is_paused,
    all_connections_are_cut,
)
