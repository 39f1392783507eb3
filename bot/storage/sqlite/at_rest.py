"""The file of a bot that does not run: looked at, copied, or held so that no bot starts on it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from bot.errors import StorageError
from bot.storage.sqlite import copies, schema

LOCK_TIMEOUT = 1.0
"""Seconds to wait until another process releases the file."""


def inspect(database: Path) -> tuple[int, int]:
    """The schema version of a file, and the number of jobs in it.

    Raises:
        NewerSchema: a newer version of the bot has made it.
        sqlite3.Error: it is damaged, or no database of this bot.
    """
    with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        ((verdict,),) = connection.execute("PRAGMA integrity_check(1)").fetchall()
        if verdict != "ok":
            raise sqlite3.DatabaseError(verdict)
        version = schema.checked_version(connection, len(schema.scripts()))
        ((jobs,),) = connection.execute("SELECT count(*) FROM jobs").fetchall()
    return version, int(jobs)


def copy(database: Path, target: Path) -> None:
    """Copy a file that no bot uses to the new file ``target``. Raises StorageError."""
    try:
        with closing(sqlite3.connect(database, isolation_level=None, timeout=LOCK_TIMEOUT)) as connection:
            # The first read takes the lock, so that no bot can start meanwhile. Without it, a copy would wait for ever.
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
            copies.copy(connection, target, lambda: None)
    except sqlite3.Error as error:
        raise StorageError(f"{database} can't be copied ({_explained(error)})") from error


@contextmanager
def held(database: Path) -> Iterator[None]:
    """Let no bot use the file during the block. Raises StorageError if one does."""
    if not database.exists():
        yield
        return
    with closing(sqlite3.connect(database, isolation_level=None, timeout=LOCK_TIMEOUT)) as connection:
        # A damaged file is what a backup is for, and no bot runs on one.
        with suppress(sqlite3.DatabaseError):
            _hold(connection, database)
        yield


def _hold(connection: sqlite3.Connection, database: Path) -> None:
    """Lock the file until the connection is closed, and complete it by its write-ahead log."""
    try:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("PRAGMA journal_mode = DELETE").fetchall()
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        raise StorageError(f"{database} can't be replaced ({_explained(error)})") from error


def _explained(error: sqlite3.Error) -> str:
    if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY:
        return "a bot is using it; stop it first"
    return str(error)
