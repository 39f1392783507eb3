"""Two processes beside each other."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.support.processes import Opened, Stage


@pytest.fixture
async def opened(postgres_url: str, tmp_path: Path) -> AsyncIterator[Opened]:
    async with AsyncExitStack() as stack:
        yield Opened(postgres_url, tmp_path, stack)


@pytest.fixture
async def stage(opened: Opened) -> Stage:
    """Two processes that run as they should."""
    return await opened()
