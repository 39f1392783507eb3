"""The record that erasure leaves: ids, times, credits and removals, without prompt and pictures."""

from bot.errors import FailureKind
from bot.jobs.job import Failure, Removal
from bot.jobs.state import JobState
from bot.jobs.task import RemoteImage
from bot.storage.database import Database
from bot.storage.sql.jobs import SqlJobRepository
from bot.storage.sql.posts import SqlPosts
from tests.support.jobs import START, a_card, a_finished_job, a_job, a_request, put


async def test_of_what_was_erased_only_ids_times_and_credits_are_on_disk(
    repository: SqlJobRepository, database: Database
) -> None:
    request = a_request(prompt="something private", images=[{"url": "https://private.example/a.png"}])
    images = (RemoteImage("https://private.example/1.png"),)
    failure = Failure(FailureKind.MODERATION, "private", "private")
    job = a_job(request=request, images=images, failure=failure, alt="private", state=JobState.FAILED, task_id="task_1")
    await put(repository, job.with_(charged=3, acknowledged=True))
    await repository.erase(10)
    (row,) = await database.fetch("SELECT search_text, data, removals FROM jobs")
    assert (row["search_text"], row["data"], row["removals"]) == ("", "", "[]")
    (row,) = await database.fetch("SELECT * FROM jobs")
    kept = {"id": job.id, "user_id": 10, "guild_id": 30, "channel_id": 20, "task_id": "task_1", "charged": 3}
    assert {name: row[name] for name in kept} == kept
    assert (row["created_at"], row["state"]) == (START, "failed")
    (post,) = await SqlPosts(database, "a run").of_job(job.id)
    assert (post.message_id, post.channel_id, post.guild_id, post.user_id) == (40, 20, 30, 10)


async def test_what_is_left_of_an_erased_job_is_forgotten_with_the_others_of_its_age(
    repository: SqlJobRepository, database: Database
) -> None:
    for number, at in enumerate([START - 1, START]):
        await put(
            repository,
            a_job(id=f"{number:010}", created_at=at, charged=5, acknowledged=True, card=a_card(message_id=number)),
        )
    await repository.erase(10)
    assert await repository.forget(START) == 1
    assert [charge.job_id for charge in await repository.charges(0)] == ["0000000001"]
    assert [row["message_id"] for row in await database.fetch("SELECT * FROM posts")] == [1]


async def test_whose_an_erased_job_was_is_still_known(repository: SqlJobRepository) -> None:
    await put(repository, a_job(acknowledged=True))
    await repository.erase(10)
    assert await repository.requester(a_job().id) == 10
    assert await repository.requester("0000000009") is None


async def test_a_removal_stays_however_often_its_job_is_saved(repository: SqlJobRepository) -> None:
    job = a_job(acknowledged=True)
    await put(repository, job)
    own, moderators = Removal(10, START), Removal(11, START + 1, 30, moderator=True)
    for removal in (own, moderators):
        await repository.add_removal(job.id, removal)
    await put(repository, job)
    (found,) = await repository.of_user(10)
    assert found.removals == (own, moderators)
    await repository.lift_removals(job.id)
    again = await repository.find(job.id)
    assert again
    assert again.removals == (moderators,)


async def test_a_removal_is_part_of_the_record_that_erasing_leaves(
    repository: SqlJobRepository, database: Database
) -> None:
    await put(repository, a_job(acknowledged=True))
    await repository.erase(10)
    await repository.add_removal(a_job().id, Removal(11, START, 30, moderator=True))
    (row,) = await database.fetch("SELECT removals FROM jobs")
    assert '"user_id":11' in row["removals"]


async def test_an_emptied_job_is_found_no_more_but_still_counted_and_an_open_one_is_left_alone(
    repository: SqlJobRepository,
) -> None:
    await put(repository, a_finished_job(id="0000000001", charged=3, created_at=START - 2, task_id="task_1"))
    await put(repository, a_job(id="0000000002", created_at=START - 1))
    await put(repository, a_finished_job(id="0000000003", charged=4, created_at=START + 1))
    assert await repository.empty(START) == 1
    assert await repository.empty(START) == 0
    assert await repository.find("0000000001") is None
    assert [job.id async for job in repository.since(0)] == ["0000000002", "0000000003"]
    assert [charge.credits for charge in await repository.charges(0)] == [3, 4]
    assert await repository.forget(START) == 1
    assert [charge.credits for charge in await repository.charges(0)] == [4]
