"""Every engine of the database, for the tests of what is the same on all of them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.runtime.clock import Clock
from bot.storage.database import Database
from bot.storage.postgres.database import open_database
from bot.storage.sqlite.database import SqliteDatabase

ENGINES = ["sqlite", "postgres"]


@asynccontextmanager
async def opened(engine: str, folder: Path, request: pytest.FixtureRequest) -> AsyncIterator[Database]:
    """An empty database of ``engine``; only PostgreSQL's tests start its server."""
    if engine == "sqlite":
        async with SqliteDatabase(folder / "imagine.db", Clock()) as sqlite:
            yield sqlite
    else:
        async with open_database(request.getfixturevalue("postgres_url"), Clock()) as postgres:
            yield postgres
