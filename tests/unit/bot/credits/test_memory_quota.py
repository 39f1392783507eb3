"""Credits in a rolling window."""

import asyncio
import gc
import tracemalloc

import pytest

from bot.credits.errors import QuotaExceeded, TooManyRunning
from bot.credits.memory_quota import MemoryQuota
from bot.credits.quota import Balance
from bot.credits.window import CreditWindow
from tests.support.clock import FakeClock

LIMIT = 10
MAX_RUNNING = 3
WINDOW = 3600.1


@pytest.fixture
def quota(clock: FakeClock) -> MemoryQuota:
    return MemoryQuota(CreditWindow(LIMIT, WINDOW, MAX_RUNNING), clock.clock)


async def spend(quota: MemoryQuota, job_id: str, credits: int, user_id: int = 1) -> None:
    """Reserve and settle a job that costs ``credits``."""
    await quota.reserve(user_id, job_id, credits)
    await quota.settle(job_id, credits)


async def test_a_fresh_member_has_everything(quota: MemoryQuota) -> None:
    balance = await quota.balance(1)
    assert balance == Balance(used=0, limit=LIMIT, running=0, next_at=None)
    assert balance.left == LIMIT
    assert (balance.window, balance.most_running) == (WINDOW, MAX_RUNNING)


async def test_a_running_job_holds_its_credits(quota: MemoryQuota, clock: FakeClock) -> None:
    await quota.reserve(1, "a", 4)
    assert await quota.balance(1) == Balance(used=4, limit=LIMIT, running=1, next_at=clock.time + WINDOW)
    assert (await quota.balance(2)).left == LIMIT


async def test_a_failed_job_costs_nothing(quota: MemoryQuota) -> None:
    await quota.reserve(1, "a", 10)
    await quota.settle("a", 0)
    assert await quota.balance(1) == Balance(used=0, limit=LIMIT, running=0, next_at=None)


async def test_a_partial_result_costs_its_part(quota: MemoryQuota) -> None:
    await quota.reserve(1, "a", 10)
    await quota.settle("a", 7)
    assert (await quota.balance(1)).left == 3


@pytest.mark.parametrize("last", [0, 2, 3])
async def test_the_last_word_on_what_a_job_cost_counts(quota: MemoryQuota, last: int) -> None:
    await quota.reserve(1, "a", 5)
    await quota.settle("a", 3)
    await quota.settle("a", last)
    assert (await quota.balance(1)).used == last


async def test_credits_that_went_back_whole_stay_back(quota: MemoryQuota) -> None:
    await quota.reserve(1, "a", 5)
    await quota.settle("a", 0)
    await quota.settle("a", 5)
    assert (await quota.balance(1)).used == 0


async def test_settling_an_unknown_job_changes_nothing(quota: MemoryQuota) -> None:
    await quota.settle("never seen", 5)
    assert (await quota.balance(1)).left == LIMIT


async def test_two_at_once_on_the_last_credit_one_wins(quota: MemoryQuota) -> None:
    await spend(quota, "before", LIMIT - 1)
    results = await asyncio.gather(*(quota.reserve(1, job_id, 1) for job_id in ("a", "b", "c")), return_exceptions=True)
    assert [type(result) for result in results] == [type(None), QuotaExceeded, QuotaExceeded]
    assert (await quota.balance(1)).left == 0


async def test_a_refusal_says_what_is_left_and_when_enough_is_back(quota: MemoryQuota, clock: FakeClock) -> None:
    start = clock.time
    for job_id, credits in (("a", 2), ("b", 3), ("c", 4)):
        await spend(quota, job_id, credits)
        clock.advance(60)
    with pytest.raises(QuotaExceeded) as caught:
        await quota.reserve(1, "d", 5)
    refusal = caught.value
    assert (refusal.needed, refusal.left, refusal.limit) == (5, 1, LIMIT)
    assert refusal.next_at == start + 60 + WINDOW
    assert (await quota.balance(1)).next_at == start + WINDOW


