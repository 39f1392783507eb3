"""Autocomplete from the database: right whichever process changed the jobs, and never a wait."""

import pytest

from bot.errors import DatabaseAway
from bot.jobs.job import Job
from bot.jobs.recent import JOBS_EACH, StoredRecentJobs
from bot.storage.database import Database
from bot.storage.sql.jobs import SqlJobRepository
from tests.support.jobs import START, a_finished_job, a_job, a_request, put


class AwayRepository(SqlJobRepository):
    """The jobs of a database that is away."""

    async def of_user(self, user_id: int, *, text: str = "", limit: int = 10, offset: int = 0) -> list[Job]:
        raise DatabaseAway(f"{user_id} {text} {limit} {offset}")


@pytest.fixture
def recent(database: Database, other_run: str) -> StoredRecentJobs:
    """What another process than that of ``repository`` offers."""
    return StoredRecentJobs(SqlJobRepository(database, other_run))


async def test_the_jobs_of_other_processes_are_offered_as_they_are_now(
    repository: SqlJobRepository, recent: StoredRecentJobs
) -> None:
    await put(repository, a_job(id="0000000001", request=a_request(prompt="a red Fox")))
    done = a_finished_job(id="0000000002", created_at=START + 1, request=a_request(prompt="a cat"))
    await put(repository, done)
    assert [summary.id for summary in await recent.of(10)] == ["0000000002", "0000000001"]
    assert [summary.prompt for summary in await recent.of(10, "fox")] == ["a red Fox"]
    await repository.drop(done.id)
    assert [summary.id for summary in await recent.of(10)] == ["0000000001"]
    assert await recent.of(11) == []


async def test_no_more_are_read_than_discord_lists(repository: SqlJobRepository, recent: StoredRecentJobs) -> None:
    for number in range(JOBS_EACH + 2):
        await put(repository, a_finished_job(id=f"{number:010x}", created_at=START + number))
    found = await recent.of(10)
    assert (len(found), found[0].id) == (JOBS_EACH, f"{JOBS_EACH + 1:010x}")


async def test_a_database_that_is_away_offers_nothing(database: Database, run: str) -> None:
    assert await StoredRecentJobs(AwayRepository(database, run)).of(10) == []
