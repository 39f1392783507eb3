"""The bot without the fence between processes, to show that the campaign would find what it prevents.

A process that was paused until others took its jobs over goes on with them, and takes each back with every write.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import SecretStr

from bot.cluster.run import Run
from bot.credits.quota import Quota
from bot.credits.window import CreditWindow
from bot.jobs.job import Job
from bot.launch import Factories
from bot.runtime.clock import Clock
from bot.storage.accounts.accounts import SharedAccounts
from bot.storage.accounts.shared_quota import SharedQuota
from bot.storage.database import Database
from bot.storage.postgres.database import open_database
from bot.storage.sql.jobs import SqlJobRepository
from bot.storage.sqlite.database import SqliteDatabase
from bot.storage.stores import Stores, open_stores

_LIVE = "INSERT INTO runs (id, expires_at) VALUES (?, 'infinity') ON CONFLICT (id) DO NOTHING"
_TAKE_BACK = "UPDATE jobs SET owner = ? WHERE id = ?"


@dataclass(frozen=True, slots=True)
class HeedlessRun:
    """A run that always acts, whatever the database says of its lease."""

    run: Run
    held: bool = True
    is_shared: bool = True
    away: bool = False

    @property
    def id(self) -> str:
        return self.run.id

    async def wait(self) -> None:
        pass

    async def over(self) -> None:
        await asyncio.Event().wait()

    def renewals(self) -> AsyncGenerator[None]:
        return self.run.renewals()


class UnfencedJobs(SqlJobRepository):
    """Writes a job whoever owns it."""

    async def save(self, job: Job) -> None:
        await _take_back(self._database, self._run, job.id)
        await super().save(job)


class UnfencedQuota(SharedQuota):
    """Settles a job whoever owns it."""

    async def settle(self, job_id: str, charged: int) -> None:
        await _take_back(self._patient, self._run, job_id)
        await super().settle(job_id, charged)


class UnfencedAccounts(SharedAccounts):
    def quota(self, window: CreditWindow, clock: Clock) -> Quota:
        return UnfencedQuota(window, self.database, self.patient, self.run, clock)


@asynccontextmanager
async def open_unfenced_stores(
    folder: Path,
    clock: Clock,
    database: Callable[[Path, Clock], SqliteDatabase],
    url: SecretStr | None,
    processes: int,
) -> AsyncIterator[Stores]:
    """As ``open_stores``; ``url`` must be given."""
    assert url
    async with (
        open_stores(folder, clock, database, url, processes) as stores,
        open_database(url.get_secret_value(), clock) as shared,
    ):
        jobs, accounts = UnfencedJobs(shared, stores.run.id), UnfencedAccounts(shared, shared, stores.run.id)
        yield replace(stores, run=HeedlessRun(stores.run), jobs=jobs, member_jobs=jobs, accounts=accounts)


async def _take_back(database: Database, run: str, job_id: str) -> None:
    await database.write_all([(_LIVE, (run,)), (_TAKE_BACK, (run, job_id))])


def unfenced() -> Factories:
    """What such a bot is made with."""
    return Factories(stores=open_unfenced_stores)
