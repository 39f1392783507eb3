"""Several processes spend at once, and together no more than each cap allows."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from bot.budgets.budgets import HostBudgets
from bot.budgets.caps import Cap, Level
from bot.budgets.errors import BudgetExceeded
from bot.budgets.spans import Span
from bot.credits.errors import QuotaExceeded
from bot.servers.rules import Budget, Period, ServerRules
from bot.storage.accounts import statements
from bot.storage.database import Database, Row, Transaction
from tests.support.accounts import Accounts, a_process
from tests.support.budgets import a_host
from tests.support.clock import FakeClock
from tests.support.databases import MeddledDatabase
from tests.support.jobs import a_card
from tests.support.shared import wired

PROCESSES = 4
JOBS = 40
LIMIT = 25


class _Unlocked:
    """A transaction that reads the counters without locking them, and goes on once all others have read as well."""

    def __init__(self, transaction: Transaction, readers: asyncio.Barrier) -> None:
        self._transaction = transaction
        self._readers = readers

    async def fetch(self, statement: str, values: Iterable[Any] = ()) -> Sequence[Row]:
        if statement != statements.COUNTERS:
            return await self._transaction.fetch(statement, values)
        rows = await self._transaction.fetch(statement.replace("FOR UPDATE", ""), values)
        if rows:
            await self._readers.wait()
        return rows

    async def write(self, statement: str, values: Iterable[Any]) -> int:
        return await self._transaction.write(statement, values)


class _UnlockedDatabase(MeddledDatabase):
    """The control: what happens without the lock."""

    def __init__(self, database: Database, readers: asyncio.Barrier) -> None:
        super().__init__(database)
        self._readers = readers

    def meddled(self, transaction: Transaction) -> Transaction:
        return _Unlocked(transaction, self._readers)


@asynccontextmanager
async def _processes(
    url: str, clock: FakeClock, host: HostBudgets, readers: asyncio.Barrier | None = None
) -> AsyncIterator[list[Accounts]]:
    """Four processes, without the lock if they are to wait for the other ``readers``."""

    def through(database: Database) -> Database:
        return _UnlockedDatabase(database, readers) if readers else database

    async with AsyncExitStack() as stack:
        signals = wired(PROCESSES)
        yield [
            await stack.enter_async_context(a_process(url, clock, through, host, signals[number]))
            for number in range(PROCESSES)
        ]


async def _spend(process: Accounts, user_id: int, server_id: int, cost: int) -> int:
    """What is spent: ``cost``, or nothing."""
    try:
        await process.open(user_id, cost, card=a_card(guild_id=server_id))
    except (BudgetExceeded, QuotaExceeded):
        return 0
    return cost


async def _spend_all(processes: list[Accounts], servers: int = 1, cost: int = 1) -> dict[int, int]:
    """Every process spends for many members at once; what was spent in each server."""
    outcomes = await asyncio.gather(
        *(
            _spend(processes[number % PROCESSES], 100 + number, 30 + number % servers, cost)
            for number in range(JOBS * servers)
        )
    )
    return {30 + server: sum(outcomes[server::servers]) for server in range(servers)}


async def test_four_processes_spend_exactly_what_the_bot_may_spend(postgres_url: str, clock: FakeClock) -> None:
    async with _processes(postgres_url, clock, a_host(bot=Budget(credits=LIMIT, period=Period.DAY))) as processes:
        assert sum((await _spend_all(processes, servers=3)).values()) == LIMIT


async def test_four_processes_spend_exactly_what_each_server_may_spend(postgres_url: str, clock: FakeClock) -> None:
    host = a_host(bot=Budget(credits=10**6), server=Budget(credits=LIMIT, period=Period.WEEK))
    async with _processes(postgres_url, clock, host) as processes:
        assert await _spend_all(processes, servers=3) == {30: LIMIT, 31: LIMIT, 32: LIMIT}


async def test_what_a_manager_sets_in_one_process_binds_all(postgres_url: str, clock: FakeClock) -> None:
    async with _processes(postgres_url, clock, a_host()) as processes:
        rules = ServerRules(
            server_budget=Budget(credits=LIMIT), member_budget=Budget(credits=2), time_zone="Asia/Tokyo"
        )
        for process in processes:
            await process.governed.rules.get(30)
        await processes[0].governed.rules.change(30, 1, lambda _: rules)
        assert await _spend_all(processes, cost=3) == {30: 0}
        assert await _spend_all(processes) == {30: LIMIT}


async def test_what_is_refunded_by_one_process_is_spent_by_another(postgres_url: str, clock: FakeClock) -> None:
    async with _processes(postgres_url, clock, a_host(server=Budget(credits=LIMIT))) as processes:
        jobs = [await processes[0].open(number, 1) for number in range(1, LIMIT + 1)]
        assert await _spend(processes[1], 99, 30, 1) == 0
        refunds = (processes[0].fail(job) for job in jobs[:5])
        retries = (_spend(processes[1 + number % 3], 200 + number, 30, 1) for number in range(JOBS))
        await asyncio.gather(*refunds, *retries)
        again = await asyncio.gather(*(_spend(processes[1], 300 + number, 30, 1) for number in range(JOBS)))
        (counter,) = await processes[2].database.fetch("SELECT spent FROM spending")
        (jobs_sum,) = await processes[2].database.fetch("SELECT sum(credits) AS credits FROM jobs")
        assert sum(again) <= 5
        assert counter["spent"] == jobs_sum["credits"] == LIMIT


async def test_counters_that_begin_while_jobs_end_count_them_all(postgres_url: str, clock: FakeClock) -> None:
    async with _processes(postgres_url, clock, a_host()) as processes:
        for attempt in range(10):
            jobs = [await processes[0].open(attempt * 100 + number, 4) for number in range(1, 9)]
            span_ends = clock.time + attempt + 1
            await asyncio.gather(
                *(processes[0].quota.settle(job.id, 1) for job in jobs),
                *(_begin(process, span_ends) for process in processes),
            )
        rows = await processes[0].database.fetch("SELECT spent FROM spending")
        (total,) = await processes[0].database.fetch("SELECT sum(credits) AS credits FROM jobs")
        assert [row["spent"] for row in rows] == [total["credits"]] * 10


async def _begin(process: Accounts, ends: float) -> None:
    """Count all that the bot spends from the first moment until ``ends``."""

    await process.governed.counters.spent([Cap(Level.BOT, None, None, 10**9, Span(0.0, ends))])


async def test_without_the_lock_they_spend_more(postgres_url: str, clock: FakeClock) -> None:
    """So the tests before this one can fail."""
    readers = asyncio.Barrier(PROCESSES)
    host = a_host(server=Budget(credits=LIMIT))
    async with _processes(postgres_url, clock, host, readers) as processes:
        governed = processes[0].governed.budgets
        await governed.spent(await governed.allowance(30, 1, clock.time))
        await asyncio.gather(*(process.open(100 + number, 10) for number, process in enumerate(processes)))
        (counter,) = await processes[0].database.fetch("SELECT spent FROM spending")
        assert counter["spent"] == PROCESSES * 10 > LIMIT
