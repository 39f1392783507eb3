"""The heartbeat goes on whatever happens, until its run is over."""

import asyncio
import logging

import pytest

from bot.cluster.heartbeat import beating
from bot.cluster.lease import HEARTBEAT, SharedRun
from bot.errors import DatabaseAway, StorageError
from tests.support.clock import FakeClock
from tests.unit.bot.cluster.test_lease import FakeRuns


async def test_a_run_beats_through_every_error_until_it_is_ended(
    clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    runs = FakeRuns(clock)
    runs.answers += [True, DatabaseAway("no answer"), StorageError("full"), RuntimeError("a bug"), True, False]
    run = SharedRun("mine", runs, clock.clock)
    async with beating(run, clock.clock):
        await run.over()
        await asyncio.sleep(0)
    assert clock.sleeps == [HEARTBEAT] * 6
    assert [record.levelno for record in caplog.records if record.levelno > logging.DEBUG] == [logging.ERROR]
    assert len(runs.reaped) == 6


async def test_a_renewal_that_takes_long_delays_the_next_one_no_further(clock: FakeClock) -> None:
    runs = FakeRuns(clock)
    run = SharedRun("mine", runs, clock.clock)
    async with beating(run, clock.clock):
        runs.takes = 3.0
        for _ in range(20):
            await asyncio.sleep(0)
    assert clock.sleeps[:3] == [4.0, 1.0, 1.0]


async def test_a_run_is_ended_with_its_block(clock: FakeClock) -> None:
    runs = FakeRuns(clock)
    async with beating(SharedRun("mine", runs, clock.clock), clock.clock):
        assert runs.ended == []
    assert runs.ended == ["mine"]
