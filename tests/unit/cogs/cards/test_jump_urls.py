"""Links to messages, shown only to those who can follow them."""

import pytest

from bot.errors import FailureKind
from bot.jobs.job import Failure, Job, Removal
from bot.jobs.posts import Post
from bot.jobs.state import JobState
from cogs.cards.jump_urls import card_url, job_url, post_url
from tests.support.jobs import START, a_card, a_finished_job


@pytest.mark.parametrize(
    ("card", "url"),
    [
        ({}, "https://discord.com/channels/30/20/40"),
        ({"guild_id": None}, "https://discord.com/channels/@me/20/40"),
        ({"message_id": None}, ""),
        ({"private": True}, ""),
    ],
)
def test_a_card_can_be_jumped_to_where_others_can_see_it(card: dict[str, object], url: str) -> None:
    assert card_url(a_card(**card)) == url


@pytest.mark.parametrize(("guild_id", "place"), [(30, "30"), (None, "@me")])
def test_a_post_can_be_jumped_to(guild_id: int | None, place: str) -> None:
    post = Post(message_id=90, channel_id=20, guild_id=guild_id, job_id="a1", user_id=10, at=START, copy=True)
    assert post_url(post) == f"https://discord.com/channels/{place}/20/90"


@pytest.mark.parametrize(
    "gone",
    [
        a_finished_job(removals=(Removal(11, START, 30, moderator=True),)),
        a_finished_job(state=JobState.UNDELIVERED, failure=Failure(FailureKind.CARD_DELETED)),
    ],
    ids=["removed", "deleted"],
)
def test_a_card_that_is_gone_is_not_linked(gone: Job) -> None:
    assert (card_url(gone.card) != "", job_url(gone)) == (True, "")
