"""The intake of several processes: one transaction reserves the credits and stores the job."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

from bot.credits.window import CreditWindow
from bot.errors import AlreadyHandled, DatabaseAway, Duplicate
from bot.jobs.errors import AlreadyFetched, IdTaken
from bot.jobs.job import Job
from bot.runtime.background import BackgroundTasks
from bot.runtime.clock import Clock
from bot.storage.accounts import statements
from bot.storage.accounts.shared_quota import entries_of
from bot.storage.database import Database, Statement, Transaction
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
        database: Database,
        patient: Database,
        run: str,
        tasks: BackgroundTasks,
        clock: Clock,
    ) -> None:
        self._window = window
        self._database = database
        self._patient = patient
        self._run = run
        self._tasks = tasks
        self._clock = clock

    async def open(self, job: Job) -> None:
        undo = [(statements.FORGET_REFUSED, (job.id, self._run)), posts.forgetting(job.id)]
        try:
            async with self._turn(job, undo) as transaction:
                if await transaction.fetch(statements.OF_INTERACTION, (job.interaction_id,)):
                    raise AlreadyHandled
                await self._check(job, transaction)
                if not await _write(transaction, job_rows.adding(job, self._run)):
                    raise IdTaken(job.id)
        except Duplicate as error:
            raise AlreadyHandled from error

    async def reopen(self, job: Job) -> None:
        # Whoever finds it without an owner goes on with it, as after a crash.
        async with self._turn(job, [(statements.LET_GO, (job.id, self._run))]) as transaction:
            await self._check(job, transaction)
            if not await _write(transaction, job_rows.reopening(job, self._run)):
                raise AlreadyFetched

    @asynccontextmanager
    async def _turn(self, job: Job, undo: Sequence[Statement]) -> AsyncIterator[Transaction]:
        """A transaction in which nothing else is reserved for the member.

        If it is not known whether it was committed, ``undo`` follows: the member is told that the job was refused.
        """
        has_begun = False
        try:
            async with self._database.transaction() as transaction:
                await transaction.fetch(statements.LOCK, (job.user_id,))
                has_begun = True
                yield transaction
        except DatabaseAway:
            if has_begun:
                self._tasks.start(self._undo(job, undo), f"undo job {job.id}")
            raise

    async def _check(self, job: Job, transaction: Transaction) -> None:
        now = self._clock.now()
        self._window.check(await entries_of(job.user_id, transaction, self._window, now), job.cost, now)

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
