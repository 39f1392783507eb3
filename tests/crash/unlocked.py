"""The bot without the lock of the counters, to show that the campaign would find what it prevents.

Each reservation reads what was spent, and goes on a moment later, whatever others reserve meanwhile.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot.launch import Factories
from bot.runtime.clock import Clock
from bot.storage.accounts import statements
from bot.storage.accounts.accounts import SharedAccounts
from bot.storage.database import Row, Transaction
from bot.storage.postgres.database import open_database
from bot.storage.sqlite.database import SqliteDatabase
from bot.storage.stores import Stores, open_stores
from tests.support.databases import MeddledDatabase

MOMENT = 0.05
"""Seconds from a read to what follows from it."""


class _Unlocked:
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def fetch(self, statement: str, values: Iterable[Any] = ()) -> Sequence[Row]:
        if statement != statements.COUNTERS:
            return await self._transaction.fetch(statement, values)
        rows = await self._transaction.fetch(statement.replace("FOR UPDATE", ""), values)
        await asyncio.sleep(MOMENT)
        return rows

    async def write(self, statement: str, values: Iterable[Any]) -> int:
        return await self._transaction.write(statement, values)


class _UnlockedDatabase(MeddledDatabase):
    def meddled(self, transaction: Transaction) -> Transaction:
        return _Unlocked(transaction)


@asynccontextmanager
async def open_unlocked_stores(
    folder: Path,
    clock: Clock,
    database: Callable[[Path, Clock], SqliteDatabase],
    url: SecretStr | None,
    processes: int,
) -> AsyncIterator[Stores]:
    """As ``open_stores``; ``url`` must be given."""
    assert url
    async with (
        open_stores(folder, clock, database, url, processes) as stores,
        open_database(url.get_secret_value(), clock) as shared,
    ):
        unlocked = _UnlockedDatabase(shared)
        yield replace(stores, accounts=SharedAccounts(unlocked, unlocked, stores.run.id))


def unlocked() -> Factories:
    """What such a bot is made with."""
    return Factories(stores=open_unlocked_stores)
