"""What a draft would cost, for members with more credits and with fewer."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from bot.admission.draft import Draft
from bot.admission.quotes import Quotes
from bot.credits.errors import QuotaExceeded, TooManyRunning
from bot.credits.memory_quota import MemoryQuota
from bot.credits.pricing import Pricing
from bot.credits.window import CreditWindow
from bot.requests.request import RequestSettings
from bot.storage.sqlite.database import SqliteDatabase
from bot.timing.estimator import SAMPLES_NEEDED, DurationEstimator
from tests.support.budgets import Governed
from tests.support.clock import FakeClock

MakeQuotes = Callable[[int | None], Quotes]

MEMBER = 7
SERVER = 30
DRAFT = Draft(RequestSettings.parse(resolution="4K", num=2), "a fox")
PRICE = 16


@pytest.fixture
def quota() -> MemoryQuota:
    """It lets a member spend 20 credits, and run two jobs at once."""
    return MemoryQuota(CreditWindow(20, 3600, 2), FakeClock().clock)


@pytest.fixture
def estimator() -> DurationEstimator:
    """It has seen no job."""
    return DurationEstimator()


@pytest.fixture
async def quotes(tmp_path: Path, quota: MemoryQuota, estimator: DurationEstimator) -> AsyncIterator[MakeQuotes]:
    """Makes quotes without budgets. Jobs that cost more than its argument need a confirmation."""
    clock = FakeClock().clock
    async with SqliteDatabase(tmp_path / "imagine.db", clock) as database:
        budgets = Governed(database, clock).budgets
        yield partial(Quotes, Pricing((1, 1, 1), (2, 2, 2), (8, 8, 8)).price, quota, budgets, estimator, clock)


@pytest.mark.parametrize(("confirm_above", "asked"), [(PRICE - 1, True), (PRICE, False), (0, True), (None, False)])
def test_only_what_costs_more_than_the_host_said_needs_a_confirmation(
    quotes: MakeQuotes, confirm_above: int | None, *, asked: bool
) -> None:
    assert quotes(confirm_above).needs_confirmation(DRAFT) is asked


def test_what_is_confirmed_needs_no_second_confirmation(quotes: MakeQuotes) -> None:
    assert not quotes(0).needs_confirmation(replace(DRAFT, confirmed=True))


async def test_a_member_with_enough_credits_is_told_price_and_duration(
    quotes: MakeQuotes, estimator: DurationEstimator
) -> None:
    for _ in range(SAMPLES_NEEDED):
        estimator.learn(DRAFT.settings, 30)
    quote = await quotes(None).quote(MEMBER, SERVER, DRAFT)
    assert await quotes(None).is_affordable(MEMBER, SERVER, DRAFT)
    assert (quote.price, quote.left, quote.shortfall, quote.fitting) == (PRICE, 20, None, None)
    assert quote.expected == 30


async def test_a_member_with_fewer_credits_is_told_what_they_buy(quotes: MakeQuotes, quota: MemoryQuota) -> None:
    await quota.reserve(MEMBER, "another", 10)
    quote = await quotes(None).quote(MEMBER, SERVER, DRAFT)
    assert not await quotes(None).is_affordable(MEMBER, SERVER, DRAFT)
    assert quote.shortfall
    assert quote.shortfall.left == 10
    assert quote.fitting
    assert (quote.fitting_price, quote.fitting.settings.num) == (8, 1)


async def test_a_member_who_can_pay_for_nothing_like_it_gets_no_quote(quotes: MakeQuotes, quota: MemoryQuota) -> None:
    await quota.reserve(MEMBER, "another", 20)
    with pytest.raises(QuotaExceeded):
        await quotes(None).quote(MEMBER, SERVER, DRAFT)


async def test_a_member_whose_jobs_are_too_many_gets_no_quote_either(quotes: MakeQuotes, quota: MemoryQuota) -> None:
    for job_id in ("one", "two"):
        await quota.reserve(MEMBER, job_id, 1)
    with pytest.raises(TooManyRunning):
        await quotes(None).quote(MEMBER, SERVER, DRAFT)
    with pytest.raises(TooManyRunning):
        await quotes(None).is_affordable(MEMBER, SERVER, DRAFT)
