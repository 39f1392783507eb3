"""The bytes of references in a folder and in PostgreSQL: the same contract."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.images.reference_files import ReferenceFiles, ReferenceFolder
from bot.images.reference_store import ReferenceStore
from bot.runtime.clock import Clock
from bot.storage.postgres.database import PostgresDatabase, open_database
from bot.storage.sql.jobs import SqlJobRepository
from bot.storage.sql.references import SqlReferences
from tests.support.databases import a_run
from tests.support.jobs import START, a_finished_job, a_job, put
from tests.support.pictures import png, written

PLENTY = 1 << 20
FIRST, SECOND, THIRD = "0000000001", "0000000002", "0000000003"


@pytest.fixture
async def shared(postgres_url: str) -> AsyncIterator[PostgresDatabase]:
    async with open_database(postgres_url, Clock()) as database:
        yield database


@pytest.fixture(params=["folder", "postgres"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> ReferenceFiles:
    """Where no reference is stored yet."""
    if request.param == "folder":
        return ReferenceFolder(tmp_path / "references")
    return SqlReferences(request.getfixturevalue("shared"))


async def test_what_is_stored_is_found_again_by_job_and_number(files: ReferenceFiles, tmp_path: Path) -> None:
    data = bytes(range(256)) * 40
    assert not await files.has(FIRST, 1)
    assert await files.get(FIRST, 1) is None
    await files.put(FIRST, 1, written(tmp_path / "a", data), PLENTY)
    await files.put(SECOND, 2, written(tmp_path / "b", b"x"), PLENTY)
    assert [await files.has(job_id, 1) for job_id in (FIRST, SECOND)] == [True, False]
    assert (await files.get(FIRST, 1), await files.get(SECOND, 2)) == (data, b"x")
    assert sorted(await files.jobs()) == [FIRST, SECOND]


async def test_a_reference_that_is_stored_again_replaces_the_first(files: ReferenceFiles, tmp_path: Path) -> None:
    for content in (b"old", b"new"):
        await files.put(FIRST, 1, written(tmp_path / "a", content), PLENTY)
    assert await files.get(FIRST, 1) == b"new"


async def test_deleting_a_jobs_references_leaves_those_of_others(files: ReferenceFiles, tmp_path: Path) -> None:
    for job_id in (FIRST, SECOND, THIRD):
        await files.put(job_id, 1, written(tmp_path / "a", b"x"), PLENTY)
    await files.delete([FIRST, THIRD, "0000000009"])
    await files.delete([])
    assert await files.jobs() == [SECOND]


async def test_another_process_finds_what_one_has_stored(shared: PostgresDatabase, tmp_path: Path) -> None:
    first, second = (
        ReferenceStore(SqlReferences(shared), SqlJobRepository(shared, await a_run(shared))),
        ReferenceStore(SqlReferences(shared), SqlJobRepository(shared, await a_run(shared))),
    )
    await first.store(a_job(), 1, written(tmp_path / "a", png((8, 8))))
    assert await second.has(a_job(), 1)
    assert (await second.uri(a_job(), 1) or "").startswith("data:image/png;base64,")


async def test_in_the_database_too_the_oldest_jobs_lose_theirs_first(shared: PostgresDatabase, tmp_path: Path) -> None:
    files, jobs = SqlReferences(shared), SqlJobRepository(shared, await a_run(shared))
    for number, job_id in enumerate((SECOND, FIRST)):
        await put(jobs, a_job(id=job_id, created_at=START + number))
    # The first one belongs to no stored job any more.
    for job_id in (THIRD, FIRST, SECOND):
        await files.put(job_id, 1, written(tmp_path / "a", bytes(100)), 250)
    assert sorted(await files.jobs()) == [FIRST, SECOND]
    await files.put(FIRST, 2, written(tmp_path / "a", bytes(100)), 250)
    assert await files.jobs() == [FIRST]


async def test_two_processes_that_store_at_once_do_not_delete_twice(shared: PostgresDatabase, tmp_path: Path) -> None:
    files = SqlReferences(shared)
    jobs = SqlJobRepository(shared, await a_run(shared))
    for number in range(6):
        await put(jobs, a_job(id=f"{number:010x}", created_at=START + number))
    sources = [written(tmp_path / str(number), bytes(100)) for number in range(6)]
    await asyncio.gather(*(files.put(f"{number:010x}", 1, source, 300) for number, source in enumerate(sources)))
    assert len(await files.jobs()) == 3


async def test_a_sweep_deletes_the_rows_of_forgotten_jobs(shared: PostgresDatabase, tmp_path: Path) -> None:
    files, jobs = SqlReferences(shared), SqlJobRepository(shared, await a_run(shared))
    for job_id in (FIRST, SECOND):
        await put(jobs, a_finished_job(id=job_id))
        await files.put(job_id, 1, written(tmp_path / "a", b"x"), PLENTY)
    await jobs.drop(FIRST)
    await ReferenceStore(files, jobs).sweep()
    assert await files.jobs() == [SECOND]
