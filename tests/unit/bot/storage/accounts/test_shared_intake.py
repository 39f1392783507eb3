"""A job's credits are reserved and the job is stored together, or neither, whatever other processes do."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from bot.credits.errors import QuotaExceeded, TooManyRunning
from bot.credits.quota import RoleQuota
from bot.errors import AlreadyHandled, DatabaseAway, RunOver
from bot.jobs.errors import AlreadyFetched, IdTaken
from bot.jobs.job import Job
from bot.jobs.state import JobState
from bot.runtime.clock import Clock
from bot.storage.accounts import statements
from bot.storage.database import Database, Row, Transaction
from bot.storage.postgres.database import open_database
from bot.storage.sql.posts import SqlPosts
from tests.support.accounts import LIMIT, Accounts, a_process
from tests.support.clock import FakeClock
from tests.support.databases import MeddledDatabase, end_run

PROCESSES = 4


class _Unlocked:
    """A transaction that takes no lock, and goes on once those of the other processes have read as well."""

    def __init__(self, transaction: Transaction, readers: asyncio.Barrier) -> None:
        self._transaction = transaction
        self._readers = readers

    async def fetch(self, statement: str, values: Iterable[Any] = ()) -> Sequence[Row]:
        if statement == statements.LOCK:
            return ()
        rows = await self._transaction.fetch(statement, values)
        if statement == statements.STANDING:
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


class _Killed:
    """A transaction whose connection the server ends after the job was inserted."""

    def __init__(self, transaction: Transaction, database: Database) -> None:
        self._transaction = transaction
        self._database = database

    async def fetch(self, statement: str, values: Iterable[Any] = ()) -> Sequence[Row]:
        return await self._transaction.fetch(statement, values)

    async def write(self, statement: str, values: Iterable[Any]) -> int:
        written = await self._transaction.write(statement, values)
        (own,) = await self._transaction.fetch("SELECT pg_backend_pid() AS pid")
        await self._database.fetch("SELECT pg_terminate_backend(?)", (own["pid"],))
        return written


class _KillingDatabase(MeddledDatabase):
    """Its transactions end before they are committed."""

    def meddled(self, transaction: Transaction) -> Transaction:
        return _Killed(transaction, self.database)


class _DeafDatabase(MeddledDatabase):
    """It never hears that a transaction was committed."""

    async def committed(self) -> None:
        raise DatabaseAway("the answer is lost")


@asynccontextmanager
async def _processes(
    url: str, clock: FakeClock, readers: asyncio.Barrier | None = None
) -> AsyncIterator[list[Accounts]]:
    """Four processes, without the lock if they are to wait for the other ``readers``."""
    async with AsyncExitStack() as stack:
        yield [
            await stack.enter_async_context(
                a_process(url, clock, lambda database: _UnlockedDatabase(database, readers) if readers else database)
            )
            for _ in range(PROCESSES)
        ]


async def _spend_the_last_credit(processes: list[Accounts], user_id: int) -> int:
    """How many of the processes sell it at the same time."""
    jobs = [process.a_job(user_id, LIMIT) for process in processes]
    calls = (process.intake.open(job) for process, job in zip(processes, jobs, strict=True))
    outcomes = await asyncio.gather(*calls, return_exceptions=True)
    assert {type(outcome) for outcome in outcomes} <= {type(None), QuotaExceeded}
    return outcomes.count(None)


@pytest.mark.parametrize("default", ["", "%20-cdefault_transaction_isolation%3Dserializable"])
async def test_of_four_processes_one_sells_the_last_credit(postgres_url: str, clock: FakeClock, default: str) -> None:
    async with _processes(postgres_url + default, clock) as processes:
        members = range(1, 21)
        sold = await asyncio.gather(*(_spend_the_last_credit(processes, member) for member in members))
        assert sold == [1] * len(members)
        assert [await processes[0].used(member) for member in members] == [LIMIT] * len(members)


async def test_without_the_lock_all_four_sell_it(postgres_url: str, clock: FakeClock) -> None:
    """So the test before this one can fail."""
    async with _processes(postgres_url, clock, asyncio.Barrier(PROCESSES)) as processes:
        assert await _spend_the_last_credit(processes, 1) == PROCESSES
        assert await processes[0].used() == PROCESSES * LIMIT


async def test_a_job_is_stored_with_its_reservation_and_its_posts(process: Accounts, other: Accounts) -> None:
    job = await process.open(cost=4)
    assert (await other.repository.find(job.id), await other.used()) == (job, 4)
    posts = SqlPosts(process.database, "a run")
    assert [post.message_id for post in await posts.of_job(job.id)] == [job.card.message_id]


async def test_the_limits_of_a_members_roles_hold_over_all_processes(process: Accounts, other: Accounts) -> None:
    tiers = (RoleQuota(LIMIT + 5, running=9),)
    jobs = [(taking, taking.a_job(cost=4)) for taking in (process, other) * 3]
    tries = (taking.intake.open(job, tiers) for taking, job in jobs)
    outcomes = await asyncio.gather(*tries, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes].count(QuotaExceeded) == 3
    assert (await other.quota.balance(1, tiers=tiers)).left == 3
    with pytest.raises(QuotaExceeded):
        await other.intake.open(other.a_job(cost=1), (RoleQuota(running=9),))
    with pytest.raises(TooManyRunning) as refused:
        await process.intake.open(process.a_job(cost=1), (RoleQuota(running=3),))
    assert refused.value.limit == 3


async def test_a_lost_job_is_reopened_within_the_limits_of_its_members_roles(process: Accounts) -> None:
    failed = await process.fail(await process.open(cost=6, task_id="task_1"))
    reopened = replace(failed, state=JobState.READY, acknowledged=False, failure=None)
    with pytest.raises(QuotaExceeded):
        await process.intake.reopen(reopened, (RoleQuota(5),))
    await process.intake.reopen(reopened, (RoleQuota(6),))
    assert await process.used() == 6


async def test_a_refused_job_is_not_stored(process: Accounts) -> None:
    job = process.a_job(cost=LIMIT + 1)
    with pytest.raises(QuotaExceeded):
        await process.intake.open(job)
    assert (await process.repository.find(job.id), await process.used()) == (None, 0)


async def test_of_two_processes_that_hear_one_interaction_one_has_the_job(process: Accounts, other: Accounts) -> None:
    jobs = [hearer.a_job(cost=LIMIT, interaction_id=7) for hearer in (process, other)]
    outcomes = await asyncio.gather(process.intake.open(jobs[0]), other.intake.open(jobs[1]), return_exceptions=True)
    assert sorted(str(type(outcome)) for outcome in outcomes) == sorted(map(str, (type(None), AlreadyHandled)))
    assert await process.used() == LIMIT


async def test_an_interaction_whose_job_was_erased_is_not_heard_again(process: Accounts, other: Accounts) -> None:
    await process.repository.drop((await process.open(interaction_id=7)).id)
    with pytest.raises(AlreadyHandled):
        await other.open(interaction_id=7)


async def test_a_job_id_that_is_taken_is_told_from_an_interaction_that_is(process: Accounts, other: Accounts) -> None:
    job = await process.open(cost=2)
    with pytest.raises(IdTaken):
        await other.open(user_id=2, cost=3, id=job.id)
    assert (await other.repository.find(job.id), await other.used(2)) == (job, 0)


async def test_a_run_that_is_over_takes_nothing_in(process: Accounts) -> None:
    await end_run(process.database, process.run)
    with pytest.raises(RunOver):
        await process.open()
    assert await process.used() == 0


async def _lost(process: Accounts) -> Job:
    """A failed job, as it would be reopened."""
    failed = await process.fail(await process.open(cost=6, task_id="task_1"))
    return failed.advance(JobState.READY, acknowledged=False, created_at=process.clock.time)


async def test_of_two_processes_that_reopen_a_job_one_does(process: Accounts, other: Accounts) -> None:
    job = await _lost(process)
    outcomes = await asyncio.gather(process.intake.reopen(job), other.intake.reopen(job), return_exceptions=True)
    # The other one is refused for the credits that this one reserved, before it sees whose the job is.
    assert sorted(outcome is None for outcome in outcomes) == [False, True]
    assert await process.used() == 6


async def test_a_job_that_was_reopened_is_not_reopened_again(process: Accounts, other: Accounts) -> None:
    job = replace(await _lost(process), cost=1)
    await process.intake.reopen(job)
    with pytest.raises(AlreadyFetched):
        await other.intake.reopen(job)
    assert await other.used() == 1


async def test_a_job_is_reopened_only_if_its_member_can_afford_it(process: Accounts, other: Accounts) -> None:
    job = await _lost(process)
    await other.open(cost=5)
    with pytest.raises(QuotaExceeded):
        await process.intake.reopen(job)
    found = await process.repository.find(job.id)
    assert found
    assert (found.state, await process.used()) == (JobState.FAILED, 5)


async def test_a_transaction_that_is_killed_leaves_nothing_reserved(postgres_url: str, clock: FakeClock) -> None:
    async with a_process(postgres_url, clock, _KillingDatabase) as process:
        job = process.a_job(cost=LIMIT)
        with pytest.raises(DatabaseAway):
            await process.intake.open(job)
        assert (await process.repository.find(job.id), await process.used()) == (None, 0)


async def test_a_member_whose_requests_wait_for_a_lock_too_long_is_refused(postgres_url: str, clock: FakeClock) -> None:
    async with (
        a_process(postgres_url, clock, lambda database: database.within(0.3)) as process,
        open_database(postgres_url, Clock()) as database,
        database.transaction() as transaction,
    ):
        await transaction.fetch(statements.LOCK, (1,))
        with pytest.raises(DatabaseAway):
            await process.open()
        await process.open(user_id=2)


async def test_a_refused_job_that_was_stored_after_all_is_deleted(
    postgres_url: str, clock: FakeClock, other: Accounts
) -> None:
    async with a_process(postgres_url, clock, _DeafDatabase) as process:
        job = process.a_job(cost=LIMIT)
        with pytest.raises(DatabaseAway):
            await process.intake.open(job)
        await process.undone()
        assert (await other.repository.find(job.id), await other.used()) == (None, 0)
        assert await SqlPosts(other.database, "a run").of_job(job.id) == []


async def test_a_job_that_was_reopened_after_all_goes_on_elsewhere(
    postgres_url: str, clock: FakeClock, other: Accounts
) -> None:
    job = await _lost(other)
    async with a_process(postgres_url, clock, _DeafDatabase) as process:
        with pytest.raises(DatabaseAway):
            await process.intake.reopen(job)
        await process.undone()
        assert await other.repository.adopt(1) == [job]
        assert await other.used() == 6
