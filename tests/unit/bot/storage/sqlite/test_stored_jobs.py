"""The job repository, over a real file."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import StorageError
from bot.jobs.state import JobState
from bot.storage.sql.jobs import SqlJobRepository
from bot.storage.sqlite.database import SqliteDatabase
from tests.support.clock import FakeClock
from tests.support.jobs import START, a_card, a_job, a_request, put


async def test_jobs_outlive_the_process(tmp_path: Path, clock: FakeClock) -> None:
    written = [
        a_job(id=f"{number:010}", created_at=START + number, state=state) for number, state in enumerate(JobState)
    ]
    async with SqliteDatabase(tmp_path / "jobs.db", clock.clock) as database:
        for job in written:
            await put(SqlJobRepository(database, database.run), job)
    async with SqliteDatabase(tmp_path / "jobs.db", clock.clock) as database:
        assert await SqlJobRepository(database, database.run).open_jobs() == written


async def test_a_request_that_an_earlier_version_stored_with_its_model_is_read(
    tmp_path: Path, clock: FakeClock
) -> None:
    async with SqliteDatabase(tmp_path / "jobs.db", clock.clock) as database:
        await put(SqlJobRepository(database, database.run), a_job())
        await database.write("UPDATE jobs SET data = json_set(data, '$.request.model', 'openai/gpt-image-2')", ())
        assert await SqlJobRepository(database, database.run).open_jobs() == [a_job()]


async def test_a_token_and_a_prompt_that_are_gone_can_not_be_found_in_the_file(
    tmp_path: Path, clock: FakeClock
) -> None:
    async with SqliteDatabase(tmp_path / "jobs.db", clock.clock) as database:
        repository = SqlJobRepository(database, database.run)
        written = [
            a_job(
                id=f"{number:010}",
                card=a_card(token=f"s3cret-{number}-" + "x" * 20 * number),
                request=a_request(prompt=f"pr0mpt-{number}-" + "y" * 30 * number),
            )
            for number in range(40)
        ]
        for job in [*written, *(replace(job, state=JobState.DELIVERED, acknowledged=True) for job in written)]:
            await put(repository, job)
        assert await repository.forget(START + 1) == 40
    content = _content(tmp_path)
    assert b"s3cret" not in content
    assert b"pr0mpt" not in content


def _content(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


async def test_what_was_erased_is_in_no_file_even_while_the_bot_runs(
    repository: SqlJobRepository, tmp_path: Path
) -> None:
    for number in range(5):
        await put(repository, a_job(id=f"{number:010}", request=a_request(prompt=f"something pr1vate {number}")))
        await put(
            repository,
            a_job(id=f"{number:010}", request=a_request(prompt=f"something pr1vate {number}"), acknowledged=True),
        )
    assert b"pr1vate" in _content(tmp_path)
    await repository.drop("0000000000")
    assert b"pr1vate 0" not in _content(tmp_path)
    await repository.erase(10)
    assert b"pr1vate" not in _content(tmp_path)


async def test_a_full_disk_is_no_silent_loss(repository: SqlJobRepository, database: SqliteDatabase) -> None:
    await put(repository, a_job(state=JobState.ACCEPTED))
    await database.fetch("PRAGMA query_only = ON")
    with pytest.raises(StorageError):
        await put(repository, a_job(state=JobState.READY))
    found = await repository.find(a_job().id)
    assert found
    assert found.state is JobState.ACCEPTED
