"""The database file, on healthy, full, read-only and corrupt disks."""

import logging
import sqlite3
import stat
from pathlib import Path

import pytest

from bot.errors import StorageError
from bot.storage.sqlite import schema
from bot.storage.sqlite.database import SqliteDatabase
from tests.support.clock import FakeClock
from tests.support.disk import largest_file

INSERT = "INSERT INTO members (user_id, data) VALUES (?, ?)"
SELECT = "SELECT data FROM members ORDER BY user_id"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The path of the database file, in a folder that does not exist yet."""
    return tmp_path / "data" / "imagine.db"


def _put(path: Path, content: bytes) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    return path


def _database(path: Path) -> SqliteDatabase:
    """A database that hardly waits for a lock."""
    return SqliteDatabase(path, FakeClock().clock, lock_timeout=0.01)


async def _open_and_close(path: Path) -> None:
    async with _database(path):
        pass


async def _refusal(path: Path) -> str:
    with pytest.raises(StorageError) as caught:
        await _open_and_close(path)
    return str(caught.value)


async def _filled(path: Path, rows: int = 1) -> bytes:
    """Write ``rows`` rows and close the database. Returns its bytes."""
    async with _database(path) as database:
        for number in range(rows):
            await database.write(INSERT, (number, f"row {number} " * 50))
    return _bytes(path)


async def _rows(path: Path) -> int:
    async with _database(path) as database:
        return len(await database.fetch(SELECT))


def _bytes(path: Path) -> bytes:
    return path.read_bytes()


def _open_to_all(path: Path) -> None:
    path.chmod(0o644)


def _modes(folder: Path) -> set[int]:
    return {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


async def test_what_was_written_is_there_after_a_restart(path: Path) -> None:
    await _filled(path, rows=3)
    assert await _rows(path) == 3


async def test_a_commit_survives_a_power_cut_and_no_other_process_gets_in(database: SqliteDatabase) -> None:
    for pragma, mode in {"journal_mode": "wal", "synchronous": 2, "locking_mode": "exclusive"}.items():
        assert [row[0] for row in await database.fetch(f"PRAGMA {pragma}")] == [mode]


async def test_nobody_else_may_read_the_files(path: Path) -> None:
    async with _database(path) as database:
        await database.write(INSERT, (1, "x"))
        assert _names(path.parent) == ["imagine.db", "imagine.db-wal"]
        assert _modes(path.parent) == {0o600}


async def test_the_folder_is_made_for_the_bot_alone(path: Path) -> None:
    await _open_and_close(path)
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


async def test_a_file_that_others_could_read_is_closed_to_them(path: Path) -> None:
    await _filled(path)
    _open_to_all(path)
    await _open_and_close(path)
    assert _modes(path.parent) == {0o600}


async def test_closing_leaves_one_file(path: Path) -> None:
    await _filled(path)
    assert _names(path.parent) == ["imagine.db"]


async def test_an_empty_file_is_a_new_database(path: Path) -> None:
    _put(path, b"")
    assert await _rows(path) == 0
    assert _names(path.parent) == ["imagine.db"]


@pytest.mark.parametrize("damage", ["garbage", "header", "truncated", "page"])
async def test_a_corrupt_file_is_set_aside_and_a_new_one_begun(
    path: Path, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    content = await _filled(path, rows=200)
    middle = len(content) // 2 // 4096 * 4096
    broken = {
        "garbage": b"no database at all " * 500,
        "header": b"\0" * 100 + content[100:],
        "truncated": content[: middle + 1000],
        "page": content[:middle] + b"\xab" * 4096 + content[middle + 4096 :],
    }[damage]
    _put(path, broken)
    with caplog.at_level(logging.ERROR):
        assert await _rows(path) == 0
    aside = path.with_name("imagine.db.corrupt-1700000000")
    assert _bytes(aside) == broken
    assert _modes(path.parent) == {0o600}
    assert "imagine.db.corrupt-1700000000" in caplog.text
    await _filled(path, rows=2)
    assert await _rows(path) == 2


async def _broken_beside_its_log(path: Path) -> bytes:
    """Damage a page of the file, beside a write-ahead log with rows that are not in it yet. Returns that log."""
    content = await _filled(path, rows=200)
    async with _database(path) as database:
        await database.write(INSERT, (1000, "the newest row"))
        log = _bytes(path.with_name("imagine.db-wal"))
    _put(path, content[:40960] + b"\xab" * 4096 + content[45056:])
    return _bytes(_put(path.with_name("imagine.db-wal"), log))


async def test_what_is_only_in_the_log_of_a_corrupt_file_is_set_aside_with_it(path: Path) -> None:
    await _broken_beside_its_log(path)
    await _open_and_close(path)
    assert b"the newest row" in _bytes(path.with_name("imagine.db.corrupt-1700000000"))


async def test_on_a_full_disk_a_corrupt_file_is_set_aside_in_all_its_parts(path: Path) -> None:
    log = await _broken_beside_its_log(path)
    with largest_file(0):
        await _refusal(path)
    assert _bytes(path.with_name("imagine.db.corrupt-1700000000-wal")) == log


async def test_a_file_of_a_newer_version_is_left_alone(path: Path) -> None:
    await _filled(path)
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version = {len(schema.scripts()) + 1}")
    connection.close()
    content = _bytes(path)
    assert "newer version of the bot" in await _refusal(path)
    assert (_bytes(path), _names(path.parent)) == (content, ["imagine.db"])


async def test_a_second_bot_is_refused_and_the_first_goes_on(path: Path) -> None:
    async with _database(path) as database:
        await database.write(INSERT, (1, "x"))
        assert "another bot is using it" in await _refusal(path)
        await database.write(INSERT, (2, "y"))
        assert len(await database.fetch(SELECT)) == 2


async def test_a_folder_in_the_place_of_the_file_is_named(path: Path) -> None:
    _put(path, b"")
    refusal = await _refusal(path.parent)
    assert str(path.parent) in refusal
    assert "check DATA_DIR" in refusal


async def test_a_file_in_the_place_of_the_folder_is_named(path: Path) -> None:
    path.parent.write_text("a file")
    assert "check DATA_DIR" in await _refusal(path)


async def test_a_disk_that_takes_nothing_is_found_out_at_the_start(path: Path) -> None:
    with largest_file(0):
        assert "check DATA_DIR, its free disk space and its permissions" in await _refusal(path)


async def test_a_database_that_can_only_be_read_is_found_out_at_the_start(path: Path) -> None:
    await _filled(path)
    with largest_file(0):
        assert "check DATA_DIR, its free disk space and its permissions" in await _refusal(path)
    assert await _rows(path) == 1


@pytest.mark.parametrize("full", ["PRAGMA max_page_count = 1", "PRAGMA query_only = ON"], ids=["full", "read-only"])
async def test_a_write_that_fails_says_so_and_harms_nothing(
    database: SqliteDatabase, full: str, caplog: pytest.LogCaptureFixture
) -> None:
    await database.write(INSERT, (1, "kept"))
    await database.fetch(full)
    with caplog.at_level(logging.ERROR), pytest.raises(StorageError):
        await database.write(INSERT, (2, "x" * 1_000_000))
    assert "check DATA_DIR, its free disk space and its permissions" in caplog.text
    assert [row[0] for row in await database.fetch(SELECT)] == ["kept"]


async def test_writing_goes_on_when_the_disk_has_room_again(database: SqliteDatabase, tmp_path: Path) -> None:
    await database.write(INSERT, (1, "x"))
    with largest_file(len(_bytes(tmp_path / "imagine.db-wal"))), pytest.raises(StorageError):
        await database.write(INSERT, (2, "y"))
    await database.write(INSERT, (3, "z"))
    assert [row[0] for row in await database.fetch(SELECT)] == ["x", "z"]


async def test_a_read_that_fails_says_so(database: SqliteDatabase) -> None:
    with pytest.raises(StorageError, match=r"can't be read .*; check DATA_DIR"):
        await database.fetch("SELECT * FROM nothing")


async def test_a_write_says_how_many_rows_it_touched(database: SqliteDatabase) -> None:
    for number in range(3):
        assert await database.write(INSERT, (number, "x")) == 1
    assert await database.write("DELETE FROM members WHERE user_id > ?", (0,)) == 2


async def test_a_closed_file_is_one_that_can_not_be_used(path: Path) -> None:
    async with _database(path) as database:
        pass
    with pytest.raises(StorageError):
        await database.fetch("SELECT 1")
    with pytest.raises(StorageError):
        await database.write("DELETE FROM members WHERE user_id = ?", (1,))
