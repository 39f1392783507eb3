"""Opens the stores; the one place that picks the database."""

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Self

from pydantic import SecretStr

from bot.cluster.duties import Duties, SoleDuties
from bot.cluster.notices import NO_NOTICES, Notices
from bot.cluster.run import Run, SoleRun
from bot.cluster.sharding import AllShards, LocalPace, Sharding
from bot.cluster.signals import NO_SIGNALS, Signals
from bot.errors import StorageError
from bot.host.store import DecisionRepository
from bot.images.reference_files import ReferenceFiles, ReferenceFolder
from bot.jobs.posts import Posts
from bot.jobs.recent import MemoryRecentJobs, RecentJobs
from bot.jobs.repository import JobRepository
from bot.members.preferences import CachedPreferences, PreferenceRepository
from bot.members.selection import MemorySelections, SelectionRepository
from bot.runtime.clock import Clock
from bot.servers.acts import Acts
from bot.servers.blocks import BlockRepository
from bot.servers.consent import ConsentRepository
from bot.servers.store import RulesRepository
from bot.storage.accounts.accounts import BudgetStores, SharedAccounts
from bot.storage.database import Database
from bot.storage.folder_lock import locked, locked_if_shared
from bot.storage.inventory import FILE, MOVED, REFERENCES
from bot.storage.servers.acts import SqlActs
from bot.storage.servers.blocks import SqlBlocks
from bot.storage.servers.consents import SqlConsents
from bot.storage.servers.decisions import SqlDecisions
from bot.storage.servers.rules import SqlServerRules
from bot.storage.sql.jobs import SqlJobRepository
from bot.storage.sql.pending import SqlPending
from bot.storage.sql.posts import SqlPosts
from bot.storage.sql.preferences import SqlPreferences
from bot.storage.sqlite import snapshots
from bot.storage.sqlite.database import SqliteDatabase
from bot.worker.pending import PendingRepository

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ServerStores:
    """What the host and the managers of servers decide, and each member's word about their pictures."""

    rules: RulesRepository
    blocks: BlockRepository
    acts: Acts
    consents: ConsentRepository
    decisions: DecisionRepository

    @classmethod
    def of(cls, database: Database) -> Self:
        return cls(
            SqlServerRules(database),
            SqlBlocks(database),
            SqlActs(database),
            SqlConsents(database),
            SqlDecisions(database),
        )


@dataclass(frozen=True, slots=True)
class Stores:
    """The adapters of one database, by port, the run for which they write, and what processes tell each other.

    ``clock`` has the time of day by which all who write there go.
    ``member_jobs`` are the same jobs as ``jobs``, for what a member waits for: it fails if the database is away for
    longer than that, where ``jobs`` waits. ``accounts`` is None if the members' credits are counted in the memory of
    this process.
    """

    run: Run
    clock: Clock
    jobs: JobRepository
    member_jobs: JobRepository
    recent: RecentJobs
    posts: Posts
    preferences: PreferenceRepository
    pending: PendingRepository
    references: ReferenceFiles
    selections: SelectionRepository
    duties: Duties
    sharding: Sharding
    servers: ServerStores
    budgets: BudgetStores
    signals: Signals = NO_SIGNALS
    notices: Notices = NO_NOTICES
    accounts: SharedAccounts | None = None


@asynccontextmanager
async def open_stores(
    folder: Path,
    clock: Clock,
    database: Callable[[Path, Clock], SqliteDatabase] = SqliteDatabase,
    url: SecretStr | None = None,
    processes: int = 1,
) -> AsyncIterator[Stores]:
    """Open the stores for the block: in PostgreSQL at ``url``, or else in ``folder``. Raises StorageError."""
    async with _alone(folder, clock, database) if url is None else _shared(url, folder, clock, processes) as stores:
        yield stores


@asynccontextmanager
async def _alone(
    folder: Path, clock: Clock, database: Callable[[Path, Clock], SqliteDatabase]
) -> AsyncIterator[Stores]:
    """The stores of a bot that is one process."""
    _warn_if_moved(folder)
    with locked_if_shared(folder):
        async with database(folder / FILE, clock) as opened, snapshots.offered(folder, opened.copy):
            yield _stores(opened, folder, clock)


def _stores(database: SqliteDatabase, folder: Path, clock: Clock) -> Stores:
    run = SoleRun(database.run)
    jobs = SqlJobRepository(database, run.id)
    return Stores(
        run=run,
        clock=clock,
        jobs=jobs,
        member_jobs=jobs,
        recent=MemoryRecentJobs(),
        posts=SqlPosts(database, run.id),
        preferences=CachedPreferences(SqlPreferences(database)),
        pending=SqlPending(database, run.id),
        references=ReferenceFolder(folder / REFERENCES),
        selections=MemorySelections(clock),
        duties=SoleDuties(folder),
        sharding=Sharding(AllShards(), LocalPace(clock)),
        servers=ServerStores.of(database),
        budgets=BudgetStores.alone(database),
    )


def _warn_if_moved(folder: Path) -> None:
    """Tell a host who has lost DATABASE_URL why the bot knows no jobs, before it makes an empty file."""
    file, moved = folder / FILE, folder / f"{FILE}{MOVED}"
    if moved.exists() and not file.exists():
        _log.warning(
            "the bot starts with an empty %s: according to %s, all data moved into a database, but DATABASE_URL "
            "isn't set. To use that database, set DATABASE_URL. To go back to the state before the move, stop the "
            "bot, move %s, %s-wal and %s out of DATA_DIR, as far as they are there, and rename %s to %s and %s%s to %s",
            file,
            moved,
            FILE,
            FILE,
            REFERENCES,
            moved.name,
            FILE,
            REFERENCES,
            MOVED,
            REFERENCES,
        )


@asynccontextmanager
async def _shared(url: SecretStr, folder: Path, clock: Clock, processes: int) -> AsyncIterator[Stores]:
    """The stores of one of several processes, and ``folder`` for this process alone."""
    try:
        # Here, and not at the top: psycopg takes 59 ms and 9 MiB, and is not installed everywhere.
        shared = import_module("bot.storage.shared_stores")
    except ImportError as error:
        raise StorageError(
            "DATABASE_URL needs the PostgreSQL driver: run 'make postgres', or pip install 'imagine-bot[postgres]'"
        ) from error
    with locked(folder):
        async with shared.open_shared_stores(url.get_secret_value(), folder, clock, processes) as stores:
            yield stores
