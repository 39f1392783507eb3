"""What a draft would cost where a budget leaves less than the member's quota, on each engine."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.admission.draft import Draft
from bot.admission.quotes import Quotes
from bot.budgets.budgets import HostBudgets
from bot.budgets.caps import Level
from bot.budgets.errors import BudgetExceeded
from bot.credits.errors import QuotaExceeded
from bot.credits.memory_quota import MemoryQuota
from bot.credits.pricing import Pricing
from bot.credits.window import CreditWindow
from bot.requests.request import RequestSettings
from bot.servers.rules import Budget, Period, ServerRules
from bot.storage.database import Database
from bot.storage.sql.jobs import SqlJobRepository
from bot.timing.estimator import DurationEstimator
from tests.support.budgets import NO_BUDGETS, Governed, a_host
from tests.support.clock import FakeClock
from tests.support.databases import a_run
from tests.support.engines import ENGINES, opened
from tests.support.jobs import a_card, a_job

DAY = 24 * 3600.0
MEMBER, OTHER, SERVER = 7, 8, 30
QUOTA, PRICE = 20, 16
DRAFT = Draft(RequestSettings.parse(resolution="4K", num=2), "a fox")
FREE = Pricing((0, 0, 0), (0, 0, 0), (0, 0, 0))


class Counter:
    """Where members ask what a draft costs, and what they have spent is stored."""

    def __init__(self, database: Database, run: str) -> None:
        self.database = database
        self.repository = SqlJobRepository(database, run)
        self.clock = FakeClock(20_000 * DAY)
        self.quota = MemoryQuota(CreditWindow(QUOTA, 3600, 2), self.clock.clock)
        self.open_with(NO_BUDGETS)

    def open_with(self, host: HostBudgets, pricing: Pricing | None = None) -> None:
        """Quote within the host's budgets from now on."""
        price = (pricing or Pricing((1, 1, 1), (2, 2, 2), (8, 8, 8))).price
        self.governed = Governed(self.database, self.clock.clock, host)
        self.quotes = Quotes(
            price, self.quota, self.governed.budgets, DurationEstimator(), self.clock.clock, confirm_above=None
        )

    async def decide(self, rules: ServerRules) -> None:
        """What the server's managers decide."""
        await self.governed.rules.change(SERVER, 1, lambda _: rules)

    async def spend(self, credits: int, user_id: int = OTHER) -> None:
        """In the server, whatever its caps are."""
        job = a_job(user_id=user_id, cost=credits, created_at=self.clock.time, card=a_card(guild_id=SERVER))
        await self.repository.add(job)


@pytest.fixture(params=ENGINES)
async def counter(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Counter]:
    """Without any budget, at the beginning of a day."""
    async with opened(request.param, tmp_path, request) as database:
        counter = Counter(database, await a_run(database))
        yield counter
        await counter.governed.tasks.close()


def _a_day(credits: int) -> Budget:
    return Budget(credits=credits, period=Period.DAY)


async def test_what_a_budget_leaves_is_what_is_left_and_the_quota_s_if_that_is_less(counter: Counter) -> None:
    counter.open_with(a_host(bot=_a_day(100), server=_a_day(22)))
    await counter.spend(4)
    quote = await counter.quotes.quote(MEMBER, SERVER, DRAFT)
    assert quote.binding
    assert (quote.left, quote.binding.cap.level, quote.shortfall) == (18, Level.HOST, None)
    await counter.quota.reserve(MEMBER, "another", 3)
    quote = await counter.quotes.quote(MEMBER, SERVER, DRAFT)
    assert (quote.left, quote.binding) == (17, None)


async def test_what_no_budget_covers_is_refused_with_what_the_tightest_of_them_and_the_quota_pays_for(
    counter: Counter,
) -> None:
    counter.open_with(a_host(server=_a_day(14)))
    await counter.decide(ServerRules(member_budget=_a_day(9)))
    quote = await counter.quotes.quote(MEMBER, SERVER, DRAFT)
    assert not await counter.quotes.is_affordable(MEMBER, SERVER, DRAFT)
    assert isinstance(quote.shortfall, BudgetExceeded)
    assert (quote.shortfall.spending.cap.level, quote.shortfall.left) == (Level.MEMBER, 9)
    assert quote.fitting
    assert (quote.fitting_price, quote.fitting.settings.num) == (8, 1)
    await counter.quota.reserve(MEMBER, "another", 14)
    quote = await counter.quotes.quote(MEMBER, SERVER, DRAFT)
    assert isinstance(quote.shortfall, QuotaExceeded)
    assert (quote.shortfall.left, quote.fitting_price) == (6, 4)


async def test_a_budget_that_pays_for_nothing_refuses_until_it_renews(counter: Counter) -> None:
    counter.open_with(a_host(server=_a_day(16)))
    await counter.spend(16)
    for used in (0, QUOTA):  # also if the quota, which comes back sooner, leaves as little
        await counter.quota.reserve(MEMBER, f"{used} credits", used)
        with pytest.raises(BudgetExceeded) as refused:
            await counter.quotes.quote(MEMBER, SERVER, DRAFT)
        await counter.quota.settle(f"{used} credits", 0)
        assert refused.value.spending.cap.span.ends == 20_001 * DAY
    counter.clock.advance(DAY)
    assert (await counter.quotes.quote(MEMBER, SERVER, DRAFT)).shortfall is None


async def test_a_grant_raises_quota_and_budget_of_a_quote(counter: Counter) -> None:
    await counter.decide(ServerRules(member_budget=_a_day(10)))
    await counter.governed.grants.grant(SERVER, MEMBER, 15, counter.clock.time + DAY, 1)
    quote = await counter.quotes.quote(MEMBER, SERVER, DRAFT)
    assert quote.binding
    assert (quote.left, quote.binding.cap.limit) == (25, 25)
    await counter.spend(6, MEMBER)
    assert (await counter.quotes.quote(MEMBER, SERVER, DRAFT)).left == 19


async def test_what_is_free_needs_nothing_of_a_budget(counter: Counter) -> None:
    counter.open_with(a_host(server=_a_day(16)), FREE)
    await counter.spend(16)
    assert await counter.quotes.is_affordable(MEMBER, SERVER, DRAFT)


async def test_who_is_refused_by_an_estimate_has_its_managers_warned(counter: Counter) -> None:
    counter.open_with(a_host(server=_a_day(16)))
    await counter.spend(14)
    assert (await counter.quotes.quote(MEMBER, SERVER, DRAFT)).shortfall
    await asyncio.wait([task for task in asyncio.all_tasks() if task.get_name() == "warn of budgets"])
    assert [warning.percent for warning in counter.governed.told] == [100]
