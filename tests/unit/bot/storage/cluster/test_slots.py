"""Processes that are set up alike share out the shards, and one more takes the place of the first that ends."""

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest

from bot.cluster.sharding import ShardPlan
from bot.cluster.slots import COMPARE, VACANT, SharedSlots, Vacancy
from bot.errors import Duplicate
from bot.runtime.clock import Clock
from bot.storage.cluster.slots import SqlSlots
from bot.storage.postgres.database import PostgresDatabase, open_database
from tests.support.clock import FakeClock
from tests.support.databases import a_run, end_run
from tests.support.waiting import eventually


@pytest.fixture
async def database(postgres_url: str) -> AsyncIterator[PostgresDatabase]:
    """An empty database."""
    async with open_database(postgres_url, Clock()) as database:
        yield database


class Process:
    """A process with a run, as far as it shares out shards."""

    def __init__(self, database: PostgresDatabase, run: str, processes: int, clock: FakeClock) -> None:
        self.database = database
        self.run = run
        self.slots = SharedSlots(SqlSlots(database, run), processes, clock.clock)

    async def ends(self) -> None:
        await end_run(self.database, self.run)


async def _processes(database: PostgresDatabase, clock: FakeClock, number: int, of: int) -> list[Process]:
    return [Process(database, await a_run(database), of, clock) for _ in range(number)]


async def test_processes_that_start_together_share_out_all_shards(database: PostgresDatabase, clock: FakeClock) -> None:
    processes = await _processes(database, clock, 3, 3)
    plans = await asyncio.gather(*(process.slots.acquire(8) for process in processes))
    assert sorted(plan.shard_ids for plan in plans) == [(0, 3, 6), (1, 4, 7), (2, 5)]
    assert {plan.shard_count for plan in plans} == {8}


async def test_every_process_has_a_shard_even_if_discord_wants_fewer(
    database: PostgresDatabase, clock: FakeClock
) -> None:
    plans = [await process.slots.acquire(1) for process in await _processes(database, clock, 3, 3)]
    assert plans == [ShardPlan((number,), 3) for number in range(3)]


async def test_one_process_of_one_has_all_shards(database: PostgresDatabase, clock: FakeClock) -> None:
    (process,) = await _processes(database, clock, 1, 1)
    assert await process.slots.acquire(2) == ShardPlan((0, 1), 2)


async def test_one_process_more_stands_by_until_another_ends_and_takes_its_shards(
    database: PostgresDatabase, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bot")
    first, second, third = await _processes(database, clock, 3, 2)
    plans = [await process.slots.acquire(4) for process in (first, second)]
    waiting = asyncio.create_task(third.slots.acquire(4))
    await eventually(lambda: third.slots.is_standby)
    await second.ends()
    assert await waiting == plans[1]
    assert not third.slots.is_standby
    assert [message for message in caplog.messages if "standing by" in message] == [
        "standing by: other processes hold all slots (PROCESSES=2); this one claims the next free slot"
    ]


async def test_a_slot_that_another_process_is_just_taking_is_passed_over(
    database: PostgresDatabase, clock: FakeClock
) -> None:
    before, first, second = await _processes(database, clock, 3, 2)
    await before.slots.acquire(2)
    await before.ends()
    async with database.transaction() as transaction:
        await transaction.write("UPDATE slots SET owner = ? WHERE number = 0", (first.run,))
        assert await asyncio.wait_for(second.slots.acquire(2), 5) == ShardPlan((1,), 2)


async def test_a_process_that_asks_again_keeps_its_slot(database: PostgresDatabase, clock: FakeClock) -> None:
    first, second = await _processes(database, clock, 2, 2)
    plans = [await process.slots.acquire(2) for process in (first, second)]
    assert [await process.slots.acquire(2) for process in (second, first)] == plans[::-1]


async def test_no_run_holds_two_slots_even_if_a_try_is_repeated_while_the_first_is_under_way(
    database: PostgresDatabase, clock: FakeClock
) -> None:
    (process,) = await _processes(database, clock, 1, 2)
    await process.slots.acquire(2)
    with pytest.raises(Duplicate):
        await database.write("UPDATE slots SET owner = ?", (process.run,))


async def test_the_number_of_shards_stays_while_any_process_connects_some(
    database: PostgresDatabase, clock: FakeClock
) -> None:
    first, second, third = await _processes(database, clock, 3, 2)
    assert (await first.slots.acquire(4)).shard_count == 4
    assert (await second.slots.acquire(6)).shard_count == 4
    await first.ends()
    assert (await third.slots.acquire(6)).shard_count == 4
    for process in (second, third):
        await process.ends()
    (fourth,) = await _processes(database, clock, 1, 2)
    assert (await fourth.slots.acquire(6)).shard_count == 6


async def test_once_discord_refuses_the_number_of_shards_all_change_it(
    database: PostgresDatabase, clock: FakeClock
) -> None:
    first, second = await _processes(database, clock, 2, 2)
    plans = [await process.slots.acquire(2) for process in (first, second)]
    changed = asyncio.create_task(second.slots.changed())
    await asyncio.wait({changed}, timeout=0.1)
    assert not changed.done()
    assert (await first.slots.acquire(5)).shard_count == 5
    await changed
    # It still has the word of Discord's from its own start.
    assert await second.slots.acquire(2) == ShardPlan(tuple(range(plans[1].shard_ids[0], 5, 2)), 5)


async def test_processes_with_different_settings_all_connect_and_say_so(
    database: PostgresDatabase, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    (two,) = await _processes(database, clock, 1, 2)
    (three,) = await _processes(database, clock, 1, 3)
    await two.slots.acquire(1)
    assert not caplog.messages
    assert await three.slots.acquire(1) == ShardPlan((0,), 3)
    assert [message for message in caplog.messages if "PROCESSES=2, but this one has 3" in message]


async def test_slots_that_stay_free_are_told_once_and_when_all_are_taken_again(
    database: PostgresDatabase, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bot")
    first, second = await _processes(database, clock, 2, 2)
    await first.slots.acquire(2)
    looks = int(VACANT / COMPARE)
    looking = asyncio.create_task(first.slots.changed())
    await eventually(lambda: clock.sleeps.count(COMPARE) > 3 * looks)
    assert first.slots.vacant == 1
    (told,) = [message for message in caplog.messages if "nobody" in message]
    assert told.startswith("nobody has slot 2 of 2 (PROCESSES), so the servers of its shards get no answer")
    await second.slots.acquire(2)
    await eventually(lambda: "processes hold all 2 slots (PROCESSES) again" in caplog.messages)
    assert first.slots.vacant == 0
    looking.cancel()
    await asyncio.wait({looking})


def test_a_slot_that_is_free_for_a_moment_is_not_told(clock: FakeClock, caplog: pytest.LogCaptureFixture) -> None:
    vacancy = Vacancy(2, clock.clock)
    for free in ([1], [], [1]):
        vacancy.note(free)
        clock.advance(VACANT - 1)
    assert not caplog.messages


async def test_a_process_whose_run_is_over_gets_no_slot(
    database: PostgresDatabase, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    (process,) = await _processes(database, clock, 1, 1)
    await process.ends()
    waiting = asyncio.create_task(process.slots.acquire(1))
    await eventually(lambda: any("couldn't claim a slot" in message for message in caplog.messages))
    waiting.cancel()
    (other,) = await _processes(database, clock, 1, 1)
    assert await other.slots.acquire(1) == ShardPlan((0,), 1)
