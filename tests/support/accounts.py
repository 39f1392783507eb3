"""One of several processes, as far as it takes in jobs and counts credits."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

from bot.budgets.budgets import HostBudgets
from bot.cluster.signals import NO_SIGNALS, Signals
from bot.credits.window import CreditWindow
from bot.jobs.job import Job
from bot.jobs.state import JobState
from bot.runtime.background import BackgroundTasks
from bot.runtime.clock import Clock
from bot.storage.accounts.accounts import BudgetStores
from bot.storage.accounts.shared_attempts import SharedAttempts
from bot.storage.accounts.shared_intake import SharedIntake
from bot.storage.accounts.shared_quota import SharedQuota
from bot.storage.database import Database
from bot.storage.postgres.database import PostgresDatabase, open_database
from bot.storage.sql.jobs import SqlJobRepository
from tests.support.budgets import NO_BUDGETS, Governed
from tests.support.clock import FakeClock
from tests.support.databases import a_run
from tests.support.jobs import a_job

LIMIT = 10
MAX_RUNNING = 3
WINDOW = CreditWindow(LIMIT, 3600.1, MAX_RUNNING)
DECLINED = 4

_numbers = count(1)


class Accounts:
    """The accounts of a process with the run ``run``.

    Args:
        intake_through: the database that its intake uses (None: ``database``).
    """

    def __init__(
        self,
        database: PostgresDatabase,
        run: str,
        clock: FakeClock,
        intake_through: Database | None = None,
        host: HostBudgets = NO_BUDGETS,
        signals: Signals = NO_SIGNALS,
    ) -> None:
        self.database = database
        self.run = run
        self.clock = clock
        self.tasks = BackgroundTasks()
        time = clock.clock
        self.governed = Governed(database, time, host, BudgetStores.shared, self.tasks, signals)
        through = intake_through or database
        self.intake = SharedIntake(WINDOW, DECLINED, self.governed.budgets, through, database, run, self.tasks, time)
        self.quota = SharedQuota(WINDOW, database, database, run, time)
        self.attempts = SharedAttempts(DECLINED, database, time)
        self.repository = SqlJobRepository(database, run)

    def a_job(self, user_id: int = 1, cost: int = 1, **fields: Any) -> Job:
        """A job that nobody has, requested now; its pictures are at imini."""
        number = next(_numbers)
        made = {
            "id": f"{number:010x}",
            "interaction_id": number,
            "created_at": self.clock.time,
            "state": JobState.READY,
        }
        return a_job(user_id=user_id, cost=cost, **{**made, **fields})

    async def open(self, user_id: int = 1, cost: int = 1, **fields: Any) -> Job:
        """A job that was taken in."""
        job = self.a_job(user_id, cost, **fields)
        await self.intake.open(job)
        return job

    async def end(self, job: Job, charged: int) -> Job:
        """The job once its pictures were delivered, for ``charged`` credits."""
        return await self._saved(job.advance(JobState.DELIVERED, charged=charged, acknowledged=True))

    async def fail(self, job: Job, *, in_vain: bool = False) -> Job:
        """The job once it has failed."""
        return await self._saved(job.advance(JobState.FAILED, charged=0, acknowledged=True, in_vain=in_vain))

    async def used(self, user_id: int = 1) -> int:
        """What the member has spent or reserved."""
        return (await self.quota.balance(user_id)).used

    async def undone(self) -> None:
        """Return once what the intake does in the background is done."""
        own = asyncio.current_task()
        undoing = [task for task in asyncio.all_tasks() if task is not own and task.get_name().startswith("undo job")]
        assert undoing
        await asyncio.gather(*undoing)

    async def _saved(self, job: Job) -> Job:
        await self.quota.finish(job.id, job.charged)
        await self.repository.save(job)
        return job


@asynccontextmanager
async def a_process(
    url: str,
    clock: FakeClock,
    through: Callable[[PostgresDatabase], Database] = lambda database: database,
    host: HostBudgets = NO_BUDGETS,
    signals: Signals = NO_SIGNALS,
) -> AsyncIterator[Accounts]:
    """A process with connections of its own; ``through`` wraps the database of its intake."""
    async with open_database(url, Clock()) as database:
        accounts = Accounts(database, await a_run(database), clock, through(database), host, signals)
        try:
            yield accounts
        finally:
            await accounts.tasks.close()
