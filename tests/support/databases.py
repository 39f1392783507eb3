"""Databases that record their statements, or that fail at some."""

import sqlite3
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bot.cluster.run import new_run_id
from bot.errors import StorageError
from bot.runtime.clock import Clock
from bot.storage.database import Database, Row, Statement, Transaction
from bot.storage.sql.records import Records
from bot.storage.sqlite.database import SqliteDatabase
from bot.worker.pending import PendingMessage


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

    async def write_all(self, statements: Sequence[Statement]) -> list[int]:
        bound = [(statement, tuple(values)) for statement, values in statements]
        self.written.extend(bound)
        touched = await super().write_all(bound)
        self.touched.extend(touched)
        return touched

    def forget(self) -> None:
        """Clear the records, once a test has prepared its data."""
        for records in (self.read, self.rows, self.written, self.touched):
            records.clear()


async def pending_in(database: Database) -> list[PendingMessage]:
    """The pending messages, whoever owns them."""
    rows = await database.fetch("SELECT data FROM pending_messages ORDER BY id")
    return [pending for row in rows if (pending := Records(PendingMessage).load(row["data"], "a pending message"))]


async def a_run(database: Database) -> str:
    """The id of a run that begins."""
    run = new_run_id()
    await database.write("INSERT INTO runs (id, expires_at) VALUES (?, ?)", (run, "infinity"))
    return run


async def end_run(database: Database, run: str) -> None:
    """Let a run have ended, as if its process had been killed."""
    await database.write("DELETE FROM runs WHERE id = ?", (run,))


class FullDatabase(SqliteDatabase):
    """While it is ``full``, VACUUM fails, as that needs as much free space as the file has."""

    full = False

    async def fetch(self, statement: str, values: Iterable[Any] = ()) -> list[sqlite3.Row]:
        if self.full and statement == "VACUUM":
            raise StorageError("database or disk is full")
        return await super().fetch(statement, values)


class MeddledDatabase:
    """A database whose transactions a subclass meddles with."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.skip_locked = database.skip_locked

    async def fetch(self, statement: str, values: Iterable[Any] = ()) -> Sequence[Row]:
        return await self.database.fetch(statement, values)

    async def write(self, statement: str, values: Iterable[Any]) -> int:
        return await self.database.write(statement, values)

    async def write_all(self, statements: Sequence[Statement]) -> list[int]:
        return await self.database.write_all(statements)

    async def scrub(self) -> None:
        await self.database.scrub()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        async with self.database.transaction() as transaction:
            yield self.meddled(transaction)
        await self.committed()

    def meddled(self, transaction: Transaction) -> Transaction:
        """What the block gets instead of ``transaction``."""
        return transaction

    async def committed(self) -> None:
        """What follows the end of a transaction."""
