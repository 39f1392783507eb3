"""Fixtures that several of these tests share."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.images.reference_store import ReferenceStore
from bot.net.download import Downloader
from bot.settings import Settings
from bot.storage.sqlite.database import Database
from bot.storage.sqlite.jobs import SqliteJobRepository
from tests.support.client import a_downloader
from tests.support.clock import FakeClock
from tests.support.fileserver import FileServer
from tests.support.library import keep_addresses
from tests.support.rootlog import root_logger_kept


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
def repository(database: Database) -> SqliteJobRepository:
    """Its journal."""
    return SqliteJobRepository(database)


@pytest.fixture
def reference_store(tmp_path: Path, repository: SqliteJobRepository) -> ReferenceStore:
    """Where it keeps references."""
    return ReferenceStore(tmp_path / "references", repository)


@pytest.fixture
def fresh_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """An empty folder to start in; no setting of whoever runs the tests, and nothing of a start stays behind."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    mask = os.umask(0o022)
    keep_addresses(monkeypatch)
    with root_logger_kept():
        yield tmp_path
    os.umask(mask)


@pytest.fixture
def host_settings(monkeypatch: pytest.MonkeyPatch, fresh_machine: Path) -> None:
    """What a host has to set, in the environment."""
    monkeypatch.setenv("DISCORD_TOKEN", "a-token")
    monkeypatch.setenv("IMINI_API_KEY", "a-key")
    monkeypatch.setenv("DATA_DIR", str(fresh_machine / "data"))
