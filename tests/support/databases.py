"""Databases that note what they are told, or that can't do all of it."""

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bot.errors import StorageError
from bot.runtime.clock import Clock
from bot.storage.sqlite.database import Database


class NotingDatabase(Database):
    """Notes what it is told to run.

    ``read`` holds the statements that were read, with what was bound to them, and ``rows`` how many rows each of them
    brought; ``touched`` how many each write touched.
    """

    def __init__(self, path: Path, clock: Clock) -> None:
        super().__init__(path, clock)
        self.read: list[tuple[str, tuple[Any, ...]]] = []
        self.rows: list[int] = []
        self.touched: list[int] = []

    async def fetch(self, statement: str, values: Iterable[Any] = ()) -> list[sqlite3.Row]:
        bound = tuple(values)
        self.read.append((statement, bound))
        rows = await super().fetch(statement, bound)
        self.rows.append(len(rows))
        return rows

    async def write(self, statement: str, values: Iterable[Any]) -> int:
        self.touched.append(await super().write(statement, values))
        return self.touched[-1]

    def forget(self) -> None:
        """Begin anew, once a test has prepared what it is about."""
        for notes in (self.read, self.rows, self.touched):
            notes.clear()


class FullDatabase(Database):
    """Has no room to be written anew, which takes as much as the file has, while its disk is ``full``."""

    full = False

    async def fetch(self, statement: str, values: Iterable[Any] = ()) -> list[sqlite3.Row]:
        if self.full and statement == "VACUUM":
            raise StorageError("database or disk is full")
        return await super().fetch(statement, values)
