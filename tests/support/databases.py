"""Databases that record their statements, or that fail at some."""

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bot.errors import StorageError
from bot.runtime.clock import Clock
from bot.storage.sqlite.database import SqliteDatabase


class RecordingDatabase(SqliteDatabase):
    """Records its statements.

    ``read`` holds each query with its parameters, ``rows`` the number of rows that each returned, ``written`` each
    write with its parameters, ``touched`` the number of rows that each write changed.
    """

    def __init__(self, path: Path, clock: Clock) -> None:
        super().__init__(path, clock)
        self.read: list[tuple[str, tuple[Any, ...]]] = []
        self.rows: list[int] = []
        self.written: list[tuple[str, tuple[Any, ...]]] = []
        self.touched: list[int] = []

    async def fetch(self, statement: str, values: Iterable[Any] = ()) -> list[sqlite3.Row]:
        bound = tuple(values)
        self.read.append((statement, bound))
        rows = await super().fetch(statement, bound)
        self.rows.append(len(rows))
        return rows

    async def write(self, statement: str, values: Iterable[Any]) -> int:
        bound = tuple(values)
        self.written.append((statement, bound))
        self.touched.append(await super().write(statement, bound))
        return self.touched[-1]

    def forget(self) -> None:
        """Clear the records, once a test has prepared its data."""
        for records in (self.read, self.rows, self.written, self.touched):
            records.clear()


class FullDatabase(SqliteDatabase):
    """While it is ``full``, VACUUM fails, as that needs as much free space as the file has."""

    full = False

    async def fetch(self, statement: str, values: Iterable[Any] = ()) -> list[sqlite3.Row]:
        if self.full and statement == "VACUUM":
            raise StorageError("database or disk is full")
        return await super().fetch(statement, values)
