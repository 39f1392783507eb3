"""The database of ``DATABASE_URL``, which several processes share.

A statement whose answer is lost with the connection may have been committed, and is repeated all the same. So a
repeated INSERT can meet its own row, and raise Duplicate: compare the row. An UPDATE must find its row again, so its
condition still holds once it is done (``owner = ?``). What claims rows (``UPDATE … RETURNING``) can have claimed some
before that it does not return: whoever claims looks for what it owns.
"""

import logging
import math
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

from psycopg.rows import DictRow

from bot.errors import DatabaseAway, StorageError
from bot.runtime.clock import Clock
from bot.storage.database import Statement
from bot.storage.postgres import move, schema, transaction
from bot.storage.postgres.connections import Pool, connected
from bot.storage.postgres.errors import Refused
from bot.storage.postgres.patience import Outage, OutageAtStart, Patience
from bot.storage.postgres.transaction import Connection, PostgresTransaction

_log = logging.getLogger(__name__)

START_PATIENCE = 10.0
"""Seconds in which the server must be reached at the start."""

_LOCK_PAUSE = 0.5
"""Seconds until the next try, while another process sets up the database or moves its file there."""


@asynccontextmanager
async def open_database(
    url: str,
    clock: Clock,
    *,
    folder: Path | None = None,
    migrations: Sequence[str] | None = None,
    start_patience: float = START_PATIENCE,
) -> AsyncIterator["PostgresDatabase"]:
    """Open the database of ``url`` for the block, and bring its schema up to date.

    Args:
        url: ``postgresql://…``. It holds a password, so no message repeats it.
        folder: ``DATA_DIR``, whose ``imagine.db`` and references move into the database.
        migrations: the scripts of the schema, in order (None: those of the bot).
        start_patience: in seconds.

    Raises:
        StorageError: the server can't be reached, lets nobody in or write, or has a newer schema; or a file in
            ``folder`` can't move there.
    """
    async with Pool(url) as pool:
        patience = Patience(clock, pool.forget_lost, OutageAtStart(clock), seconds=start_patience)
        migrate = partial(schema.migrate_at, url, schema.scripts() if migrations is None else migrations)
        try:
            await _migrated(patience, migrate, clock)
        except (DatabaseAway, Refused) as error:
            raise StorageError(f"can't use the database of DATABASE_URL: {error.reason}") from error
        if folder:
            await move.move(url, folder, clock)
        yield PostgresDatabase(url, pool, Outage(clock), clock)


async def _migrated(patience: Patience, migrate: Callable[[], Coroutine[Any, Any, bool]], clock: Clock) -> None:
    """Call ``migrate`` until no other process has the lock, which may take minutes."""
    if await patience.repeat(migrate):
        return
    _log.info(schema.WAITING)
    while not await patience.repeat(migrate):
        await clock.sleep(_LOCK_PAUSE)


class PostgresDatabase:
    """The database behind a pool of connections.

    Each call waits for a database that is away, for ``seconds`` at most, and raises DatabaseAway then.
    """

    skip_locked = "FOR UPDATE SKIP LOCKED"

    def __init__(self, url: str, pool: Pool, outage: Outage, clock: Clock, *, seconds: float = math.inf) -> None:
        self._url = url
        self._pool = pool
        self._outage = outage
        self._clock = clock
        self._patience = Patience(clock, pool.forget_lost, outage, seconds=seconds)

    def within(self, seconds: float) -> "PostgresDatabase":
        """The same database for those who wait for it only for ``seconds``."""
        return PostgresDatabase(self._url, self._pool, self._outage, self._clock, seconds=seconds)

    async def fetch(self, statement: str, values: Iterable[Any] = ()) -> list[DictRow]:
        return await self._patience.repeat(partial(self._fetch, statement, tuple(values)))

    async def write(self, statement: str, values: Iterable[Any]) -> int:
        return await self._patience.repeat(partial(self._write, statement, tuple(values)))

    async def write_all(self, statements: Sequence[Statement]) -> list[int]:
        bound = [(statement, tuple(values)) for statement, values in statements]
        if not bound:
            return []
        return await self._patience.repeat(partial(self._write_all, bound))

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[PostgresTransaction]:
        """A transaction that may read between its writes. It is rolled back if the block raises.

        It waits for the database until it has begun, and is not repeated: the block can't be. If DatabaseAway ends it,
        it may have been committed.
        """
        deadline = self._patience.deadline()
        async with AsyncExitStack() as stack:
            connection = await self._patience.repeat(partial(self._begin, stack))
            begun = PostgresTransaction(connection, partial(self._patience.bound, deadline=deadline))
            yield begun
            await begun.write("COMMIT", ())

    async def scrub(self) -> None:
        """Let the server reuse the space of deleted rows, whose data it keeps until then. Raises StorageError."""
        await self._patience.repeat(self._vacuum)

    async def notify(self, channel: str, payload: str) -> None:
        """Tell all who listen at ``channel``. A hint: while the database is away, it is lost."""
        with suppress(DatabaseAway):
            await self._fetch("SELECT pg_notify(?, ?)", (channel, payload))

    async def _fetch(self, statement: str, values: tuple[Any, ...]) -> list[DictRow]:
        async with self._pool.connection() as connection:
            return await transaction.fetch(connection, statement, values)

    async def _write(self, statement: str, values: tuple[Any, ...]) -> int:
        async with self._pool.connection() as connection:
            return await transaction.write(connection, statement, values)

    async def _write_all(self, statements: Sequence[Statement]) -> list[int]:
        async with self._pool.connection() as connection:
            return await transaction.write_all(connection, statements)

    async def _begin(self, stack: AsyncExitStack) -> Connection:
        """Begin a transaction that ``stack`` ends."""
        async with AsyncExitStack() as attempt:
            connection = await attempt.enter_async_context(self._pool.connection())
            # Also where a host has set another default: what waits for a lock must then read what its holder wrote.
            await transaction.write(connection, "BEGIN ISOLATION LEVEL READ COMMITTED", ())
            await stack.enter_async_context(attempt.pop_all())
        return connection

    async def _vacuum(self) -> None:
        async with connected(self._url) as connection:
            await transaction.write(connection, "SET statement_timeout = 0", ())
            await transaction.write(connection, schema.VACUUM, ())
