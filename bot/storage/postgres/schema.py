"""Migrations: a database with schema version N has run the first N numbered scripts, and runs the rest.

All run in one transaction under a lock, so that processes that start together wait for each other. A released script is
never edited; append another one. It only adds: during an update, processes of two versions use the same tables.
"""

import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from importlib.resources import files

import psycopg

from bot.errors import StorageError
from bot.storage.postgres.connections import connected
from bot.storage.postgres.errors import Refused, reason
from bot.storage.postgres.transaction import Connection, fetch, write

_log = logging.getLogger(__name__)

OLDEST = 14
"""The oldest version of PostgreSQL that the bot is made for."""

ENCODING = "UTF8"
"""The only encoding of a database in which every prompt can be stored."""

PROBE_WAIT = 5
"""Seconds that a probe takes to connect, or to wait for a process that changes the schema."""

VACUUM = (
    "VACUUM jobs, posts, members, pending_messages, refs, selections, servers, blocks, acts, consents, notices, moves,"
    " grants, spending, decisions"
)
"""Of the tables that hold what members may erase, or what tells of them."""

_LOCK = "SELECT pg_advisory_xact_lock(2, 0)"
"""Its first number tells what is locked: 1 is a member's quota, 3 the number of shards, 5 the counters of budgets."""

_TRY_LOCK = "SELECT pg_try_advisory_xact_lock(2, 0) AS locked"

WAITING = "another process is setting up the database of DATABASE_URL; waiting for it"
"""What the host is told of a start that waits for the lock."""

_MAKE = "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)"


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
        (lock,) = await fetch(connection, _TRY_LOCK, ())
        if not lock["locked"]:
            _log.info(WAITING)
            await fetch(connection, _LOCK, ())
        yield


async def migrate_at(url: str, migrations: Sequence[str]) -> bool:
    """Run the missing scripts in the database of ``url``, all or none. Returns False if another process has the lock.

    Raises:
        StorageError: a script failed, the database can't be written, its version is higher than the last script's, or
            its encoding isn't UTF8.
    """
    async with connected(url) as connection:
        _check_encoding(connection.info)
        async with connection.transaction():
            (lock,) = await fetch(connection, _TRY_LOCK, ())
            if not lock["locked"]:
                return False
            before = await _migrate(connection, migrations)
        if 0 < before < len(migrations):
            _log.info("migrated the database of DATABASE_URL from schema %d to %d", before, len(migrations))
        return True


def _check_encoding(info: psycopg.ConnectionInfo) -> None:
    """Raise Refused if the database can't store every text. PostgreSQL itself may make one like that by default."""
    encoding = info.parameter_status("server_encoding")
    if encoding != ENCODING:
        raise Refused(
            f"its encoding is {encoding}, which can't store every prompt: create a database with TEMPLATE template0"
            f" ENCODING '{ENCODING}', and restore a dump there if you have one"
        )


async def _migrate(connection: Connection, migrations: Sequence[str]) -> int:
    """Returns the version that the database had, 0 if it was empty."""
    # Other processes may use the tables for as long as it takes.
    await write(connection, "SET LOCAL statement_timeout = 0", ())
    await write(connection, _MAKE, ())
    rows = await fetch(connection, "SELECT version FROM schema_version", ())
    version = rows[0]["version"] if rows else 0
    if version > len(migrations):
        raise Refused(f"it was set up by a newer version of the bot (schema {version}); update the bot")
    for script in migrations[version:]:
        await connection.execute(script)
    # Also where nothing is missing: a server that can't be written must be noticed now, and not at the first job.
    await write(connection, "DELETE FROM schema_version", ())
    await write(connection, "INSERT INTO schema_version VALUES (?)", (len(migrations),))
    return int(version)


def probe(url: str) -> int:
    """The version of the server at ``url``, if the bot could start there. Raises StorageError with the reason if not.

    The database stays as it is.
    """
    try:
        connection = psycopg.connect(url, connect_timeout=PROBE_WAIT)
    except psycopg.Error as error:
        raise StorageError(f"can't connect to DATABASE_URL: {reason(error)}") from error
    with closing(connection):
        server = connection.info.server_version // 10_000
        if server < OLDEST:
            raise StorageError(f"PostgreSQL {server} is too old: use {OLDEST} or newer")
        try:
            _check_encoding(connection.info)
        except Refused as error:
            raise StorageError(error.reason) from error
        try:
            version = _probe_writes(connection)
        except psycopg.Error as error:
            raise StorageError(f"the user of DATABASE_URL can't write there: {reason(error)}") from error
    if version > len(scripts()):
        raise StorageError(f"it was set up by a newer version of the bot (schema {version}): update the bot")
    return server


def _probe_writes(connection: psycopg.Connection) -> int:
    """Do what a start writes, and take it back. Returns the version of the schema, 0 if there is none yet."""
    connection.execute(f"SET LOCAL lock_timeout = '{PROBE_WAIT}s'".encode())
    connection.execute(_MAKE)
    row = connection.execute("DELETE FROM schema_version RETURNING version").fetchone()
    connection.rollback()
    return int(row[0]) if row else 0
