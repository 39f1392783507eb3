"""Statements on one connection, each waited for until a deadline."""

from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from typing import Any, TypeVar

from psycopg import AsyncConnection
from psycopg.rows import DictRow

from bot.storage.database import Statement
from bot.storage.postgres.dialect import numbered
from bot.storage.postgres.errors import explained

Connection = AsyncConnection[DictRow]
Result = TypeVar("Result")

Bound = Callable[[Coroutine[Any, Any, Any]], Awaitable[Any]]
"""Awaits a statement, and raises DatabaseAway when its time is up."""


async def fetch(connection: Connection, statement: str, values: Iterable[Any]) -> list[DictRow]:
    """The rows of a statement."""
    with explained():
        cursor = await connection.execute(numbered(statement), tuple(values))
        return await cursor.fetchall()


async def write(connection: Connection, statement: str, values: Iterable[Any]) -> int:
    """The number of rows that a statement affected."""
    with explained():
        cursor = await connection.execute(numbered(statement), tuple(values))
        return cursor.rowcount


async def write_all(connection: Connection, statements: Sequence[Statement]) -> list[int]:
    """Run ``statements`` in one transaction and one round trip. Returns the number of affected rows of each."""
    if len(statements) == 1:  # a transaction of its own
        return [await write(connection, *statements[0])]
    with explained():
        # The server skips what follows a statement that fails, COMMIT included.
        async with connection.pipeline():
            await connection.execute("BEGIN")
            cursors = [await connection.execute(numbered(statement), tuple(values)) for statement, values in statements]
            await connection.execute("COMMIT")
        return [cursor.rowcount for cursor in cursors]


class PostgresTransaction:
    """A transaction that has begun on ``connection``."""

    def __init__(self, connection: Connection, bound: Bound) -> None:
        self._connection = connection
        self._bound = bound

    async def fetch(self, statement: str, values: Iterable[Any] = ()) -> list[DictRow]:
        rows: list[DictRow] = await self._bound(fetch(self._connection, statement, values))
        return rows

    async def write(self, statement: str, values: Iterable[Any]) -> int:
        affected: int = await self._bound(write(self._connection, statement, values))
        return affected
