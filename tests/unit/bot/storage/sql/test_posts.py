"""Posts are stored with their jobs, and found again for deletion."""

import pytest

from bot.jobs.card import ExtraMessage
from bot.jobs.job import Job, JobChanges
from bot.jobs.posts import Fate, Post, Posts
from bot.storage.database import Database
from bot.storage.sql.jobs import SqlJobRepository
from bot.storage.sql.posts import SqlPosts
from tests.support.jobs import START, a_card, a_job, put

ID = a_job().id


@pytest.fixture
def posts(database: Database, run: str) -> Posts:
    """The posts in ``database``."""
    return SqlPosts(database, run)


def _copy(message_id: int = 90, **fields: object) -> Post:
    values = {"channel_id": 20, "guild_id": 30, "job_id": ID, "user_id": 10, "at": START, "copy": True}
    return Post(message_id, **{**values, **fields})  # type: ignore[arg-type]  # of a mapping


async def _ids(posts: Posts, job_id: str = ID) -> list[int]:
    return [post.message_id for post in await posts.of_job(job_id)]


async def test_a_saved_job_leaves_word_of_every_message_it_was_shown_in(
    repository: SqlJobRepository, posts: Posts
) -> None:
    await put(repository, a_job(card=a_card(message_id=None)))
    assert await _ids(posts) == []
    for message_id in (41, 42):
        await put(
            repository,
            a_job(card=a_card(message_id=message_id), extra_messages=(ExtraMessage((2,)), ExtraMessage((3,), 50, 60))),
        )
    assert [(post.message_id, post.channel_id, post.guild_id) for post in await posts.of_job(ID)] == [
        (41, 20, 30),
        (42, 20, 30),
        (50, 60, None),
    ]
    assert (await posts.of_job(ID))[0] == Post(41, 20, 30, ID, 10, START)


async def test_a_card_that_its_requester_alone_sees_is_no_post(repository: SqlJobRepository, posts: Posts) -> None:
    await put(repository, a_job(card=a_card(private=True)))
    assert await _ids(posts) == []


@pytest.mark.parametrize("change", [{"acknowledged": True}, {"notified": True}])
async def test_what_became_of_a_post_outlives_its_job_being_saved_again(
    repository: SqlJobRepository, posts: Posts, change: JobChanges
) -> None:
    await put(repository, a_job())
    await posts.settle(40, Fate.GONE)
    job: Job = a_job()
    await put(repository, job.with_(**change))
    assert await _ids(posts) == []


async def test_the_card_that_moves_onto_a_copy_is_still_the_copy(repository: SqlJobRepository, posts: Posts) -> None:
    await posts.add(_copy())
    await put(repository, a_job(card=a_card(message_id=90)))
    assert await posts.of_job(ID) == [_copy()]
    await posts.add(_copy(40))
    assert [post.copy for post in await posts.of_job(ID)] == [True, True]


async def test_what_is_doomed_waits_to_be_deleted(repository: SqlJobRepository, posts: Posts) -> None:
    await put(repository, a_job())
    await posts.add(_copy())
    await posts.doom(await posts.of_job(ID))
    assert await _ids(posts) == []
    assert [post.message_id for post in await posts.doomed()] == [40, 90]
    await posts.settle(40, Fate.GONE)
    await posts.settle(90, Fate.STUCK)
    assert await posts.doomed() == []
    assert (await _ids(posts), await posts.left_of(10)) == ([90], 1)


async def test_all_of_a_member_is_doomed_but_what_still_runs(repository: SqlJobRepository, posts: Posts) -> None:
    await put(repository, a_job(id="finished", card=a_card(message_id=1), acknowledged=True))
    await put(repository, a_job(id="running", card=a_card(message_id=2)))
    await put(repository, a_job(id="theirs", user_id=11, card=a_card(message_id=3), acknowledged=True))
    await repository.erase(10)
    await posts.doom_all_of(10)
    assert [post.message_id for post in await posts.doomed()] == [1]
    assert await posts.left_of(10) == 1
