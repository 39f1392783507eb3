"""Group commit: writes that arrive while a transaction is being committed share the next one.

A commit waits for the disk (``synchronous = FULL``), and does so once, however many writes it holds.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

Outcome = int | BaseException
"""The number of rows that a write affected, or its error."""


@dataclass(frozen=True, slots=True)
class Write:
    """One INSERT, UPDATE or DELETE. ``affected`` is set once it is committed."""

    statement: str
    values: tuple[Any, ...]
    affected: asyncio.Future[int]


class GroupCommit:
    """Commits writes in the order of their arrival, one group at a time.

    ``start`` runs ``commit`` on a group in the thread of the connection.
    """

    def __init__(self, start: Callable[[Sequence[Write]], asyncio.Future[list[Outcome]]]) -> None:
        self._start = start
        self._waiting: list[Write] = []
        self._committing: asyncio.Future[list[Outcome]] | None = None

    def write(self, statement: str, values: tuple[Any, ...]) -> asyncio.Future[int]:
        """The number of affected rows, or the error of the write. It is committed even if nobody awaits it."""
        write = Write(statement, values, asyncio.get_running_loop().create_future())
        self._waiting.append(write)
        # At once: a lone write does not wait for others. They gather while it is being committed.
        if self._committing is None:
            self._commit()
        return write.affected

    async def finish(self) -> None:
        """Wait until every write is committed."""
        while self._committing:
            await asyncio.wait({self._committing})

    def _commit(self) -> None:
        group, self._waiting = self._waiting, []
        self._committing = self._start(group)
        self._committing.add_done_callback(partial(self._acknowledge, group))

    def _acknowledge(self, group: Sequence[Write], committed: asyncio.Future[list[Outcome]]) -> None:
        self._committing = None
        if self._waiting:
            # Before the callers go on, so that the disk works meanwhile.
            self._commit()
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
    try:
        return connection.execute(write.statement, write.values).rowcount
    except sqlite3.IntegrityError as error:
        # SQLite has undone this statement alone (ABORT in https://sqlite.org/lang_conflict.html).
        return error


def _alone(connection: sqlite3.Connection, write: Write) -> Outcome:
    """Outside of BEGIN and COMMIT, SQLite commits each statement by itself."""
    try:
        return connection.execute(write.statement, write.values).rowcount
    except Exception as error:  # noqa: BLE001 - it belongs to the caller of this write
        return error


def _settle(affected: asyncio.Future[int], outcome: Outcome) -> None:
    if affected.done():
        return  # its caller was cancelled
    if isinstance(outcome, int):
        affected.set_result(outcome)
    else:
        affected.set_exception(outcome)
