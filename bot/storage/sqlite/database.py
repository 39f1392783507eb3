"""The one SQLite file in ``DATA_DIR``: opened with care, migrated, and written by one process.

Each change is committed before the next step is taken. The tables are those of the scripts in
``bot/storage/sqlite/migrations/``, and each belongs to the module that reads and writes it.
"""

import asyncio
import logging
import sqlite3
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Self

import aiosqlite

from bot.errors import Duplicate, StorageError
from bot.runtime.clock import Clock
from bot.storage.sqlite import schema

_log = logging.getLogger(__name__)

LOCK_TIMEOUT = 1.0
"""Seconds to wait for another process to let go of the file."""

VACUUM_BYTES = 32 << 20
"""A larger file is not written anew: it takes about 10 ms a megabyte, during which the database does nothing else."""

_CHECK = "check DATA_DIR, its disk and its rights"

_UNUSABLE = (sqlite3.Error, ValueError)
"""What a file raises that can't be used; ValueError is aiosqlite's for one that is closed, as the bot ends."""

_EMPTY_LOG = "PRAGMA wal_checkpoint(TRUNCATE)"


def fold(text: str) -> str:
    """``text`` for a comparison in which neither case nor the width of letters matters; in SQL it is ``fold()``."""
    return unicodedata.normalize("NFKC", text).casefold()


class Database:
    """A connection that only one process holds. Use as ``async with``.

    ``migrations`` are the scripts that make the schema, in order, where they are not the bot's own; ``lock_timeout`` is
    in seconds; a file larger than ``vacuum_bytes`` is not written anew.
    """

    def __init__(
        self,
        path: Path,
        clock: Clock,
        *,
        migrations: Sequence[str] | None = None,
        lock_timeout: float = LOCK_TIMEOUT,
        vacuum_bytes: int = VACUUM_BYTES,
    ) -> None:
        self._path = path
        self._clock = clock
        self._migrations = migrations
        self._lock_timeout = lock_timeout
        self._vacuum_bytes = vacuum_bytes
        self._connection: aiosqlite.Connection
        self._scrubbing = asyncio.Lock()
        self._scrubs_begun = 0
        self._last_scrub = 0  # the number of the last one that went well

    async def __aenter__(self) -> Self:
        """Open the file, setting a corrupt one aside.

        Raises:
            StorageError: the file can't be written, is of a newer version, or is in use by another bot.
        """
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._path.touch(mode=0o600)
            self._path.chmod(0o600)
            # SQLite would say less of a folder or a file of somebody else's, and later.
            with self._path.open("r+b"):
                pass
            await self._open_or_set_aside()
        except (OSError, sqlite3.Error) as error:
            raise StorageError(f"can't use {self._path}: {_reason(error)}") from error
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._connection.close()

    async def fetch(self, statement: str, values: Iterable[Any] = ()) -> list[sqlite3.Row]:
        """The rows of a SELECT; what varies is bound through ``values``. Raises StorageError."""
        try:
            return list(await self._connection.execute_fetchall(statement, tuple(values)))
        except _UNUSABLE as error:
            raise StorageError(f"{self._path} can't be read ({error}); {_CHECK}") from error

    async def write(self, statement: str, values: Iterable[Any]) -> int:
        """Run one INSERT, UPDATE or DELETE and commit it; returns how many rows it touched.

        Raises:
            Duplicate: a UNIQUE column has the value already.
            StorageError: the file can't be written.
        """
        try:
            cursor = await self._connection.execute(statement, tuple(values))
        except sqlite3.IntegrityError as error:
            raise Duplicate(str(error)) from error
        except _UNUSABLE as error:
            _log.error("%s can't be written (%s); %s", self._path, error, _CHECK)
            raise StorageError(str(error)) from error
        return cursor.rowcount

    async def scrub(self) -> None:
        """See to it that what was erased is neither in the file nor in its log. Raises StorageError.

        SQLite overwrites what is deleted, but not the copy that may stay behind where it moved a row to another page;
        that goes when the file is written anew. As that takes long, all who wait for it share one: however often
        members have something erased, who writes meanwhile waits for no more than one.
        """
        begun_before = self._scrubs_begun
        async with self._scrubbing:
            if self._last_scrub > begun_before:
                return
            self._scrubs_begun += 1
            await self._scrub()
            self._last_scrub = self._scrubs_begun

    async def _scrub(self) -> None:
        ((size,),) = await self.fetch("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
        if size <= self._vacuum_bytes:
            await self.fetch("VACUUM")
        await self.fetch(_EMPTY_LOG)

    async def _open_or_set_aside(self) -> None:
        try:
            await self._connect()
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError as error:
            aside = self._path.with_name(f"{self._path.name}.corrupt-{self._clock.now():.0f}")
            self._path.replace(aside)
            for part in ("-wal", "-shm"):
                rest = self._path.with_name(self._path.name + part)
                if rest.exists():
                    rest.replace(aside.with_name(aside.name + part))
            _log.error("%s was corrupt (%s); it is kept as %s, and a new one is begun", self._path, error, aside.name)
            self._path.touch(mode=0o600)
            await self._connect()

    async def _connect(self) -> None:
        connection = await aiosqlite.connect(self._path, isolation_level=None, timeout=self._lock_timeout)
        try:
            # Exclusive: a second bot on the same jobs would deliver them twice. FULL: a commit survives a power cut.
            await connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            await connection.execute("PRAGMA journal_mode = WAL")
            await connection.execute("PRAGMA synchronous = FULL")
            # What is erased must not be found in the file's free pages.
            await connection.execute("PRAGMA secure_delete = ON")
            # A temporary file, as VACUUM makes one, would be outside of DATA_DIR.
            await connection.execute("PRAGMA temp_store = MEMORY")
            await connection.create_function("fold", 1, fold, deterministic=True)
            connection.row_factory = sqlite3.Row
            await _check(connection)
            await schema.migrate(connection, schema.scripts() if self._migrations is None else self._migrations)
            # A bot that was killed may have left in the log what it had erased.
            await connection.execute_fetchall(_EMPTY_LOG)
        except BaseException:
            await connection.close()
            raise
        self._connection = connection


def _reason(error: OSError | sqlite3.Error) -> str:
    if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY:
        return "another bot is using it; give each its own DATA_DIR"
    if isinstance(error, schema.Newer):
        return str(error)
    return f"{error}; {_CHECK}"


async def _check(connection: aiosqlite.Connection) -> None:
    ((verdict,),) = await connection.execute_fetchall("PRAGMA quick_check(1)")
    if verdict != "ok":
        raise sqlite3.DatabaseError(verdict)
