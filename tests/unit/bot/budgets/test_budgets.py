"""Caps hold, are warned of once, and change what they are about alone."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.budgets.budgets import HostBudgets
from bot.budgets.errors import BudgetExceeded
from bot.jobs.job import Job
from bot.jobs.state import JobState
from bot.servers.rules import Budget, Period, ServerRules
from bot.storage.sql.jobs import SqlJobRepository
from tests.support.budgets import NO_BUDGETS, Governed, InSqlite, a_host
from tests.support.clock import FakeClock
from tests.support.databases import RecordingDatabase
from tests.support.jobs import a_card, a_job

DAY = 24 * 3600.0
SERVER, OTHER_SERVER = 30, 31
TEN_A_DAY = Budget(credits=10, period=Period.DAY)


class Till:
    """One process that sells credits, on SQLite."""

    def __init__(self, database: RecordingDatabase, clock: FakeClock) -> None:
        self.database = database
        self.clock = clock
        self.repository = SqlJobRepository(database, database.run)
        self.number = 0
        self.open_with(NO_BUDGETS)

    def open_with(self, host: HostBudgets) -> None:
        """Sell within the host's budgets from now on."""
        self.governed = Governed(self.database, self.clock.clock, host)
        self.intake, _ = InSqlite(self.database, self.database.run).accounts(self.clock, self.governed)

    async def sell(self, cost: int, server: int = SERVER) -> Job:
        """A job that was accepted; whoever has to be warned is warned."""
        self.number += 1
        job = a_job(
            id=f"{self.number:010x}",
            interaction_id=self.number,
            cost=cost,
            created_at=self.clock.time,
            state=JobState.READY,
            card=a_card(guild_id=server),
        )
        try:
            await self.intake.open(job)
        finally:
            await self.all_warned()
        return job

    async def refund(self, job: Job) -> None:
        await self.repository.save(job.advance(JobState.FAILED, charged=0, acknowledged=True))

    async def all_warned(self) -> None:
        """Return once nothing is done in the background."""
        while tasks := [task for task in asyncio.all_tasks() if task.get_name() == "warn of budgets"]:
            await asyncio.wait(tasks)

    async def left(self, server: int = SERVER) -> list[int]:
        budgets = self.governed.budgets
        return [spending.left for spending in await budgets.spent(await budgets.allowance(server, 10, self.clock.time))]

    @property
    def warned(self) -> list[int]:
        return [warning.percent for warning in self.governed.told]


@pytest.fixture
async def till(tmp_path: Path) -> AsyncIterator[Till]:
    """A process without budgets, at the beginning of a day."""
    clock = FakeClock(20_000 * DAY)
    async with RecordingDatabase(tmp_path / "imagine.db", clock.clock) as database:
        yield Till(database, clock)


async def test_without_a_cap_a_job_takes_the_statements_that_it_took_before(till: Till) -> None:
    await till.sell(1)
    till.database.forget()
    await till.sell(1)
    assert (len(till.database.read), len(till.database.written)) == (0, 2)


async def test_what_is_left_of_all_caps_is_read_at_once(till: Till) -> None:
    till.open_with(a_host(bot=TEN_A_DAY, server=TEN_A_DAY))
    rules = ServerRules(server_budget=TEN_A_DAY, member_budget=Budget(credits=9))
    await till.governed.rules.change(SERVER, 1, lambda _: rules)
    await till.sell(3)
    till.database.forget()
    assert await till.left() == [7, 7, 7, 6]
    reads = [statement for statement, _ in till.database.read if "FROM spending" in statement]
    assert [statement.count("account = ?") for statement in reads] == [4]


async def test_a_job_far_from_any_warning_reads_no_counter(till: Till) -> None:
    till.open_with(a_host(server=TEN_A_DAY))
    await till.sell(1)
    till.database.forget()
    await till.sell(1)
    assert till.database.read == []


