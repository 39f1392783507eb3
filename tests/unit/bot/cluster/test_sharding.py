"""Which shards a process has, and when they may start their sessions."""

import asyncio

from bot.cluster.sharding import IDENTIFY_GAP, AllShards, LocalPace, ShardPlan
from tests.support.clock import FakeClock


async def test_a_process_that_is_alone_has_all_shards() -> None:
    assert await AllShards().acquire(1) == ShardPlan((0,), 1)
    assert await AllShards().acquire(3) == ShardPlan((0, 1, 2), 3)


def test_a_server_belongs_to_one_shard() -> None:
    plans = [ShardPlan((number,), 3) for number in range(3)]
    assert [[plan.holds(7 << 22) for plan in plans], [plan.holds(6 << 22 | 1) for plan in plans]] == [
        [False, True, False],
        [True, False, False],
    ]


async def test_the_first_shard_of_each_bucket_has_its_turn_at_once(clock: FakeClock) -> None:
    pace, begin = LocalPace(clock.clock), clock.clock.monotonic()
    for shard_id in range(4):
        await pace.turn(shard_id, 4)
    assert clock.clock.monotonic() == begin


async def test_shards_of_one_bucket_take_turns_in_the_order_in_which_they_ask(clock: FakeClock) -> None:
    pace, begin = LocalPace(clock.clock), clock.clock.monotonic()
    turns: dict[int, float] = {}

    async def takes_turn(shard_id: int) -> None:
        await pace.turn(shard_id, 2)
        turns[shard_id] = clock.clock.monotonic() - begin

    for shard_id in range(4):
        await takes_turn(shard_id)
    assert turns == {0: 0, 1: 0, 2: IDENTIFY_GAP, 3: IDENTIFY_GAP}


async def test_a_turn_that_is_given_up_is_not_given_to_two(clock: FakeClock) -> None:
    pace = LocalPace(clock.clock)
    await pace.turn(0, 1)
    waiting = asyncio.create_task(pace.turn(1, 1))
    waiting.cancel()
    await asyncio.wait({waiting})
    begin = clock.clock.monotonic()
    await pace.turn(2, 1)
    assert clock.clock.monotonic() - begin >= IDENTIFY_GAP
