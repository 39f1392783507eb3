"""Opens the stores; the one place that picks the database."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from pydantic import SecretStr

from bot.cluster.run import Run, SoleRun, new_run_id
from bot.errors import StorageError
from bot.jobs.posts import Posts
from bot.jobs.repository import JobRepository
from bot.members.preferences import PreferenceRepository
from bot.runtime.clock import Clock
from bot.storage.database import Database
from bot.storage.folder_lock import locked
from bot.storage.sql.jobs import SqlJobRepository
from bot.storage.sql.pending import SqlPending
from bot.storage.sql.posts import SqlPosts
from bot.storage.sql.preferences import SqlPreferences
from bot.storage.sqlite.database import SqliteDatabase
from bot.worker.pending import PendingRepository


@dataclass(frozen=True, slots=True)
class Stores:
    """The adapters of one database, by port, and the run for which they write."""

    run: Run
    jobs: JobRepository
    posts: Posts
    preferences: PreferenceRepository
    pending: PendingRepository


@asynccontextmanager
async def open_stores(
    folder: Path,
    clock: Clock,
    database: Callable[[Path, Clock], SqliteDatabase] = SqliteDatabase,
    url: SecretStr | None = None,
) -> AsyncIterator[Stores]:
    """Open the stores for the block: in PostgreSQL at ``url``, or else in ``folder``. Raises StorageError."""
    if url is None:
        async with database(folder / "imagine.db", clock) as file:
            yield _stores(file, SoleRun(file.run))
    else:
        async with _postgres(url, folder, clock) as shared:
            yield _stores(shared, await _sole_run(shared))


def _stores(database: Database, run: Run) -> Stores:
    return Stores(
        run,
        SqlJobRepository(database, run.id),
        SqlPosts(database),
        SqlPreferences(database),
        SqlPending(database, run.id),
    )


async def _sole_run(database: Database) -> Run:
    """End all other runs, and begin the only one."""
    run = SoleRun(new_run_id())
    begin = "INSERT INTO runs (id, expires_at) VALUES (?, 'infinity')"
    await database.write_all([("DELETE FROM runs", ()), (begin, (run.id,))])
    return run


@asynccontextmanager
async def _postgres(url: SecretStr, folder: Path, clock: Clock) -> AsyncIterator[Database]:
    """The database at ``url``, and ``folder`` for this process alone."""
    try:
        # Here, and not at the top: psycopg takes 59 ms and 9 MiB, and is not installed everywhere.
        postgres = import_module("bot.storage.postgres.database")
    except ImportError as error:
        raise StorageError(
            "DATABASE_URL needs the driver of PostgreSQL: run 'make postgres', or pip install 'imagine-bot[postgres]'"
        ) from error
    with locked(folder):
        async with postgres.open_database(url.get_secret_value(), clock) as opened:
            yield opened
