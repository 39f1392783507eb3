"""A quota set by roles: the best counts, for all that the member spent, and two requests never get the same credits."""

import asyncio

import pytest

from bot.credits.errors import QuotaExceeded, TooManyRunning
from bot.credits.memory_quota import MemoryQuota
from bot.credits.quota import QuotaTiers, RoleQuota
from bot.credits.window import CreditWindow
from tests.support.clock import FakeClock

ALICE = 1
LIMIT, RUNNING = 10, 3


@pytest.fixture
def quota(clock: FakeClock) -> MemoryQuota:
    return MemoryQuota(CreditWindow(LIMIT, 3600, RUNNING), clock.clock)


@pytest.mark.parametrize(
    ("tiers", "limit", "running"),
    [
        ((), LIMIT, RUNNING),
        ((RoleQuota(),), LIMIT, RUNNING),
        ((RoleQuota(4, 1),), 4, 1),
        ((RoleQuota(0),), 0, RUNNING),
        ((RoleQuota(4, 9), RoleQuota(20, 1)), 20, 9),
        ((RoleQuota(4, 1), RoleQuota()), LIMIT, RUNNING),
        ((RoleQuota(40, 1), RoleQuota()), 40, RUNNING),
    ],
)
async def test_the_best_of_a_members_roles_counts(
    quota: MemoryQuota, tiers: QuotaTiers, limit: int, running: int
) -> None:
    assert (await quota.balance(ALICE, tiers=tiers)).limit == limit
    assert (await quota.balance(ALICE, granted=5, tiers=tiers)).limit == limit + 5
    for number in range(running):
        await quota.reserve(ALICE, f"job {number}", 0, tiers=tiers)
    with pytest.raises(TooManyRunning) as refused:
        await quota.reserve(ALICE, "one more", 0, tiers=tiers)
    assert refused.value.limit == running


async def test_what_was_spent_elsewhere_counts_by_the_limit_of_the_place_of_the_request(quota: MemoryQuota) -> None:
    generous, strict = (RoleQuota(30),), (RoleQuota(4),)
    await quota.reserve(ALICE, "first", 12, tiers=generous)
    for tiers in ((), strict):
        with pytest.raises(QuotaExceeded) as refused:
            await quota.reserve(ALICE, "second", 1, tiers=tiers)
        assert refused.value.left == 0
    await quota.reserve(ALICE, "second", 18, tiers=generous)
    assert (await quota.balance(ALICE)).used == 30


async def test_of_two_requests_for_the_last_credits_of_a_role_one_is_refused(quota: MemoryQuota) -> None:
    tiers = (RoleQuota(15, 9),)
    tries = (quota.reserve(ALICE, f"job {number}", 4, tiers=tiers) for number in range(6))
    outcomes = await asyncio.gather(*tries, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes].count(QuotaExceeded) == 3
    assert (await quota.balance(ALICE, tiers=tiers)).left == 3