async def test_what_costs_more_than_the_limit_never_comes(quota: MemoryQuota) -> None:
    await spend(quota, "a", 1)
    with pytest.raises(QuotaExceeded) as caught:
        await quota.reserve(1, "b", LIMIT + 1)
    assert caught.value.next_at is None


@pytest.mark.parametrize("fraction", [0.001, 0.25, 1 / 3, 0.7, 0.999])
async def test_credits_are_back_exactly_when_it_was_said(quota: MemoryQuota, clock: FakeClock, fraction: float) -> None:
    clock.advance(fraction)
    await spend(quota, "a", LIMIT)
    back = (await quota.balance(1)).next_at
    assert back is not None
    clock.reach(back - 0.001)
    with pytest.raises(QuotaExceeded):
        await quota.reserve(1, "b", 1)
    clock.reach(back)
    await quota.reserve(1, "b", LIMIT)


async def test_a_member_over_the_limit_waits_until_it_is_enough(quota: MemoryQuota, clock: FakeClock) -> None:
    """The host has lowered the limit since those jobs."""
    now = clock.time
    for age in (300, 200, 100):
        await quota.restore(1, f"{age} s ago", 5, now - age, running=False)
    balance = await quota.balance(1)
    assert (balance.used, balance.left) == (15, 0)
    with pytest.raises(QuotaExceeded) as caught:
        await quota.reserve(1, "new", 2)
    assert caught.value.next_at == now - 200 + WINDOW


async def test_the_cap_on_running_jobs_is_named(quota: MemoryQuota) -> None:
    for number in range(MAX_RUNNING):
        await quota.reserve(1, str(number), 1)
    with pytest.raises(TooManyRunning) as caught:
        await quota.reserve(1, "one more", 1)
    assert caught.value.limit == MAX_RUNNING
    await quota.reserve(2, "another member's", 1)
    await quota.settle("0", 1)
    await quota.reserve(1, "one more", 1)


async def test_a_job_that_runs_for_longer_than_the_window_still_counts(quota: MemoryQuota, clock: FakeClock) -> None:
    await quota.reserve(1, "slow", 6)
    clock.advance(3 * WINDOW)
    await quota.reserve(1, "new", 1)
    balance = await quota.balance(1)
    assert (balance.used, balance.running, balance.next_at) == (7, 2, clock.time)
    await quota.settle("slow", 6)
    assert (await quota.balance(1)).used == 1


async def test_a_restored_job_counts_from_when_it_began(quota: MemoryQuota, clock: FakeClock) -> None:
    await quota.restore(1, "old", 4, clock.time - WINDOW + 10, running=False)
    await quota.restore(1, "open", 3, clock.time - 100, running=True)
    assert await quota.balance(1) == Balance(used=7, limit=LIMIT, running=1, next_at=clock.time - WINDOW + 10 + WINDOW)
    await quota.settle("open", 0)
    clock.advance(10)
    assert (await quota.balance(1)).left == LIMIT


async def test_memory_follows_the_members_of_the_last_windows_alone(quota: MemoryQuota, clock: FakeClock) -> None:
    async def held_after(windows: int) -> int:
        """Bytes in use after ``windows`` windows with a hundred new members each."""
        for number in range(100 * windows):
            await spend(quota, f"{clock.time} {number}", 1, user_id=hash((clock.time, number)))
            clock.advance(WINDOW / 100)
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        early, late = await held_after(3), await held_after(12)
    finally:
        tracemalloc.stop()
    assert late < 2 * early


@pytest.mark.parametrize("by", [-3600, -(10**9)])
async def test_a_clock_that_is_set_back_keeps_credits_for_no_longer_than_a_window(
    quota: MemoryQuota, clock: FakeClock, by: float
) -> None:
    await spend(quota, "a", 4)
    clock.set_by(by)
    assert await quota.balance(1) == Balance(used=4, limit=LIMIT, running=0, next_at=clock.time + WINDOW)
    clock.advance(WINDOW)
    assert (await quota.balance(1)).used == 0
