"""Two processes that share a database."""

from collections.abc import AsyncIterator

import pytest

from tests.support.accounts import Accounts, a_process
from tests.support.clock import FakeClock


@pytest.fixture
async def process(postgres_url: str, clock: FakeClock) -> AsyncIterator[Accounts]:
    """One process."""
    async with a_process(postgres_url, clock) as process:
        yield process


@pytest.fixture
async def other(postgres_url: str, clock: FakeClock) -> AsyncIterator[Accounts]:
    """Another one."""
    async with a_process(postgres_url, clock) as process:
        yield process
