"""What befalls the processes of a cluster, at random moments. Each function returns once it is over."""

import asyncio
import random
from collections.abc import Awaitable, Callable

import psycopg

from bot.cluster.lease import TTL
from tests.crash.cluster import CLOCK_SPEED, Cluster

Mischief = Callable[[Cluster, random.Random], Awaitable[None]]

LEASE = TTL / CLOCK_SPEED
"""Real seconds that a lease lasts."""

_CUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'imagine-bot'"

MAX_DOWN = 1.0
MAX_OUTAGE = 3.0


async def one_is_killed(cluster: Cluster, rng: random.Random) -> None:
    replica = rng.choice(cluster.replicas)
    await replica.kill()
    await asyncio.sleep(rng.uniform(0, MAX_DOWN))
    replica.launch()


async def one_is_paused(cluster: Cluster, rng: random.Random) -> None:
    """For longer than its lease: the others go on with its jobs before it wakes."""
    replica = rng.choice(cluster.replicas)
    replica.pause()
    await asyncio.sleep(rng.uniform(1.2, 2.5) * LEASE)
    replica.wake()


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
    """A further process with another ``PROCESSES`` hears what all others hear; then it is killed or stopped."""
    cluster.double.launch()
    await asyncio.sleep(rng.uniform(1, 2) * LEASE)
    await rng.choice((cluster.double.kill, cluster.double.stop))()


async def all_are_replaced(cluster: Cluster, rng: random.Random) -> None:
    """One after the other, each stopped and started by its host."""
    for replica in rng.sample(cluster.replicas, len(cluster.replicas)):
        await replica.stop()
        replica.launch()
        await asyncio.sleep(rng.uniform(0, MAX_DOWN))


PROCESSES: tuple[Mischief, ...] = (one_is_killed, one_is_paused, one_is_doubled, all_are_replaced)
SERVER: tuple[Mischief, ...] = (the_server_restarts, the_server_is_away, the_server_is_paused, all_connections_are_cut)
EACH = (one_is_killed, one_is_paused, the_server_restarts, one_is_doubled, all_are_replaced, *SERVER[1:])
