"""Each open job and each pending message is one run's, and nobody's once that run has ended."""

import asyncio
from dataclasses import replace

import pytest

from bot.errors import Duplicate, RunOver
from bot.jobs.errors import IdTaken, TakenOver
from bot.jobs.job import Job
from bot.jobs.posts import Fate, Post
from bot.jobs.state import JobState
from bot.storage.database import Database
from bot.storage.sql.jobs import SqlJobRepository
from bot.storage.sql.pending import SqlPending
from bot.storage.sql.posts import SqlPosts
from bot.worker.pending import PendingMessage
from tests.support.databases import a_run, end_run
from tests.support.jobs import START, a_card, a_finished_job, a_job, a_request

PENDING = PendingMessage("77", 10, a_card())


@pytest.fixture
def other(database: Database, other_run: str) -> SqlJobRepository:
    """The job repository of another run."""
    return SqlJobRepository(database, other_run)


def _ids(jobs: list[Job]) -> list[str]:
    return [job.id for job in jobs]


async def _found(repository: SqlJobRepository, job_id: str = a_job().id) -> Job:
    job = await repository.find(job_id)
    assert job
    return job


async def test_a_job_id_that_is_taken_overwrites_nobodys_job(repository: SqlJobRepository, database: Database) -> None:
    await repository.add(a_job())
    strangers = a_job(user_id=11, created_at=START + 1, card=a_card(message_id=41))
    with pytest.raises(IdTaken):
        await repository.add(strangers)
    assert await _found(repository) == a_job()
    assert [post.message_id for post in await SqlPosts(database, "a run").of_job(a_job().id)] == [40]


async def test_an_interaction_has_one_job(repository: SqlJobRepository) -> None:
    await repository.add(a_job(interaction_id=7))
    with pytest.raises(Duplicate):
        await repository.add(a_job(id="0000000002", interaction_id=7))
    assert await repository.find("0000000002") is None


async def test_a_job_whose_first_try_got_through_is_stored_and_not_refused(repository: SqlJobRepository) -> None:
    job = a_job(interaction_id=7)
    for _ in range(2):
        await repository.add(job)
    closed = a_finished_job(state=JobState.FAILED)
    for _ in range(2):
        await repository.save(closed)
    reopened = job.with_(created_at=START + 60)
    for _ in range(2):
        assert await repository.reopen(reopened)
    assert await _found(repository) == reopened


async def test_what_another_run_works_on_can_not_be_written(
    repository: SqlJobRepository, other: SqlJobRepository
) -> None:
    await repository.add(a_job())
    with pytest.raises(TakenOver):
        await other.save(a_job(charged=1))
    assert await _found(repository) == a_job()


async def test_a_run_whose_job_was_adopted_writes_nothing_more_of_it(
    repository: SqlJobRepository, other: SqlJobRepository, database: Database, run: str
) -> None:
    await repository.add(a_job())
    await end_run(database, run)
    with pytest.raises(TakenOver):
        await repository.save(a_job(charged=1))
    assert await other.adopt(10) == [a_job()]
    with pytest.raises(TakenOver):
        await repository.save(a_job(charged=1))
    await other.save(a_job(charged=2))
    assert (await _found(other)).charged == 2


async def test_closed_jobs_are_everybodys_and_stay_closed(
    repository: SqlJobRepository, other: SqlJobRepository, database: Database, run: str
) -> None:
    await repository.add(a_job())
    await repository.save(a_finished_job(card=a_card(token="")))
    await other.save(a_finished_job(card=a_card(token=""), alt="a fox"))
    assert (await _found(repository)).alt == "a fox"
    await end_run(database, run)
    assert await other.adopt(10) == []


async def test_a_run_that_has_not_heard_of_the_end_of_a_job_does_not_open_it_again(
    repository: SqlJobRepository, other: SqlJobRepository, database: Database, run: str
) -> None:
    await repository.add(a_job())
    await other.take(a_job().id)
    ended = a_finished_job(card=a_card(token=""))
    await other.save(ended)
    for late in (a_job(state=JobState.SUBMITTED), a_job(state=JobState.READY)):
        with pytest.raises(TakenOver):
            await repository.save(late)
    await end_run(database, run)
    with pytest.raises(TakenOver):
        await repository.save(a_job(state=JobState.READY))
    assert await _found(other) == ended


async def test_a_job_that_is_no_longer_stored_is_not_stored_again(repository: SqlJobRepository) -> None:
    await repository.add(a_finished_job())
    await repository.forget(START + 1)
    await repository.save(a_finished_job())
    assert await repository.find(a_job().id) is None


async def test_orphans_are_adopted_once_the_oldest_first(
    repository: SqlJobRepository, other: SqlJobRepository, database: Database, run: str
) -> None:
    for number in (3, 1, 2):
        await repository.add(a_job(id=str(number), created_at=START + number))
    await repository.add(a_finished_job(id="closed"))
    assert await other.adopt(10) == []
    await end_run(database, run)
    assert _ids(await other.adopt(2)) == ["1", "2"]
    assert _ids(await other.adopt(2)) == ["3"]
    assert await other.adopt(2) == []


