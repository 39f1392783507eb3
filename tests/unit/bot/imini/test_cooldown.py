"""One cooldown for every call."""

import asyncio

import pytest

from bot.imini.cooldown import Cooldown
from tests.support.clock import FakeClock


@pytest.fixture
def cooldown(clock: FakeClock) -> Cooldown:
    return Cooldown(clock.clock)


async def test_without_a_cooldown_nothing_waits(cooldown: Cooldown, clock: FakeClock) -> None:
    await cooldown.wait()
    assert clock.sleeps == []


async def test_a_call_during_a_cooldown_waits_for_the_rest_of_it(cooldown: Cooldown, clock: FakeClock) -> None:
    cooldown.start(5)
    clock.advance(2)
    await cooldown.wait()
    assert clock.sleeps == [3]


@pytest.mark.parametrize(("passed", "active"), [(0, True), (4, True), (5, False)])
async def test_a_cooldown_is_active_until_it_is_over(
    cooldown: Cooldown, clock: FakeClock, passed: float, *, active: bool
) -> None:
    cooldown.start(5)
    clock.advance(passed)
    assert cooldown.is_active == active


async def test_a_cooldown_that_is_over_delays_nobody(cooldown: Cooldown, clock: FakeClock) -> None:
    cooldown.start(5)
    clock.advance(5)
    await cooldown.wait()
    assert clock.sleeps == []


async def test_a_shorter_cooldown_never_shortens_a_longer_one(cooldown: Cooldown, clock: FakeClock) -> None:
    cooldown.start(30)
    cooldown.start(5)
    await cooldown.wait()
    assert clock.sleeps == [30]


async def test_who_waits_already_obeys_a_longer_cooldown(cooldown: Cooldown, clock: FakeClock) -> None:
    start = clock.time
    cooldown.start(5)
    waiting = asyncio.create_task(cooldown.wait())
    await asyncio.sleep(0)
    cooldown.start(7)
    await waiting
    assert clock.time == start + 12
