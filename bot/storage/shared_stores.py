"""The stores of several processes, in PostgreSQL. Imported only if ``DATABASE_URL`` is set."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.cluster.notices import SharedNotices
from bot.cluster.outbox import Outbox
from bot.cluster.run import Run, SoleRun, new_run_id
from bot.cluster.sharding import Sharding
from bot.cluster.signals import Signals
from bot.cluster.slots import SharedSlots
from bot.jobs.recent import StoredRecentJobs
from bot.members.selection import TTL
from bot.runtime.clock import Clock
from bot.storage.accounts.accounts import SharedAccounts
from bot.storage.cluster.duties import SqlDuties
from bot.storage.cluster.notices import SqlNotices
from bot.storage.cluster.pacing import SharedPace
from bot.storage.cluster.slots import SqlSlots
from bot.storage.postgres.database import PostgresDatabase, open_database
from bot.storage.postgres.signals import open_signals
from bot.storage.sql.jobs import SqlJobRepository
from bot.storage.sql.pending import SqlPending
from bot.storage.sql.posts import SqlPosts
from bot.storage.sql.preferences import SqlPreferences
from bot.storage.sql.references import SqlReferences
from bot.storage.sql.selections import SqlSelections
from bot.storage.stores import Stores

MEMBERS_WAIT = 2.0
"""Seconds for which what a member asks for waits for the database: Discord gives an answer 3."""

CHOICES_WAIT = 1.0
"""Seconds for which autocomplete waits: its member types on."""


@asynccontextmanager
async def open_shared_stores(url: str, folder: Path, clock: Clock, processes: int) -> AsyncIterator[Stores]:
    """Open the stores for the block, and move what ``folder`` holds there first. Raises StorageError."""
    async with open_database(url, clock, folder=folder) as database, Outbox() as outbox:
        run = await _sole_run(database)
        async with open_signals(url, database, run.id, outbox, clock) as signals:
            slots = SharedSlots(SqlSlots(database, run.id), processes, clock)
            yield _stores(database, run, signals, outbox, Sharding(slots, SharedPace(database, clock)))


def _stores(database: PostgresDatabase, run: Run, signals: Signals, outbox: Outbox, sharding: Sharding) -> Stores:
    members = database.within(MEMBERS_WAIT)
    return Stores(
        run=run,
        jobs=SqlJobRepository(database, run.id),
        recent=StoredRecentJobs(SqlJobRepository(database.within(CHOICES_WAIT), run.id)),
        posts=SqlPosts(database),
        preferences=SqlPreferences(members),
        pending=SqlPending(database, run.id),
        references=SqlReferences(database),
        selections=SqlSelections(members, TTL),
        duties=SqlDuties(database, run.id),
        sharding=sharding,
        signals=signals,
        notices=SharedNotices(signals, SqlNotices(members), outbox),
        accounts=SharedAccounts(members, database, run.id),
    )


async def _sole_run(database: PostgresDatabase) -> Run:
    """End all other runs, and begin the only one."""
    run = SoleRun(new_run_id())
    begin = "INSERT INTO runs (id, expires_at) VALUES (?, 'infinity')"
    await database.write_all([("DELETE FROM runs", ()), (begin, (run.id,))])
    return run
