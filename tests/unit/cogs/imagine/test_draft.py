"""What a request keeps of the job that it is made from."""

import pytest

from bot.errors import FailureKind
from bot.jobs.job import Card, Failure, Job, JobState, Removal
from cogs.imagine.draft import Order
from tests.support.jobs import START, a_card, a_finished_job

HERE = 20


@pytest.mark.parametrize(
    ("card", "channel_id", "private"),
    [
        (a_card(), HERE, False),
        (a_card(), 21, True),
        (a_card(), None, True),
        (a_card(channel_id=None), None, True),
        (a_card(private=True), HERE, True),
        (a_card(guild_id=None, channel_id=50), 50, False),
        (a_card(guild_id=None, channel_id=50), HERE, True),
    ],
    ids=["same", "another", "unknown", "neither known", "private", "the same DM", "from a DM"],
)
def test_what_not_everybody_here_could_see_stays_private_and_is_not_linked(
    card: Card, channel_id: int | None, private: bool
) -> None:
    order = Order.again(a_finished_job(card=card), channel_id)
    assert (order.private, order.parent_url) == (private, "" if private else card.url)


@pytest.mark.parametrize(
    "gone",
    [
        a_finished_job(removals=(Removal(11, START, 30, moderator=True),)),
        a_finished_job(state=JobState.UNDELIVERED, failure=Failure(FailureKind.CARD_DELETED)),
    ],
    ids=["removed", "deleted"],
)
def test_a_card_that_is_gone_is_not_linked(gone: Job) -> None:
    assert (gone.card.url != "", Order.again(gone, HERE).parent_url) == (True, "")
