"""Every statement finds its rows by an index, so that its time does not grow with the number of jobs kept."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.jobs.job import Removal
from bot.jobs.posts import Fate, Post
from bot.storage.sql import statements
from bot.storage.sql.jobs import SqlJobRepository
from bot.storage.sql.posts import SqlPosts
from tests.support.clock import FakeClock
from tests.support.databases import RecordingDatabase
from tests.support.jobs import START, a_finished_job, a_job, put

POST = Post(40, 20, 30, "0000000001", 10, START)


@pytest.fixture
async def database(tmp_path: Path, clock: FakeClock) -> AsyncIterator[RecordingDatabase]:
    """A database that records its statements."""
    async with RecordingDatabase(tmp_path / "imagine.db", clock.clock) as database:
        yield database


async def test_no_statement_reads_a_whole_table(repository: SqlJobRepository, database: RecordingDatabase) -> None:
    await _everything(repository, SqlPosts(database, database.run))
    plans = await _plans(database)
    # The newest jobs are the first rows of an index on their age, so a LIMIT ends that scan.
    assert plans.pop(statements.BEFORE_NEWEST) == ["SCAN jobs USING INDEX jobs_by_age"]
    scans = {statement: plan for statement, plan in plans.items() if any(_reads_all(step) for step in plan)}
    assert scans == {}


async def test_open_jobs_and_doomed_posts_have_an_index_that_holds_nothing_else(
    repository: SqlJobRepository, database: RecordingDatabase
) -> None:
    await repository.open_jobs()
    await SqlPosts(database, database.run).doomed()
    assert list((await _plans(database)).values()) == [
        ["SCAN jobs USING INDEX open_jobs"],
        ["SCAN posts USING INDEX posts_to_delete"],
    ]


async def test_an_erasure_does_not_meet_again_what_it_has_erased(
    repository: SqlJobRepository, database: RecordingDatabase
) -> None:
    await repository.erase(10)
    plan = (await _plans(database))[statements.ERASE]
    assert "SEARCH jobs USING INDEX jobs_to_show (user_id=?)" in plan


async def _everything(repository: SqlJobRepository, posts: SqlPosts) -> None:
    """Every method of both, on two jobs."""
    await put(repository, a_job(id="0000000001", interaction_id=1))
    await put(repository, a_finished_job(id="0000000002", charged=1, in_vain=True))
    for read in (repository.since(0), repository.history(10), repository.history(10, "fox")):
        assert [job async for job in read]
    assert [job async for job in repository.newest(2)]
    assert await repository.find("0000000001")
    assert await repository.of_interaction(1)
    assert await repository.open_jobs()
    assert await repository.charges(0)
    assert await repository.in_vain(0)
    await repository.durations(60)
    assert await repository.of_user(10)
    assert await repository.requester("0000000001")
    assert await repository.reference_owners(["0000000001"])
    await repository.add_removal("0000000001", Removal(10, START))
    await repository.lift_removals("0000000001")
    await posts.add(POST)
    assert await posts.of_job("0000000001")
    assert await posts.last_copy("0000000001") is None
    assert await posts.left_of(10)
    await posts.doom([POST])
    await posts.doom_all_of(10)
    assert await posts.doomed()
    await posts.settle(POST.message_id, Fate.GONE)
    await repository.drop_failures(10, 0)
    await repository.drop("0000000001")
    await repository.erase(10)
    assert [record async for record in repository.erased_records(10)]
    await repository.forget(START + 1)


async def _plans(database: RecordingDatabase) -> dict[str, list[str]]:
    """The steps of SQLite's plan for each statement so far, by statement."""
    statements = dict([*database.read, *database.written])
    return {statement: await _plan(database, statement, values) for statement, values in statements.items()}


async def _plan(database: RecordingDatabase, statement: str, values: tuple[Any, ...]) -> list[str]:
    steps = await database.fetch(f"EXPLAIN QUERY PLAN {statement}", values)
    return [step["detail"] for step in steps]


def _reads_all(step: str) -> bool:
    """Whether a step of a plan (https://sqlite.org/eqp.html) reads all rows of a table that grows."""
    return step.startswith(("SCAN jobs", "SCAN posts")) and "open_jobs" not in step and "posts_to_delete" not in step
