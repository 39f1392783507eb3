"""The intake of several processes: one transaction reserves the credits, within all caps, and stores the job."""

from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from functools import partial

from bot.budgets.budgets import Allowance, Budgets
from bot.budgets.caps import Spending, accounts_of
from bot.budgets.errors import NotCovered
from bot.credits.attempts import WINDOW
from bot.credits.quota import QuotaTiers
from bot.credits.window import CreditWindow
from bot.errors import AlreadyHandled, DatabaseAway, Duplicate
from bot.jobs.errors import AlreadyFetched, IdTaken
from bot.jobs.job import Job
from bot.runtime.background import BackgroundTasks
from bot.runtime.clock import Clock
from bot.storage.accounts import statements
from bot.storage.accounts.shared_attempts import check_declined
from bot.storage.accounts.shared_quota import ROUNDING, bookings, entries_of
from bot.storage.accounts.spending import counted, key_of
from bot.storage.database import Database, Row, Statement, Transaction
from bot.storage.sql import job_rows, posts


class SharedIntake:
    """Takes in jobs of ``run``. Whatever else a member requests meanwhile, from any process, waits.

    Args:
        database: for members, who do not wait for long.
        patient: the same database, for as long as it is away.
    """

    def __init__(
        self,
        window: CreditWindow,
        most_declined: int,
        budgets: Budgets,
        database: Database,
        patient: Database,
        run: str,
        tasks: BackgroundTasks,
        clock: Clock,
    ) -> None:
        self._window = window
        self._most_declined = most_declined
        self._budgets = budgets
        self._database = database
        self._patient = patient
        self._run = run
        self._tasks = tasks
        self._clock = clock

    async def open(self, job: Job, tiers: QuotaTiers = ()) -> None:
        await self._budgets.reserve(job.expense, partial(self._open, job, tiers))

    async def reopen(self, job: Job, tiers: QuotaTiers = ()) -> None:
        await self._budgets.reserve(job.expense, partial(self._reopen, job, tiers))

    async def _open(self, job: Job, tiers: QuotaTiers, allowance: Allowance) -> list[Spending]:
        undo = [(statements.FORGET_REFUSED, (job.id, self._run)), posts.forgetting(job.id)]
        try:
            async with self._turn(job, undo, allowance) as transaction:
                await self._check_standing(job, transaction, tiers, allowance)
                spent = await self._spent_with(job, transaction, allowance)
                if not await _write(transaction, job_rows.adding(job, self._run)):
                    raise IdTaken(job.id)
        except Duplicate as error:
            raise AlreadyHandled from error
        return spent

    async def _reopen(self, job: Job, tiers: QuotaTiers, allowance: Allowance) -> list[Spending]:
        # Whoever finds it without an owner goes on with it, as after a crash.
        async with self._turn(job, [(statements.LET_GO, (job.id, self._run))], allowance) as transaction:
            now, window = self._clock.now(), self._window.for_member(allowance.granted, tiers)
            window.check(await entries_of(job.user_id, transaction, window, now), job.cost, now)
            spent = await self._spent_with(job, transaction, allowance)
            if not await _write(transaction, job_rows.reopening(job, self._run)):
                raise AlreadyFetched
        return spent

    @asynccontextmanager
    async def _turn(self, job: Job, undo: Sequence[Statement], allowance: Allowance) -> AsyncIterator[Transaction]:
        """A transaction in which nothing else is reserved for the member.

        If it is not known whether it was committed, ``undo`` follows: the member is told that the job was refused.
        """
        has_begun = False
        try:
            async with self._database.transaction() as transaction:
                lock = statements.LOCK_WITH_COUNTERS if allowance.caps else statements.LOCK
                await transaction.fetch(lock, (job.user_id,))
                has_begun = True
                yield transaction
        except DatabaseAway:
            if has_begun:
                self._tasks.start(self._undo(job, undo), f"undo job {job.id}")
            raise

    async def _check_standing(
        self, job: Job, transaction: Transaction, tiers: QuotaTiers, allowance: Allowance
    ) -> None:
        """Raise UserError if the member may have no new job of this interaction."""
        now, window = self._clock.now(), self._window.for_member(allowance.granted, tiers)
        values = job.user_id, now - window.seconds - ROUNDING, job.user_id
        declined = job.user_id, now - WINDOW, self._most_declined
        rows = defaultdict[str, list[Row]](list)
        for row in await transaction.fetch(statements.STANDING, (*values, job.interaction_id, *declined)):
            rows[row["kind"]].append(row)
        if rows["handled"]:
            raise AlreadyHandled
        check_declined([row["created_at"] for row in rows["declined"]], self._most_declined, now)
        window.check(bookings(rows["entry"], now), job.cost, now)

    async def _spent_with(self, job: Job, transaction: Transaction, allowance: Allowance) -> list[Spending]:
        """What will be spent of each cap with the job. Raises NotCovered if it costs more than one leaves."""
        if not allowance.caps:
            return []
        at = job.created_at
        rows = await transaction.fetch(statements.COUNTERS, (*accounts_of(job.expense), at, at))
        found = {(row["account"], row["starts"], row["ends"]): row for row in rows}
        if not all(key_of(cap) in found for cap in allowance.caps):
            raise NotCovered
        spendings = [counted(cap, found[key_of(cap)]) for cap in allowance.caps]
        if any(spending.left < job.cost for spending in spendings):
            raise NotCovered
        return [replace(spending, spent=spending.spent + job.cost) for spending in spendings]

    async def _undo(self, job: Job, writes: Sequence[Statement]) -> None:
        """Carry out what undoes the job, once the database is back. If this process ends first, recovery does it."""
        is_done = False
        while not is_done:
            with suppress(DatabaseAway):
                async with self._patient.transaction() as transaction:
                    # The server may still be at the transaction that is undone, which has the lock.
                    await transaction.fetch(statements.LOCK, (job.user_id,))
                    await _write(transaction, writes)
                is_done = True


async def _write(transaction: Transaction, writes: Sequence[Statement]) -> bool:
    """Run statements; whether the first of them found its row."""
    found, *_ = [await transaction.write(*statement) for statement in writes]
    return bool(found)
