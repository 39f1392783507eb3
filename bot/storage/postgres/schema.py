"""Migrations: a database with schema version N has run the first N numbered scripts, and runs the rest.

All run in one transaction under a lock, so that processes that start together wait for each other. A released script is
never edited; append another one. It only adds: during an update, processes of two versions use the same tables.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from importlib.resources import files

from bot.storage.postgres.connections import connected
from bot.storage.postgres.errors import Refused
from bot.storage.postgres.transaction import Connection, fetch, write

VACUUM = (
    "VACUUM jobs, posts, members, pending_messages, refs, selections, servers, blocks, acts, consents, notices, moves,"
    " grants, spending, decisions"
)
"""Of the tables that hold what members may erase, or what tells of them."""

_LOCK = "SELECT pg_advisory_xact_lock(2, 0)"
"""Its first number tells what is locked: 1 is a member's quota, 3 the number of shards, 5 the counters of budgets."""

_TRY_LOCK = "SELECT pg_try_advisory_xact_lock(2, 0) AS locked"


def scripts() -> list[str]:
    """The SQL scripts in ``migrations/``, oldest first."""
    folder = files("bot").joinpath("storage", "postgres", "migrations")
    names = sorted(file.name for file in folder.iterdir() if file.name.endswith(".sql"))
    return [folder.joinpath(name).read_text("utf-8") for name in names]


@asynccontextmanager
async def locked(connection: Connection) -> AsyncIterator[None]:
    """A transaction under the lock, for as long as the block takes. It waits until no other process holds the lock."""
    async with connection.transaction():
        await write(connection, "SET LOCAL statement_timeout = 0", ())
        await write(connection, "SET LOCAL idle_in_transaction_session_timeout = 0", ())
        await fetch(connection, _LOCK, ())
        yield


async def migrate_at(url: str, migrations: Sequence[str]) -> bool:
    """Run the missing scripts in the database of ``url``, all or none. Returns False if another process has the lock.

    Raises:
        StorageError: a script failed, the database can't be written, or its version is higher than the last script's.
    """
    async with connected(url) as connection, connection.transaction():
        (lock,) = await fetch(connection, _TRY_LOCK, ())
        if lock["locked"]:
            await _migrate(connection, migrations)
        return bool(lock["locked"])


async def _migrate(connection: Connection, migrations: Sequence[str]) -> None:
    # Other processes may use the tables for as long as it takes.
    await write(connection, "SET LOCAL statement_timeout = 0", ())
    await write(connection, "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)", ())
    rows = await fetch(connection, "SELECT version FROM schema_version", ())
    version = rows[0]["version"] if rows else 0
    if version > len(migrations):
        raise Refused(f"it was set up by a newer version of the bot (schema {version}); update the bot")
    for script in migrations[version:]:
        await connection.execute(script)
    # Also where nothing is missing: a server that can't be written must be noticed now, and not at the first job.
    await write(connection, "DELETE FROM schema_version", ())
    await write(connection, "INSERT INTO schema_version VALUES (?)", (len(migrations),))
