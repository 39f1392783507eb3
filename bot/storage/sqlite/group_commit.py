"""Group commit: writes that arrive while a transaction is being committed share the next one.

A commit waits for the disk (``synchronous = FULL``), and does so once, however many writes it holds.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

Outcome = list[int] | BaseException
"""The number of rows that each statement of a write affected, or the error of the write."""

Bound = tuple[str, tuple[Any, ...]]
"""An INSERT, UPDATE or DELETE, and the values of its parameters."""


@dataclass(frozen=True, slots=True)
class Write:
    """Statements that take effect together, or not at all. ``affected`` is set once they are committed."""

    statements: Sequence[Bound]
    affected: asyncio.Future[list[int]]


class GroupCommit:
    """Commits writes in the order of their arrival, one group at a time.

    ``start`` runs ``commit`` on a group in the thread of the connection.
    """

    def __init__(self, start: Callable[[Sequence[Write]], asyncio.Future[list[Outcome]]]) -> None:
        self._start = start
        self._waiting: list[Write] = []
        self._committing: asyncio.Future[list[Outcome]] | None = None
        self._paused = False

    def write(self, statements: Sequence[Bound]) -> asyncio.Future[list[int]]:
        """The number of affected rows of each, or the error of the write. It is committed even if nobody awaits it."""
        write = Write(statements, asyncio.get_running_loop().create_future())
        self._waiting.append(write)
        # At once: a lone write does not wait for others. They gather while it is being committed.
        self._go_on()
        return write.affected

    @asynccontextmanager
    async def paused(self) -> AsyncIterator[None]:
        """Commit nothing in the block; what is written meanwhile waits for its end. Not for two blocks at once."""
        self._paused = True
        try:
            while self._committing:
                await asyncio.wait({self._committing})
            yield
        finally:
            self._paused = False
            self._go_on()

    async def finish(self) -> None:
        """Wait until every write is committed."""
        while self._committing:
            await asyncio.wait({self._committing})

    def _go_on(self) -> None:
        if self._committing or self._paused or not self._waiting:
            return
        group, self._waiting = self._waiting, []
        self._committing = self._start(group)
        self._committing.add_done_callback(partial(self._acknowledge, group))

    def _acknowledge(self, group: Sequence[Write], committed: asyncio.Future[list[Outcome]]) -> None:
        self._committing = None
        # Before the callers go on, so that the disk works meanwhile.
        self._go_on()
        error = committed.exception()
        for write, outcome in zip(group, [error] * len(group) if error else committed.result(), strict=True):
            _settle(write.affected, outcome)


def commit(connection: sqlite3.Connection, writes: Sequence[Write]) -> list[Outcome]:
    """Run and commit ``writes`` in order. One that fails changes nothing, and none of the others fails with it."""
    if len(writes) > 1:
        try:
            return _together(connection, writes)
        except Exception:  # noqa: BLE001 - each write is repeated, and returns its own error
            # A full disk can end the transaction for all, though most of the writes would fit on their own
            # (https://sqlite.org/lang_transaction.html#response_to_errors_within_a_transaction).
            connection.rollback()
    return [_alone(connection, write) for write in writes]


def _together(connection: sqlite3.Connection, writes: Sequence[Write]) -> list[Outcome]:
    connection.execute("BEGIN")
    outcomes = [_unless_refused(connection, write) for write in writes]
    connection.execute("COMMIT")
    return outcomes


def _unless_refused(connection: sqlite3.Connection, write: Write) -> Outcome:
    if len(write.statements) == 1:
        try:
            return _run(connection, write)
        except sqlite3.IntegrityError as error:
            # SQLite has undone this statement alone (ABORT in https://sqlite.org/lang_conflict.html).
            return error
    connection.execute("SAVEPOINT one_write")
    outcome: Outcome
    try:
        outcome = _run(connection, write)
    except sqlite3.IntegrityError as error:
        connection.execute("ROLLBACK TO one_write")
        outcome = error
    connection.execute("RELEASE one_write")
    return outcome


def _alone(connection: sqlite3.Connection, write: Write) -> Outcome:
    try:
        if len(write.statements) == 1:
            # Outside of BEGIN and COMMIT, SQLite commits each statement by itself.
            return _run(connection, write)
        connection.execute("BEGIN")
        affected = _run(connection, write)
        connection.execute("COMMIT")
    except Exception as error:  # noqa: BLE001 - it belongs to the caller of this write
        connection.rollback()
        return error
    return affected


def _run(connection: sqlite3.Connection, write: Write) -> list[int]:
    return [connection.execute(statement, values).rowcount for statement, values in write.statements]


def _settle(affected: asyncio.Future[list[int]], outcome: Outcome) -> None:
    if affected.done():
        return  # its caller was cancelled
    if isinstance(outcome, list):
        affected.set_result(outcome)
    else:
        affected.set_exception(outcome)
