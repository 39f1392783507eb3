"""The contract of what is stored, on each engine."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.storage.database import Database
from bot.storage.sql.jobs import SqlJobRepository
from tests.support.databases import a_run
from tests.support.engines import ENGINES, opened


@pytest.fixture(params=ENGINES)
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """An empty, migrated database of each engine."""
    async with opened(request.param, tmp_path, request) as database:
        yield database


@pytest.fixture
async def run(database: Database) -> str:
    """The id of a run that has begun."""
    return await a_run(database)


@pytest.fixture
async def other_run(database: Database) -> str:
    """The id of another one."""
    return await a_run(database)


@pytest.fixture
def repository(database: Database, run: str) -> SqlJobRepository:
    """The job repository of ``run``."""
    return SqlJobRepository(database, run)
