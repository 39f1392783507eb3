"""Sessions of one bucket begin five seconds apart, whichever process begins them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from bot.cluster.sharding import IDENTIFY_GAP
from bot.runtime.clock import Clock
from bot.storage.cluster.pacing import LONGEST, SharedPace
from bot.storage.postgres.database import PostgresDatabase, open_database
from tests.support.clock import FakeClock

PROCESSES = 3
SLACK = 1.0
"""Seconds that may pass between two statements."""

LATER = "UPDATE identifies SET next_at = next_at - make_interval(secs => ?)"


@pytest.fixture
async def databases(postgres_url: str) -> AsyncIterator[list[PostgresDatabase]]:
    """The same database in three processes."""
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(open_database(postgres_url, Clock())) for _ in range(PROCESSES)]


async def _waits(databases: list[PostgresDatabase], shard_ids: list[int], max_concurrency: int) -> list[float]:
    """How long the shards wait, the shortest wait first; each is of another process."""
    clocks = [FakeClock() for _ in shard_ids]
    paces = [SharedPace(database, clock.clock) for database, clock in zip(databases, clocks, strict=True)]
    await asyncio.gather(*(pace.turn(id_, max_concurrency) for pace, id_ in zip(paces, shard_ids, strict=True)))
    return sorted(sum(clock.sleeps) for clock in clocks)


async def test_shards_of_one_bucket_take_turns_over_all_processes(databases: list[PostgresDatabase]) -> None:
    waits = await _waits(databases, [0, 2, 4], 2)
    assert waits == pytest.approx([0, IDENTIFY_GAP, 2 * IDENTIFY_GAP], abs=SLACK)


async def test_shards_of_different_buckets_do_not_wait(databases: list[PostgresDatabase]) -> None:
    assert await _waits(databases, [0, 1, 2], 3) == [0, 0, 0]


async def test_a_bucket_that_nobody_has_used_for_a_while_is_free(databases: list[PostgresDatabase]) -> None:
    await _waits(databases[:1], [0], 1)
    await databases[0].write(LATER, (60,))
    assert await _waits(databases[:1], [0], 1) == [0]


async def test_no_turn_is_reserved_so_far_ahead_that_its_connection_may_be_gone(
    databases: list[PostgresDatabase],
) -> None:
    database, slept = databases[0], list[float]()

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        await database.write(LATER, (seconds,))

    pace = SharedPace(database, Clock(sleep=sleep))
    await pace.turn(0, 1)
    await database.write(LATER, (-2 * LONGEST,))
    slept.clear()
    await pace.turn(1, 1)
    assert slept[:-1] == [IDENTIFY_GAP] * 4
    assert sum(slept) == pytest.approx(2 * LONGEST + IDENTIFY_GAP, abs=SLACK)
