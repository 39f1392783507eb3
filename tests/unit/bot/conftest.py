"""Fixtures that several of these tests share."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.images.reference_store import Snapshots
from bot.net.download import Downloader
from bot.storage.sqlite.database import Database
from bot.storage.sqlite.jobs import SqliteJournal
from tests.support.client import a_downloader
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
async def downloader(file_server: FileServer) -> AsyncIterator[Downloader]:
    """A downloader that may fetch from that server."""
    async with a_downloader(file_server.origin) as downloader:
        yield downloader


@pytest.fixture
async def database(tmp_path: Path, clock: FakeClock) -> AsyncIterator[Database]:
    """The database of a bot that has just been installed."""
    async with Database(tmp_path / "imagine.db", clock.clock) as database:
        yield database


@pytest.fixture
def journal(database: Database) -> SqliteJournal:
    """Its journal."""
    return SqliteJournal(database)


@pytest.fixture
def snapshots(tmp_path: Path, journal: SqliteJournal) -> Snapshots:
    """Where it keeps references."""
    return Snapshots(tmp_path / "references", journal)
