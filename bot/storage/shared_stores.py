"""The stores of several processes, in PostgreSQL. Imported only if ``DATABASE_URL`` is set."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.cluster.heartbeat import beating
from bot.cluster.lease import HEARTBEAT, SharedRun
from bot.cluster.notices import SharedNotices
from bot.cluster.outbox import Outbox
from bot.cluster.run import Run, new_run_id
from bot.cluster.sharding import Sharding
from bot.cluster.signals import Signals
from bot.cluster.slots import SharedSlots
from bot.jobs.recent import StoredRecentJobs
from bot.members.selection import TTL
from bot.runtime.clock import Clock
from bot.storage.accounts.accounts import BudgetStores, SharedAccounts
from bot.storage.cluster.duties import SqlDuties
from bot.storage.cluster.notices import SqlNotices
from bot.storage.cluster.pacing import SharedPace
from bot.storage.cluster.runs import SqlRuns
from bot.storage.cluster.slots import SqlSlots
from bot.storage.cluster.wall_time import shared_clock
from bot.storage.postgres.database import PostgresDatabase, open_database
from bot.storage.postgres.signals import open_signals
from bot.storage.sql.jobs import SqlJobRepository
from bot.storage.sql.pending import SqlPending
from bot.storage.sql.posts import SqlPosts
from bot.storage.sql.preferences import SqlPreferences
from bot.storage.sql.references import SqlReferences
from bot.storage.sql.selections import SqlSelections
from bot.storage.stores import ServerStores, Stores

MEMBERS_WAIT = 2.0
"""Seconds for which what a member asks for waits for the database: Discord gives an answer 3."""

CHOICES_WAIT = 1.0
"""Seconds for which autocomplete waits: its member types on."""


@asynccontextmanager
async def open_shared_stores(url: str, folder: Path, clock: Clock, processes: int) -> AsyncIterator[Stores]:
    """Open the stores for the block, in which this process is a run, and move what ``folder`` holds there first.

    Raises StorageError.
    """
    async with open_database(url, clock, folder=folder) as database:
        run = SharedRun(new_run_id(), SqlRuns(database.within(HEARTBEAT)), clock)
        # The run ends last, as others go on at once with whatever it has not done.
        async with (
            beating(run, clock),
            Outbox() as outbox,
            open_signals(url, database, run.id, outbox, clock) as signals,
            shared_clock(database.within(HEARTBEAT), clock) as clock_of_all,
        ):
            slots = SharedSlots(SqlSlots(database, run.id), processes, clock)
            sharding = Sharding(slots, SharedPace(database, clock))
            yield _stores(database, run, signals, outbox, sharding, clock_of_all)


def _stores(
    database: PostgresDatabase, run: Run, signals: Signals, outbox: Outbox, sharding: Sharding, clock: Clock
) -> Stores:
    members = database.within(MEMBERS_WAIT)
    return Stores(
        run=run,
        clock=clock,
        jobs=SqlJobRepository(database, run.id),
        member_jobs=SqlJobRepository(members, run.id),
        recent=StoredRecentJobs(SqlJobRepository(database.within(CHOICES_WAIT), run.id)),
        posts=SqlPosts(database, run.id),
        preferences=SqlPreferences(members),
        pending=SqlPending(database, run.id, members),
        references=SqlReferences(database),
        selections=SqlSelections(members, TTL),
        duties=SqlDuties(database, run.id),
        sharding=sharding,
        servers=ServerStores.of(members),
        budgets=BudgetStores.shared(members),
        signals=signals,
        notices=SharedNotices(signals, SqlNotices(members), outbox),
        accounts=SharedAccounts(members, database, run.id),
    )
