"""The SQLite file in ``DATA_DIR``: opens, checks, migrates and scrubs it. One process at a time has it open.

Every write is committed before it returns; concurrent ones share a commit (``bot/storage/sqlite/group_commit.py``). The
schema is in ``bot/storage/sqlite/migrations/``.
"""

import asyncio
import logging
import math
import sqlite3
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Self

from bot.cluster.run import new_run_id
from bot.errors import StorageError
from bot.runtime.clock import Clock
from bot.storage.database import Statement
from bot.storage.sql.search import fold
from bot.storage.sqlite import copies, group_commit, schema
from bot.storage.sqlite.call_thread import CallThread
from bot.storage.sqlite.errors import CHECK, reading, writing
from bot.storage.sqlite.group_commit import GroupCommit, Outcome, Write
from bot.storage.sqlite.transaction import SqliteTransaction, rows_of

_log = logging.getLogger(__name__)

LOCK_TIMEOUT = 1.0
"""Seconds to wait until another process releases the file."""

VACUUM_BYTES = 32 << 20
"""A larger file is not vacuumed: VACUUM blocks the database for about 10 ms per megabyte."""

_TRUNCATE_WAL = "PRAGMA wal_checkpoint(TRUNCATE)"


class SqliteDatabase:
    """An exclusive connection to the file. Use as ``async with``.

    ``skip_locked`` is empty: no other process can claim a row. ``run`` is the id of the one run, that of this object.

    Args:
        migrations: the scripts of the schema, in order (None: those of the bot). With others, no run begins.
        lock_timeout: in seconds.
        vacuum_bytes: a larger file is not vacuumed.
        replaces_corrupt: whether a corrupt file is set aside for an empty one, or refused.
    """

    skip_locked = ""

    def __init__(
        self,
        path: Path,
        clock: Clock,
        *,
        migrations: Sequence[str] | None = None,
        lock_timeout: float = LOCK_TIMEOUT,
        vacuum_bytes: int = VACUUM_BYTES,
        replaces_corrupt: bool = True,
    ) -> None:
        self.run = new_run_id()
        self._path = path
        self._clock = clock
        self._migrations = migrations
        self._lock_timeout = lock_timeout
        self._vacuum_bytes = vacuum_bytes
        self._replaces_corrupt = replaces_corrupt
        # SQLite works in a thread of its own, as a commit waits for the disk and the event loop must not.
        self._thread = CallThread("sqlite")
        self._connection: sqlite3.Connection
        self._writes = GroupCommit(self._commit)
        self._exclusive = asyncio.Lock()
        self._scrubbing = asyncio.Lock()
        self._scrubs_started = 0
        self._last_scrub = 0  # number of the last successful scrub

    async def __aenter__(self) -> Self:
        """Open the file. A corrupt one is renamed, and a new one created, unless it is to be refused.

        Raises:
            StorageError: the file can't be written, has a newer schema, is in use by another bot, or is corrupt.
        """
        self._thread.start()
        try:
            self._connection = await self._thread.call(self._open)
        except (OSError, sqlite3.Error) as error:
            self._thread.close()
            raise StorageError(f"can't use {self._path}: {_reason(error)}") from error
        return self

    async def __aexit__(self, *_: object) -> None:
        async with self._exclusive:
            await self._writes.finish()
        await self._thread.call(self._connection.close)
        self._thread.close()

    async def fetch(self, statement: str, values: Iterable[Any] = ()) -> list[sqlite3.Row]:
        """Return the rows of a SELECT with ``values`` bound to its parameters. Raises StorageError.

        It waits for the transaction that is under way, not for the writes that wait as well.
        """
        with reading(self._path):
            if self._exclusive.locked():  # its changes are not to be seen until they are committed
                async with self._exclusive:
                    pass
            return await self._thread.call(rows_of, self._connection, statement, tuple(values))

    async def write(self, statement: str, values: Iterable[Any]) -> int:
        return (await self.write_all([(statement, values)]))[0]

    async def write_all(self, statements: Sequence[Statement]) -> list[int]:
        if not statements:
            return []
        with writing(self._path):
            return await self._writes.write([(statement, tuple(values)) for statement, values in statements])

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[SqliteTransaction]:
        """A transaction that may read between its writes. It is rolled back if the block raises.

        Everybody else waits for its end, so the block must wait for nothing but its statements. Raises StorageError.
        """
        async with (
            self._exclusive,
            self._writes.paused(),
            SqliteTransaction(self._path, self._thread, self._connection).begun() as begun,
        ):
            yield begun

    async def scrub(self) -> None:
        """Remove traces of deleted data from the file (unless it is too large) and its write-ahead log.

        ``secure_delete`` overwrites deleted rows, but SQLite leaves a copy behind where it moves a row to another page.
        Only VACUUM removes that (https://sqlite.org/lang_vacuum.html). It is slow, so concurrent callers share one: a
        writer waits for one at most, however many members erase data. Raises StorageError.
        """
        started_before = self._scrubs_started
        async with self._scrubbing:
            # A scrub that started after this call has covered what the caller deleted.
            if self._last_scrub > started_before:
                return
            self._scrubs_started += 1
            await self._scrub()
            self._last_scrub = self._scrubs_started

    async def copy(self, target: Path) -> None:
        """Copy the file to the new file ``target`` while others read and write. Raises StorageError."""
        with reading(self._path):
            # VACUUM would move every page meanwhile.
            async with self._scrubbing:
                await self._thread.call(copies.copy, self._connection, target, self._thread.run_waiting)

    async def _scrub(self) -> None:
        copies.remove_older(self._path, self._clock.now())
        ((size,),) = await self.fetch("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
        if size <= self._vacuum_bytes:
            await self.fetch("VACUUM")
        await self.fetch(_TRUNCATE_WAL)

    def _begin_run(self, connection: sqlite3.Connection) -> None:
        """End all other runs: that the file could be locked proves that their processes have ended."""
        connection.execute("BEGIN")
        connection.execute("DELETE FROM runs")
        connection.execute("INSERT INTO runs (id, expires_at) VALUES (?, ?)", (self.run, math.inf))
        connection.execute("COMMIT")

    def _commit(self, writes: Sequence[Write]) -> asyncio.Future[list[Outcome]]:
        return self._thread.call(group_commit.commit, self._connection, writes)

    def _open(self) -> sqlite3.Connection:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._path.touch(mode=0o600)
        self._path.chmod(0o600)
        # Fails at once, with a clearer message than SQLite's, if the path is a folder or not writable.
        with self._path.open("r+b"):
            pass
        return self._open_or_set_aside()

    def _open_or_set_aside(self) -> sqlite3.Connection:
        try:
            return self._connect()
        except sqlite3.OperationalError:
            raise  # locked, full or read-only, but not corrupt
        except sqlite3.DatabaseError as error:
            if not self._replaces_corrupt:
                raise
            aside = self._path.with_name(f"{self._path.name}.corrupt-{self._clock.now():.0f}")
            self._path.replace(aside)
            for part in ("-wal", "-shm"):
                companion = self._path.with_name(self._path.name + part)
                if companion.exists():
                    companion.replace(aside.with_name(aside.name + part))
            _log.error(
                "%s was corrupt (%s); it is kept as %s, and the bot starts with an empty one",
                self._path,
                error,
                aside.name,
            )
            self._path.touch(mode=0o600)
            return self._connect()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, isolation_level=None, timeout=self._lock_timeout)
        try:
            # A second bot on the same file would deliver every job twice.
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("PRAGMA journal_mode = WAL")
            # A commit must survive a power cut: NORMAL would not sync the WAL on each.
            connection.execute("PRAGMA synchronous = FULL")
            # Deleted data must not stay in free pages.
            connection.execute("PRAGMA secure_delete = ON")
            # VACUUM makes a temporary copy of everything; on disk, it would lie outside DATA_DIR.
            connection.execute("PRAGMA temp_store = MEMORY")
            connection.create_function("fold", 1, fold, deterministic=True)
            connection.row_factory = sqlite3.Row
            _check(connection)
            migrations = schema.scripts() if self._migrations is None else self._migrations
            if 0 < schema.version(connection) < len(migrations):
                copies.keep(connection, self._path, schema.version(connection))
            copies.remove_older(self._path, self._clock.now())
            schema.migrate(connection, migrations)
            # What a run owned is free once its row is gone.
            connection.execute("PRAGMA foreign_keys = ON")
            if self._migrations is None:
                self._begin_run(connection)
            # The WAL of a killed bot may still hold data that it had deleted.
            connection.execute(_TRUNCATE_WAL).fetchall()
        except BaseException:
            connection.close()
            raise
        return connection


def _reason(error: OSError | sqlite3.Error) -> str:
    if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY:
        return "another bot is using it; give each bot its own DATA_DIR"
    if isinstance(error, schema.NewerSchema):
        return str(error)
    if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError):
        return (
            f"it is corrupt ({error}); remove DATABASE_URL and restore a backup, or move the file out of DATA_DIR to "
            "start without its data"
        )
    return f"{error}; {CHECK}"


def _check(connection: sqlite3.Connection) -> None:
    ((verdict,),) = connection.execute("PRAGMA quick_check(1)").fetchall()
    if verdict != "ok":
        raise sqlite3.DatabaseError(verdict)
