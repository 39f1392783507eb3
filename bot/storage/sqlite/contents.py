"""All rows of the file in ``DATA_DIR``, in pages, for a move to another database. Meanwhile nobody else can open it."""

import hashlib
import sqlite3
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any, Self

from bot.runtime.clock import Clock
from bot.storage.inventory import SUMS, TABLES
from bot.storage.sql.search import storable
from bot.storage.sqlite.call_thread import CallThread
from bot.storage.sqlite.database import LOCK_TIMEOUT, SqliteDatabase
from bot.storage.sqlite.errors import reading

ROWS_AT_ONCE = 100
"""Rows per page: about 15 MB with the longest prompts."""


class Contents:
    """The rows of the file, with text as every engine can store it. Use as ``async with``."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path = path
        self._clock = clock
        self._thread = CallThread("contents")
        self._connection: sqlite3.Connection

    async def __aenter__(self) -> Self:
        """Bring the file's schema up to date. Raises StorageError, also if the file is corrupt."""
        async with SqliteDatabase(self._path, self._clock, replaces_corrupt=False):
            pass
        self._thread.start()
        try:
            with reading(self._path):
                self._connection = await self._thread.call(self._open)
        except BaseException:
            self._thread.close()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        # What SQLite writes when it closes is its own log, which is empty.
        await self._thread.call(self._connection.close)
        self._thread.close()

    async def sums(self) -> dict[str, int]:
        """Numbers of rows and credits, by name. Raises StorageError."""
        with reading(self._path):
            return await self._thread.call(self._sums)

    async def digest(self) -> str:
        """The digest of all rows. It stays the same when an unchanged file is opened again. Raises StorageError."""
        with reading(self._path):
            return await self._thread.call(self._digest)

    async def pages(self, table: str) -> AsyncGenerator[list[tuple[Any, ...]]]:
        """All rows of ``table``, a key of TABLES. Raises StorageError."""
        with reading(self._path):
            cursor = await self._thread.call(self._connection.execute, TABLES[table].read)
            while rows := await self._thread.call(cursor.fetchmany, ROWS_AT_ONCE):
                yield rows

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, isolation_level=None, timeout=LOCK_TIMEOUT)
        # From the first read on, nothing else can open the file.
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.text_factory = _text
        return connection

    def _sums(self) -> dict[str, int]:
        cursor = self._connection.execute(SUMS)
        return dict(zip((column[0] for column in cursor.description), cursor.fetchone(), strict=True))

    def _digest(self) -> str:
        digest = hashlib.sha256()
        for table in TABLES.values():
            for row in self._connection.execute(table.read):
                digest.update(repr(row).encode())
        return digest.hexdigest()


def _text(stored: bytes) -> str:
    """Text that no engine refuses: U+FFFD stands for U+0000 and for what is not UTF-8, such as lone surrogates."""
    return storable(stored.decode("utf-8", "replace"))
