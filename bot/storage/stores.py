"""Opens the stores; the one place that picks the database."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.jobs.posts import Posts
from bot.jobs.repository import JobRepository
from bot.members.preferences import PreferenceRepository
from bot.runtime.clock import Clock
from bot.storage.sql.jobs import SqlJobRepository
from bot.storage.sql.pending import SqlPending
from bot.storage.sql.posts import SqlPosts
from bot.storage.sql.preferences import SqlPreferences
from bot.storage.sqlite.database import SqliteDatabase
from bot.worker.pending import PendingRepository


@dataclass(frozen=True, slots=True)
class Stores:
    """The adapters of one database, by port."""

    jobs: JobRepository
    posts: Posts
    preferences: PreferenceRepository
    pending: PendingRepository


@asynccontextmanager
async def open_stores(
    folder: Path, clock: Clock, database: Callable[[Path, Clock], SqliteDatabase] = SqliteDatabase
) -> AsyncIterator[Stores]:
    """Open the stores in ``folder`` for the block. Raises StorageError."""
    async with database(folder / "imagine.db", clock) as opened:
        yield Stores(SqlJobRepository(opened), SqlPosts(opened), SqlPreferences(opened), SqlPending(opened))
