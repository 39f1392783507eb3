"""Fixtures shared by the tests of ``bot``."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.images.reference_files import ReferenceFolder
from bot.images.reference_store import ReferenceStore
from bot.net.download import Downloader
from bot.settings import Settings
from bot.storage.sql.jobs import SqlJobRepository
from bot.storage.sqlite.database import SqliteDatabase
from tests.support.client import a_downloader
from tests.support.clock import FakeClock
from tests.support.fileserver import FileServer
from tests.support.library import keep_addresses
from tests.support.rootlog import root_logger_kept


@pytest.fixture
def clock() -> FakeClock:
    """A clock that moves only when something sleeps."""
    return FakeClock()


@pytest.fixture
async def file_server() -> AsyncIterator[FileServer]:
    """An HTTP server on loopback that serves files."""
    async with FileServer() as server:
        yield server


@pytest.fixture
async def downloader(file_server: FileServer) -> AsyncIterator[Downloader]:
    """A downloader that may fetch from ``file_server``."""
    async with a_downloader(file_server.origin) as downloader:
        yield downloader


@pytest.fixture
async def database(tmp_path: Path, clock: FakeClock) -> AsyncIterator[SqliteDatabase]:
    """An empty, migrated database."""
    async with SqliteDatabase(tmp_path / "imagine.db", clock.clock) as database:
        yield database


@pytest.fixture
def repository(database: SqliteDatabase) -> SqlJobRepository:
    """The job repository in ``database``."""
    return SqlJobRepository(database, database.run)


@pytest.fixture
def reference_store(tmp_path: Path, repository: SqlJobRepository) -> ReferenceStore:
    """An empty reference store."""
    return ReferenceStore(ReferenceFolder(tmp_path / "references"), repository)


@pytest.fixture
def fresh_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """An empty working directory, without the developer's own settings; undoes what a start changes."""
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
    """The required settings, in the environment."""
    monkeypatch.setenv("DISCORD_TOKEN", "a-token")
    monkeypatch.setenv("IMINI_API_KEY", "a-key")
    monkeypatch.setenv("DATA_DIR", str(fresh_machine / "data"))
