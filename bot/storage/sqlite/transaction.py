"""A transaction that reads between its writes."""

import sqlite3
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Self

from bot.storage.sqlite.call_thread import CallThread
from bot.storage.sqlite.errors import UNUSABLE, reading, writing


class SqliteTransaction:
    """Statements of one transaction, run in the ``thread`` of the connection to the file at ``path``."""

    def __init__(self, path: Path, thread: CallThread, connection: sqlite3.Connection) -> None:
        self._path = path
        self._thread = thread
        self._connection = connection

    @asynccontextmanager
    async def begun(self) -> AsyncIterator[Self]:
        """Begin it. It is committed at the end of the block, or rolled back if that raises."""
        try:
            await self.write("BEGIN IMMEDIATE", ())
            yield self
            await self.write("COMMIT", ())
        except BaseException:
            # Also after a BEGIN for which nobody waited, and a COMMIT that the disk refused.
            with suppress(*UNUSABLE):
                await self._thread.call(self._connection.rollback)
            raise

    async def fetch(self, statement: str, values: Iterable[Any] = ()) -> list[sqlite3.Row]:
        with reading(self._path):
            return await self._thread.call(rows_of, self._connection, statement, tuple(values))

    async def write(self, statement: str, values: Iterable[Any]) -> int:
        with writing(self._path):
            return await self._thread.call(_write, self._connection, statement, tuple(values))


def rows_of(connection: sqlite3.Connection, statement: str, values: tuple[Any, ...]) -> list[sqlite3.Row]:
    return connection.execute(statement, values).fetchall()


def _write(connection: sqlite3.Connection, statement: str, values: tuple[Any, ...]) -> int:
    return connection.execute(statement, values).rowcount
