"""The contract of what is stored, on each engine."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from bot.storage.database import Database
from bot.storage.sql.jobs import SqlJobRepository
from bot.storage.sqlite.database import SqliteDatabase
from tests.support.clock import FakeClock


@pytest.fixture(params=["sqlite"])
async def database(request: pytest.FixtureRequest, tmp_path: Path, clock: FakeClock) -> AsyncIterator[Database]:
    """An empty, migrated database of each engine."""
    engines: dict[str, AbstractAsyncContextManager[Database]] = {
        "sqlite": SqliteDatabase(tmp_path / "imagine.db", clock.clock)
    }
    async with engines[request.param] as database:
        yield database


@pytest.fixture
def repository(database: Database) -> SqlJobRepository:
    """The job repository in ``database``."""
    return SqlJobRepository(database)
