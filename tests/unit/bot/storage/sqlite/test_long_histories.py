"""Long histories are read and erased in pages."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.storage.sql.jobs import READ_AT_ONCE, SqlJobRepository
from tests.support.clock import FakeClock
from tests.support.databases import RecordingDatabase
from tests.support.jobs import START, a_job, put


@pytest.fixture
async def database(tmp_path: Path, clock: FakeClock) -> AsyncIterator[RecordingDatabase]:
    """A database that records its statements."""
    async with RecordingDatabase(tmp_path / "imagine.db", clock.clock) as database:
        yield database


async def test_a_page_is_found_without_a_look_at_the_jobs_before_it(
    repository: SqlJobRepository, database: RecordingDatabase
) -> None:
    for number in range(4):
        await put(repository, a_job(id=f"{number:010}", created_at=START + number, user_id=10 + number // 3))
    database.forget()
    assert [job.id for job in await repository.of_user(10, limit=2, offset=1)] == ["0000000001", "0000000000"]
    ((statement, values),) = database.read
    (plan,) = await database.fetch(f"EXPLAIN QUERY PLAN {statement}", values)
    assert "USING INDEX jobs_to_show" in plan["detail"]


async def test_what_a_start_reads_is_read_some_at_a_time(
    repository: SqlJobRepository, database: RecordingDatabase
) -> None:
    written = [f"{number:010}" for number in range(3 * READ_AT_ONCE + 1)]
    for number, job_id in enumerate(written):
        await put(repository, a_job(id=job_id, created_at=START + number // 2))
    database.forget()
    assert [job.id async for job in repository.since(0)] == written
    assert [job.id async for job in repository.newest(1000)] == written
    assert max(database.rows) == READ_AT_ONCE


async def test_whoever_writes_waits_for_no_more_than_a_part_of_what_is_erased(
    repository: SqlJobRepository, database: RecordingDatabase
) -> None:
    for number in range(3 * READ_AT_ONCE):
        await put(repository, a_job(id=str(number), acknowledged=True))
    database.forget()
    assert await repository.erase(10) == 3 * READ_AT_ONCE
    assert await repository.forget(START + 1) == 3 * READ_AT_ONCE
    assert (max(database.touched), max(database.rows)) == (READ_AT_ONCE, READ_AT_ONCE)