async def test_a_warning_comes_once_at_80_percent_and_once_at_100(till: Till) -> None:
    till.open_with(a_host(server=TEN_A_DAY))
    for cost, warned in ((7, []), (1, [80]), (1, [80]), (1, [80, 100])):
        await till.sell(cost)
        assert till.warned == warned
    with pytest.raises(BudgetExceeded):
        await till.sell(1)
    assert till.warned == [80, 100]
    till.clock.advance(DAY)
    await till.sell(8)
    assert till.warned == [80, 100, 80]


async def test_a_budget_that_is_raised_is_not_used_up_any_more_and_is_warned_of_again(till: Till) -> None:
    till.open_with(a_host(bot=TEN_A_DAY))
    await till.sell(10)
    assert till.warned == [100]
    till.open_with(a_host(bot=Budget(credits=20)))
    spending = await till.governed.budgets.of_bot(till.clock.time)
    assert spending
    assert (spending.spent, spending.warned) == (10, 0)
    for cost, warned in ((5, []), (1, [80]), (1, [80]), (3, [80, 100])):
        await till.sell(cost)
        assert till.warned == warned
    till.open_with(a_host(bot=Budget(credits=15)))
    with pytest.raises(BudgetExceeded):
        await till.sell(1)
    assert till.warned == []


async def test_a_cap_that_leaves_too_little_counts_as_used_up_but_one_that_is_hardly_used_does_not(till: Till) -> None:
    till.open_with(a_host(server=TEN_A_DAY))
    with pytest.raises(BudgetExceeded):
        await till.sell(11)
    assert till.warned == []
    await till.sell(9)
    with pytest.raises(BudgetExceeded) as caught:
        await till.sell(2)
    assert (caught.value.needed, caught.value.spending.left) == (2, 1)
    assert caught.value.spending.cap.span.ends == 20_001 * DAY
    assert till.warned == [80, 100]


async def test_a_budget_that_is_lowered_below_what_is_spent_leaves_nothing_until_enough_is_refunded(till: Till) -> None:
    till.open_with(a_host(server=TEN_A_DAY))
    jobs = [await till.sell(3) for _ in range(3)]
    till.open_with(a_host(server=Budget(credits=5, period=Period.DAY)))
    assert await till.left() == [0]
    with pytest.raises(BudgetExceeded):
        await till.sell(1)
    assert (await till.sell(0)).cost == 0
    await till.refund(jobs[0])
    assert await till.left() == [0]
    await till.refund(jobs[1])
    assert await till.left() == [2]


async def test_what_is_refunded_of_an_earlier_day_changes_that_day_only(till: Till) -> None:
    till.open_with(a_host(server=TEN_A_DAY))
    yesterday = await till.sell(10)
    till.clock.advance(DAY)
    await till.sell(6)
    await till.refund(yesterday)
    assert await till.left() == [4]


async def test_the_strictest_of_the_caps_refuses_and_each_server_has_its_own(till: Till) -> None:
    till.open_with(a_host(bot=Budget(credits=15, period=Period.MONTH), server=TEN_A_DAY))
    await till.sell(10)
    with pytest.raises(BudgetExceeded):
        await till.sell(1)
    await till.sell(5, OTHER_SERVER)
    assert (await till.left(SERVER), await till.left(OTHER_SERVER)) == ([0, 0], [0, 5])


async def test_a_cap_that_is_new_counts_what_was_spent_before_it(till: Till) -> None:
    await till.sell(7)
    till.open_with(a_host(server=TEN_A_DAY))
    with pytest.raises(BudgetExceeded):
        await till.sell(4)
    await till.sell(3)


async def test_a_raid_of_500_new_accounts_spends_what_the_server_may_spend(till: Till) -> None:
    till.open_with(a_host(server=Budget(credits=4500, period=Period.DAY)))
    sold = 0
    for _ in range(510):
        try:
            sold += (await till.sell(9)).cost
        except BudgetExceeded:
            break
    assert sold == 4500
