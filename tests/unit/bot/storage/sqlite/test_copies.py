"""Copies of the file: while others write, and before its schema changes."""

import asyncio
import logging
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.errors import StorageError
from bot.storage.sqlite import copies, schema
from bot.storage.sqlite.database import SqliteDatabase
from tests.support.clock import FakeClock
from tests.support.disk import largest_file

INSERT = "INSERT INTO members (user_id, data) VALUES (?, ?)"
PADDING = "x" * 4000
MEMBERS = 1000
"""Enough for a copy of 4 MB, in some 20 steps."""


def _members(path: Path) -> set[int]:
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return {row[0] for row in connection.execute("SELECT user_id FROM members")}


def _found(folder: Path, pattern: str) -> list[Path]:
    return list(folder.glob(pattern))


async def _fill(database: SqliteDatabase) -> None:
    await database.write_all([(INSERT, (number, PADDING)) for number in range(MEMBERS)])


async def test_a_copy_has_all_that_was_written_before_it_and_opens_alone(
    database: SqliteDatabase, tmp_path: Path
) -> None:
    await _fill(database)
    await database.copy(tmp_path / "copy.db")
    assert _members(tmp_path / "copy.db") == set(range(MEMBERS))
    assert (tmp_path / "copy.db").stat().st_mode & 0o777 == 0o600
    assert _found(tmp_path, "copy.db?*") == []


async def test_others_read_and_write_while_a_copy_is_made(database: SqliteDatabase, tmp_path: Path) -> None:
    await _fill(database)
    copying = asyncio.create_task(database.copy(tmp_path / "copy.db"))
    written = 0
    while not copying.done():
        await database.write(INSERT, (MEMBERS + written, PADDING))
        assert len(await database.fetch("SELECT user_id FROM members")) == MEMBERS + written + 1
        written += 1
    await copying
    assert written > 3
    assert set(range(MEMBERS)) <= _members(tmp_path / "copy.db") <= set(range(MEMBERS + written))


async def test_a_transaction_that_is_under_way_is_in_the_copy_as_a_whole(
    database: SqliteDatabase, tmp_path: Path
) -> None:
    async with database.transaction() as transaction:
        await transaction.write(INSERT, (1, "x"))
        copying = asyncio.create_task(database.copy(tmp_path / "copy.db"))
        for number in range(2, 50):
            await transaction.write(INSERT, (number, "x"))
    await copying
    assert _members(tmp_path / "copy.db") == set(range(1, 50))


async def test_a_database_can_be_closed_while_it_is_copied(tmp_path: Path, clock: FakeClock) -> None:
    async with SqliteDatabase(tmp_path / "imagine.db", clock.clock) as database:
        await _fill(database)
        copying = asyncio.create_task(database.copy(tmp_path / "copy.db"))
        await database.fetch("SELECT 1")
    await copying
    assert _members(tmp_path / "copy.db") == set(range(MEMBERS))


async def test_a_copy_replaces_no_file(database: SqliteDatabase, tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_text("precious")
    with pytest.raises(FileExistsError):
        await database.copy(tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_text() == "precious"


async def test_a_copy_that_does_not_fit_leaves_nothing_and_the_file_as_it_was(
    database: SqliteDatabase, tmp_path: Path
) -> None:
    await _fill(database)
    with largest_file(1 << 20), pytest.raises(StorageError):
        await database.copy(tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()
    assert await database.write(INSERT, (MEMBERS, "x")) == 1


@pytest.fixture
async def earlier(tmp_path: Path, clock: FakeClock) -> Path:
    """The file of an earlier version, with one member."""
    path = tmp_path / "imagine.db"
    async with SqliteDatabase(path, clock.clock, migrations=schema.scripts()[:-1]) as database:
        await database.write(INSERT, (1, "kept"))
    return path


async def _updated(path: Path, clock: FakeClock) -> None:
    async with SqliteDatabase(path, clock.clock):
        pass


async def test_a_new_file_and_one_of_this_version_are_not_copied(tmp_path: Path, clock: FakeClock) -> None:
    for _ in range(2):
        await _updated(tmp_path / "imagine.db", clock)
    assert _found(tmp_path, "*schema*") == []


async def test_the_file_is_copied_before_its_schema_changes(
    earlier: Path, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, copies.__name__)
    await _updated(earlier, clock)
    (kept,) = _found(earlier.parent, "*schema*")
    assert kept.name == f"imagine.db.schema-{len(schema.scripts()) - 1}"
    assert _members(kept) == {1}
    assert kept.stat().st_mode & 0o777 == 0o600
    assert str(kept) in caplog.text
    async with SqliteDatabase(kept, clock.clock, migrations=schema.scripts()[:-1]) as database:
        assert [row["data"] for row in await database.fetch("SELECT data FROM members")] == ["kept"]


async def test_only_the_newest_such_copy_is_kept(earlier: Path, clock: FakeClock) -> None:
    for name in ("imagine.db.schema-3", "imagine.db.schema-12.partial"):
        (earlier.parent / name).write_text("of an earlier update")
    await _updated(earlier, clock)
    (kept,) = _found(earlier.parent, "*schema*")
    assert _members(kept) == {1}


async def test_a_schema_does_not_change_if_no_copy_can_be_made(earlier: Path, clock: FakeClock) -> None:
    with largest_file(8 << 10), pytest.raises(StorageError, match="check DATA_DIR"):
        await _updated(earlier, clock)
    assert _found(earlier.parent, "*schema*") == []
    with closing(sqlite3.connect(earlier)) as connection:
        assert schema.version(connection) == len(schema.scripts()) - 1


async def test_such_a_copy_goes_after_a_week_with_what_is_scrubbed_or_at_the_next_start(
    earlier: Path, clock: FakeClock
) -> None:
    await _updated(earlier, clock)
    (kept,) = _found(earlier.parent, "*schema*")
    os.utime(kept, (clock.time, clock.time))
    async with SqliteDatabase(earlier, clock.clock) as database:
        clock.advance(copies.KEPT_DAYS * 86_400 - 1)
        await database.scrub()
        assert kept.exists()
        clock.advance(2)
        await database.scrub()
        assert not kept.exists()