async def test_of_two_runs_that_adopt_at_once_one_gets_each_job(
    repository: SqlJobRepository, other: SqlJobRepository, database: Database, run: str
) -> None:
    third = SqlJobRepository(database, "third")
    await database.write("INSERT INTO runs (id, expires_at) VALUES (?, ?)", ("third", "infinity"))
    jobs = [a_job(id=str(number), created_at=START + number) for number in range(8)]
    for job in jobs:
        await repository.add(job)
    await end_run(database, run)
    found = await asyncio.gather(other.adopt(8), third.adopt(8))
    assert sorted(_ids(found[0]) + _ids(found[1])) == _ids(jobs)


async def test_unreadable_orphans_hide_no_others(
    repository: SqlJobRepository, other: SqlJobRepository, database: Database, run: str
) -> None:
    for number in range(4):
        await repository.add(a_job(id=str(number), created_at=START + number))
    await database.write("UPDATE jobs SET data = '{}' WHERE created_at < ?", (START + 2,))
    await end_run(database, run)
    assert _ids(await other.adopt(2)) == ["2", "3"]


@pytest.mark.parametrize(
    ("state", "taken"),
    [(JobState.ACCEPTED, True), (JobState.SUBMITTING, False), (JobState.SUBMITTED, True), (JobState.READY, False)],
)
async def test_a_job_that_waits_or_is_drawn_can_be_taken_over(
    repository: SqlJobRepository, other: SqlJobRepository, state: JobState, taken: bool
) -> None:
    job = a_job(state=state)
    await repository.add(job)
    assert await other.take(job.id) == (job if taken else None)
    loser = repository if taken else other
    with pytest.raises(TakenOver):
        await loser.save(job)


async def test_only_a_closed_failed_job_is_reopened(repository: SqlJobRepository, other: SqlJobRepository) -> None:
    lost = a_finished_job(state=JobState.FAILED, charged=0, card=a_card(token=""))
    await repository.add(lost)
    reopened = replace(lost, state=JobState.READY, acknowledged=False, created_at=START + 60)
    assert await other.reopen(reopened)
    assert await _found(repository) == reopened
    assert not await repository.reopen(reopened.with_(alt="again"))
    with pytest.raises(TakenOver):
        await repository.save(reopened)


async def test_the_row_says_what_a_job_holds_of_the_quota(repository: SqlJobRepository, database: Database) -> None:
    await repository.add(a_job(cost=12, request=a_request(num=4)))
    seen = []
    for job in (a_job(cost=12, state=JobState.READY), a_finished_job(cost=12, charged=3)):
        (row,) = await database.fetch("SELECT credits, running FROM jobs")
        seen.append((row["credits"], bool(row["running"])))
        await repository.save(job)
    (row,) = await database.fetch("SELECT credits, running FROM jobs")
    assert [*seen, (row["credits"], bool(row["running"]))] == [(12, True), (12, True), (3, False)]


async def test_a_run_that_has_ended_stores_no_new_job(
    repository: SqlJobRepository, database: Database, run: str
) -> None:
    await end_run(database, run)
    with pytest.raises(RunOver):
        await repository.add(a_job())
    assert await repository.find(a_job().id) is None


async def test_a_pending_message_is_adopted_once_its_run_has_ended(
    database: Database, run: str, other_run: str
) -> None:
    pending, other = SqlPending(database, run), SqlPending(database, other_run)
    await pending.add(PENDING)
    assert await other.adopt() == []
    with pytest.raises(Duplicate):
        await other.add(replace(PENDING, card=a_card(mark=1)))
    await end_run(database, run)
    assert await other.adopt() == [PENDING]
    assert await other.adopt() == []


async def test_a_pending_message_whose_first_try_got_through_is_stored(database: Database, run: str) -> None:
    pending = SqlPending(database, run)
    for _ in range(2):
        await pending.add(PENDING)
    with pytest.raises(Duplicate):
        await pending.add(replace(PENDING, card=a_card(mark=1)))


async def test_a_doomed_post_is_its_runs_and_adopted_once_that_has_ended(
    database: Database, run: str, other_run: str
) -> None:
    posts, other = SqlPosts(database, run), SqlPosts(database, other_run)
    doomed = [Post(number, 20, 30, a_job().id, 10, START, copy=True) for number in (90, 91)]
    for post in doomed:
        await posts.add(post)
    await posts.doom(doomed)
    assert await other.adopt() == []
    await end_run(database, run)
    third = SqlPosts(database, await a_run(database))
    found = await asyncio.gather(other.adopt(), third.adopt())
    assert sorted([*found[0], *found[1]], key=lambda post: post.message_id) == doomed
    await other.settle(90, Fate.GONE)
    await end_run(database, other_run)
    assert 90 not in [post.message_id for post in await third.adopt()]
