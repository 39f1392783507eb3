"""The contract of what servers store, on each engine."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.storage.database import Database
from tests.support.engines import ENGINES, opened


@pytest.fixture(params=ENGINES)
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """An empty, migrated database of each engine."""
    async with opened(request.param, tmp_path, request) as database:
        yield database
