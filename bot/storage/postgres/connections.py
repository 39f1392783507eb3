"""Connections to the server of ``DATABASE_URL``: their settings, and the pool of them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, Self

import psycopg
from psycopg import AsyncConnection, AsyncRawCursor
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool

from bot.storage.postgres.errors import explained, is_lost
from bot.storage.postgres.transaction import Connection

SIZE = 6
"""Connections that a process has at most, beside the one that listens."""

TIMEOUT = 1.0
"""Seconds to wait for a connection of the pool. The pool tries to connect when somebody asks for a connection."""

OPTIONS: dict[str, Any] = {
    "application_name": "imagine-bot",
    "connect_timeout": 3,
    # A peer that is gone without a word: https://www.postgresql.org/docs/current/libpq-connect.html
    "tcp_user_timeout": 10_000,
    "keepalives_idle": 10,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "gssencmode": "disable",
    # Also where PGCLIENTENCODING or the host's role says otherwise.
    "client_encoding": "UTF8",
}

SESSION = """
    SELECT set_config('synchronous_commit', 'on', FALSE), set_config('statement_timeout', '10s', FALSE),
        set_config('idle_in_transaction_session_timeout', '10s', FALSE)
"""
"""What a session starts with: a commit is on disk before it returns, and a process that is paused within a transaction
lets go of its locks. These are no options of the connection, because PgBouncer refuses those."""


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[Connection]:
    """A connection of its own for the block. Raises DatabaseAway, or StorageError if ``url`` can't be read."""
    with explained():
        async with await AsyncConnection[DictRow].connect(url, **_how()) as connection:
            await _configure(connection)
            yield connection


class Pool:
    """One to six connections, opened as they are needed. Use as ``async with``."""

    def __init__(self, url: str) -> None:
        self._pool = AsyncConnectionPool(
            url,
            connection_class=AsyncConnection[DictRow],
            kwargs=_how(),
            min_size=1,
            max_size=SIZE,
            timeout=TIMEOUT,
            # It gives up at once: who needs a connection asks again.
            reconnect_timeout=0,
            configure=_configure,
            open=False,
        )

    async def __aenter__(self) -> Self:
        await self._pool.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._pool.close()

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """A connection for the block; a transaction that is open at its end is rolled back."""
        connection = await self._taken()
        try:
            yield connection
        except BaseException:
            with suppress(psycopg.Error):
                await connection.rollback()
            raise
        finally:
            await self._pool.putconn(connection)

    async def _taken(self) -> Connection:
        """A connection, once one is free.

        psycopg_pool loses a cancellation that comes at the same moment as the connection that was waited for: without a
        look at it, a loop that nothing else ends would go on.
        """
        before = _cancellations()
        with explained():
            connection = await self._pool.getconn()
        if _cancellations() > before:
            await self._pool.putconn(connection)
            raise asyncio.CancelledError
        return connection

    async def forget_lost(self, error: Exception) -> None:
        """Close all connections once they are idle, if ``error`` says that their server has ended."""
        if is_lost(error):
            await self._pool.drain()


def _cancellations() -> int:
    """How often the current task was cancelled."""
    task = asyncio.current_task()
    return task.cancelling() if task else 0


def _how() -> dict[str, Any]:
    return {
        **OPTIONS,
        "autocommit": True,
        # Prepared statements belong to a session, and PgBouncer gives each transaction another one.
        "prepare_threshold": None,
        "row_factory": dict_row,
        "cursor_factory": AsyncRawCursor,
    }


async def _configure(connection: Connection) -> None:
    await connection.execute(SESSION)
