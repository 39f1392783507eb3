"""Fixtures that several of these tests share."""

from collections.abc import AsyncIterator

import pytest

from bot.imini import IminiClient
from tests.support.client import a_client
from tests.support.clock import FakeClock
from tests.support.fileserver import FileServer


@pytest.fixture
def clock() -> FakeClock:
    """A clock that only sleeping moves."""
    return FakeClock()


@pytest.fixture
async def file_server() -> AsyncIterator[FileServer]:
    """The server that has the files."""
    async with FileServer() as server:
        yield server


@pytest.fixture
async def client(file_server: FileServer, clock: FakeClock) -> AsyncIterator[IminiClient]:
    """A client that fetches from that server."""
    async with a_client(file_server.origin, clock=clock) as client:
        yield client
