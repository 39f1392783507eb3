"""Erased data is neither in the database file nor in its write-ahead log."""

import asyncio
import shutil
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from bot.errors import StorageError
from bot.jobs.state import JobState
from bot.storage.sql.jobs import SqlJobRepository
from bot.storage.sqlite.database import SqliteDatabase
from tests.support.clock import FakeClock
from tests.support.databases import FullDatabase, RecordingDatabase
from tests.support.jobs import START, a_job, a_request, put

INSERT = "INSERT INTO members (user_id, data) VALUES (?, ?)"


async def _shuffle(database: SqliteDatabase, random: Random) -> None:
    """Rewrite rows in many sizes, so that SQLite moves them between pages. Every fifth row is private."""
    statement = (
        "INSERT INTO pending_messages (id, data) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET data = excluded.data"
    )
    await database.fetch("BEGIN")
    for _ in range(300):
        name = str(random.randrange(100))
        word = "pr1vate" if name.endswith(("0", "5")) else "public"
        await database.write(statement, (name, word + "x" * random.choice((10, 300, 900, 2000))))
    await database.fetch("COMMIT")


def _copied(folder: Path) -> Path:
    """A copy of a running database's files, as a kill would leave them."""
    copy = folder / "killed"
    copy.mkdir()
    for file in folder.glob("imagine.db*"):
        shutil.copy(file, copy)
    return copy


def _holding(content: bytes, folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.is_file() and content in path.read_bytes()]


@pytest.mark.parametrize("seed", [0, 1, 11])
async def test_what_was_erased_is_nowhere_in_the_file_or_its_log(
    database: SqliteDatabase, tmp_path: Path, seed: int
) -> None:
    await _shuffle(database, Random(seed))  # noqa: S311 - no secret comes of it
    await database.write("DELETE FROM pending_messages WHERE data LIKE ?", ("pr1vate%",))
    assert _holding(b"pr1vate", tmp_path)
    await database.scrub()
    assert _holding(b"pr1vate", tmp_path) == []


async def test_a_large_file_is_not_written_anew_but_its_log_is_emptied(tmp_path: Path, clock: FakeClock) -> None:
    async with SqliteDatabase(tmp_path / "imagine.db", clock.clock, vacuum_bytes=0) as database:
        await database.write(INSERT, (1, "pr1vate"))
        await database.write("DELETE FROM members WHERE user_id = ?", (1,))
        await database.scrub()
        assert (tmp_path / "imagine.db-wal").read_bytes() == b""


async def test_what_a_killed_bot_had_erased_is_gone_from_its_log_at_the_next_start(
    database: SqliteDatabase, tmp_path: Path
) -> None:
    await database.write(INSERT, (1, "pr1vate"))
    await database.write("DELETE FROM members WHERE user_id = ?", (1,))
    killed = _copied(tmp_path)
    assert _holding(b"pr1vate", killed) == ["imagine.db-wal"]
    async with SqliteDatabase(killed / "imagine.db", FakeClock().clock):
        assert _holding(b"pr1vate", killed) == []


async def test_what_was_erased_while_its_job_ran_is_in_no_file_once_that_has_ended(
    repository: SqlJobRepository, tmp_path: Path
) -> None:
    running = a_job(request=a_request(prompt="something pr1vate"))
    await put(repository, running)
    await repository.erase(10)
    await put(repository, replace(running, state=JobState.SUBMITTED, task_id="task_1"))
    assert _holding(b"pr1vate", tmp_path)
    await put(repository, replace(running, state=JobState.DELIVERED, task_id="task_1", charged=1, acknowledged=True))
    assert _holding(b"pr1vate", tmp_path) == []


async def test_what_is_too_old_to_be_kept_is_in_no_file_either(repository: SqlJobRepository, tmp_path: Path) -> None:
    await put(repository, a_job(request=a_request(prompt="something pr1vate"), acknowledged=True))
    assert await repository.forget(START + 1) == 1
    assert _holding(b"pr1vate", tmp_path) == []


async def test_a_disk_that_refuses_to_be_scrubbed_does_not_undo_the_ending(
    tmp_path: Path, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    async with FullDatabase(tmp_path / "imagine.db", clock.clock) as database:
        repository = SqlJobRepository(database, database.run)
        await put(repository, a_job())
        await repository.erase(10)
        database.full = True
        await put(repository, a_job(charged=3, acknowledged=True))
        assert [charge.credits for charge in await repository.charges(0)] == [3]
        assert "may still be on disk" in caplog.text


async def test_all_who_wait_for_the_file_to_be_written_anew_share_one(tmp_path: Path, clock: FakeClock) -> None:
    async with RecordingDatabase(tmp_path / "imagine.db", clock.clock) as database:
        await asyncio.gather(*(database.scrub() for _ in range(300)))
        assert database.read.count(("VACUUM", ())) == 2


async def test_a_scrub_that_failed_serves_nobody_who_waited_for_it(tmp_path: Path, clock: FakeClock) -> None:
    async with FullDatabase(tmp_path / "imagine.db", clock.clock) as database:
        database.full = True
        outcomes = await asyncio.gather(database.scrub(), database.scrub(), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [StorageError, StorageError]
