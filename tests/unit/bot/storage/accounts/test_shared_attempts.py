"""Declined requests count in every process."""

import pytest

from bot.credits.attempts import WINDOW
from bot.credits.errors import TooManyDeclined
from tests.support.accounts import DECLINED, Accounts
from tests.support.clock import FakeClock


async def test_requests_that_any_process_declined_count_for_ten_minutes(
    process: Accounts, other: Accounts, clock: FakeClock
) -> None:
    first = clock.time
    for number in range(DECLINED):
        await other.attempts.check(1)
        declining = process if number % 2 else other
        await declining.fail(await declining.open(), in_vain=True)
        clock.advance(60)
    with pytest.raises(TooManyDeclined) as caught:
        await process.attempts.check(1)
    assert (caught.value.limit, caught.value.until) == (DECLINED, first + WINDOW)
    await process.attempts.check(2)
    clock.reach(first + WINDOW)
    await process.attempts.check(1)


async def test_erasing_gives_nobody_new_tries(process: Accounts) -> None:
    for _ in range(DECLINED):
        await process.fail(await process.open(), in_vain=True)
    await process.repository.erase(1)
    with pytest.raises(TooManyDeclined):
        await process.attempts.check(1)


async def test_what_is_no_fault_of_the_members_does_not_count(process: Accounts) -> None:
    for _ in range(DECLINED):
        await process.fail(await process.open())
    await process.attempts.check(1)


async def test_a_clock_that_was_ahead_makes_nobody_wait_for_longer_than_the_window(
    process: Accounts, clock: FakeClock
) -> None:
    for _ in range(DECLINED):
        await process.fail(await process.open(), in_vain=True)
    clock.set_by(-3600)
    with pytest.raises(TooManyDeclined) as caught:
        await process.attempts.check(1)
    assert caught.value.until == clock.time + WINDOW


async def test_the_intake_itself_refuses_whoever_was_declined_too_often_since_they_were_checked(
    process: Accounts, other: Accounts
) -> None:
    for _ in range(DECLINED):
        await other.fail(await other.open(), in_vain=True)
    with pytest.raises(TooManyDeclined):
        await process.open()
    assert await process.used() == 0
