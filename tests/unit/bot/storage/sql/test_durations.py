"""How long jobs took, by kind: what a process that starts learns of the jobs before it."""

from bot.requests.request import RequestSettings
from bot.storage.database import Database
from bot.storage.sql.jobs import SqlJobRepository
from bot.timing.estimator import Kind, kind_of
from tests.support.jobs import START, a_finished_job, a_job, a_request, put

ONE, FOUR = a_request(), a_request(num=4, resolution="4K")


def seen(settings: RequestSettings, *seconds: float) -> list[tuple[Kind, float]]:
    return [(kind_of(settings), each) for each in seconds]


async def finished(repository: SqlJobRepository, number: int, request: RequestSettings, seconds: float | None) -> str:
    """A job that is done; returns its id."""
    job = a_finished_job(id=f"{number:010x}", request=request, created_at=START + number, generation_seconds=seconds)
    await put(repository, a_job(id=job.id, request=request, created_at=job.created_at))
    await repository.save(job)
    return job.id


async def test_the_last_durations_of_each_kind_are_found_oldest_first(repository: SqlJobRepository) -> None:
    for number in range(5):
        await finished(repository, number, ONE, 10.0 + number)
    await finished(repository, 0xA, FOUR, 70)
    await finished(repository, 0xB, ONE, 15)
    assert await repository.durations(2) == seen(ONE, 14) + seen(FOUR, 70) + seen(ONE, 15)
    assert len(await repository.durations(60)) == 7


async def test_a_job_that_is_not_done_or_was_not_observed_has_no_duration(repository: SqlJobRepository) -> None:
    await finished(repository, 1, ONE, None)
    await put(repository, a_job(id="0000000002"))
    assert await repository.durations(60) == []


async def test_an_erased_job_teaches_nothing_any_more(repository: SqlJobRepository, database: Database) -> None:
    await finished(repository, 1, ONE, 10)
    dropped = await finished(repository, 2, ONE, 20)
    await repository.drop(dropped)
    assert await repository.durations(60) == seen(ONE, 10)
    await repository.erase(10)
    assert await repository.durations(60) == []
    assert [row["kind"] for row in await database.fetch("SELECT kind FROM jobs")] == [None, None]


async def test_a_job_that_is_erased_while_it_runs_has_no_kind_once_it_ends(
    repository: SqlJobRepository, database: Database
) -> None:
    await put(repository, a_job())
    job = a_finished_job(generation_seconds=9, acknowledged=False)
    await repository.save(job)
    await repository.erase(10)
    await repository.save(job.with_(acknowledged=True))
    assert [row["kind"] for row in await database.fetch("SELECT kind FROM jobs")] == [None]
