"""The record that erasing leaves: whose a job was, where, when, what it cost, who removed it; not what it was."""

import re

from bot.errors import FailureKind
from bot.jobs.job import Failure, Removal
from bot.jobs.state import JobState
from bot.jobs.task import RemoteImage
from bot.storage.sqlite.database import Database
from bot.storage.sqlite.jobs import SqliteJournal
from bot.storage.sqlite.posts import SqlitePosts
from tests.support.jobs import START, a_card, a_job, a_request


async def test_of_what_was_erased_only_ids_times_and_credits_are_on_disk(
    journal: SqliteJournal, database: Database
) -> None:
    request = a_request(prompt="something private", images=[{"url": "https://private.example/a.png"}])
    images = (RemoteImage("https://private.example/1.png"),)
    failure = Failure(FailureKind.MODERATION, "private", "private")
    job = a_job(request=request, images=images, failure=failure, alt="private", state=JobState.FAILED, task_id="task_1")
    await journal.save(job.with_(charged=3, closed=True))
    await journal.erase(10)
    (row,) = await database.fetch("SELECT * FROM jobs")
    assert not re.search("private", repr(tuple(row)))
    kept = {"id": job.id, "user_id": 10, "guild_id": 30, "channel_id": 20, "task_id": "task_1", "charged": 3}
    assert {name: row[name] for name in kept} == kept
    assert (row["created_at"], row["state"]) == (START, "failed")
    (post,) = await SqlitePosts(database).of_job(job.id)
    assert (post.message_id, post.channel_id, post.guild_id, post.user_id) == (40, 20, 30, 10)


async def test_what_is_left_of_an_erased_job_is_forgotten_with_the_others_of_its_age(
    journal: SqliteJournal, database: Database
) -> None:
    for number, at in enumerate([START - 1, START]):
        await journal.save(
            a_job(id=f"{number:010}", created_at=at, charged=5, closed=True, card=a_card(message_id=number))
        )
    await journal.erase(10)
    assert await journal.forget(START) == 1
    assert [charge.job_id for charge in await journal.charges(0)] == ["0000000001"]
    assert [row["message_id"] for row in await database.fetch("SELECT * FROM posts")] == [1]


async def test_whose_an_erased_job_was_is_still_known(journal: SqliteJournal) -> None:
    await journal.save(a_job(closed=True))
    await journal.erase(10)
    assert await journal.requester(a_job().id) == 10
    assert await journal.requester("0000000009") is None


async def test_a_removal_stays_however_often_its_job_is_saved(journal: SqliteJournal) -> None:
    job = a_job(closed=True)
    await journal.save(job)
    own, moderators = Removal(10, START), Removal(11, START + 1, 30, moderator=True)
    for removal in (own, moderators):
        await journal.removed(job.id, removal)
    await journal.save(job)
    (found,) = await journal.of_user(10)
    assert found.removals == (own, moderators)
    await journal.restored(job.id)
    again = await journal.find(job.id)
    assert again
    assert again.removals == (moderators,)


async def test_a_removal_is_part_of_the_record_that_erasing_leaves(journal: SqliteJournal, database: Database) -> None:
    await journal.save(a_job(closed=True))
    await journal.erase(10)
    await journal.removed(a_job().id, Removal(11, START, 30, moderator=True))
    (row,) = await database.fetch("SELECT removals FROM jobs")
    assert '"user_id":11' in row["removals"]
