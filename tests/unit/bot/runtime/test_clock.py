"""The real clock."""

import asyncio
import time

import pytest

from bot.runtime.clock import Clock
from tests.support.clock import FakeClock


def test_the_real_clock_tells_epoch_seconds() -> None:
    before = time.time()
    assert before <= Clock().now() <= time.time()


def test_the_real_monotonic_clock_is_the_one_that_nobody_sets() -> None:
    before = time.monotonic()
    assert before <= Clock().monotonic() <= time.monotonic()


async def test_the_real_clock_lets_others_run_while_it_sleeps() -> None:
    happened = []

    async def sleeper() -> None:
        await Clock().sleep(0.01)
        happened.append("slept")

    async with asyncio.TaskGroup() as group:
        group.create_task(sleeper())
        happened.append("went on")
    assert happened == ["went on", "slept"]


@pytest.mark.parametrize(("by", "ago"), [(0, 60), (-40, 20), (-3600, 0), (30, 90), (3600, 900)])
def test_a_stored_time_is_neither_to_come_nor_longer_ago_than_can_be(clock: FakeClock, by: float, ago: float) -> None:
    stored = clock.time
    clock.advance(60)
    clock.set_by(by)
    assert clock.clock.monotonic() - clock.clock.to_monotonic(stored, at_most=900) == ago


def test_a_moment_is_shown_by_the_clock_as_it_is_set_now(clock: FakeClock) -> None:
    moment = clock.clock.monotonic() + 60
    clock.advance(20)
    clock.set_by(-3600)
    assert clock.clock.to_wall_time(moment) == clock.time + 40
