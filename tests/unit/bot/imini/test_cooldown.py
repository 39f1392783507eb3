"""One brake for every call."""

import asyncio

import pytest

from bot.imini.cooldown import Cooldown
from tests.support.clock import FakeClock


@pytest.fixture
def throttle(clock: FakeClock) -> Cooldown:
    return Cooldown(clock.clock)


async def test_an_open_throttle_waits_for_nothing(throttle: Cooldown, clock: FakeClock) -> None:
    await throttle.wait()
    assert clock.sleeps == []


async def test_a_held_throttle_waits_for_the_rest_of_the_hold(throttle: Cooldown, clock: FakeClock) -> None:
    throttle.hold(5)
    clock.advance(2)
    await throttle.wait()
    assert clock.sleeps == [3]


async def test_a_hold_that_is_over_holds_nobody(throttle: Cooldown, clock: FakeClock) -> None:
    throttle.hold(5)
    clock.advance(5)
    await throttle.wait()
    assert clock.sleeps == []


async def test_a_shorter_hold_never_shortens_a_longer_one(throttle: Cooldown, clock: FakeClock) -> None:
    throttle.hold(30)
    throttle.hold(5)
    await throttle.wait()
    assert clock.sleeps == [30]


async def test_who_waits_already_obeys_a_longer_hold(throttle: Cooldown, clock: FakeClock) -> None:
    start = clock.time
    throttle.hold(5)
    waiting = asyncio.create_task(throttle.wait())
    await asyncio.sleep(0)
    throttle.hold(7)
    await waiting
    assert clock.time == start + 12
