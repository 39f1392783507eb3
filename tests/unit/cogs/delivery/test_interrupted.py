"""Cards of an earlier process: searched for if nobody knows whether they arrived, edited only if they did."""

from typing import Any
from unittest.mock import Mock, create_autospec

import discord
import pytest

from bot.worker.pending import PendingMessage
from cogs.cards.custom_ids import Action, custom_id
from cogs.delivery.interrupted import InterruptedCards
from cogs.delivery.messenger import Messenger
from cogs.interactions.claims import Claims
from tests.support.jobs import a_card, a_job
from tests.support.locales import CATALOGS

FOUND = 41


class Channel:
    """A Discord where the response of an earlier process is ``found``, or not."""

    def __init__(self, found: int | None = None) -> None:
        self.messenger: Any = create_autospec(Messenger, instance=True)
        self.claims: Any = create_autospec(Claims, instance=True)
        self.claims.find_response.return_value = found
        self.claims.find_card.return_value = found
        self.cards = InterruptedCards(Mock(spec=discord.Client), self.messenger, self.claims, CATALOGS)


async def test_the_card_of_a_job_is_known_by_its_cancel() -> None:
    channel, job = Channel(FOUND), a_job(card=a_card(message_id=None))
    assert await channel.cards.find(job) == FOUND
    (call,) = channel.claims.find_card.await_args_list
    assert call.args[1:] == (job, custom_id(Action.CANCEL, job.id))


@pytest.mark.parametrize(
    ("message_id", "found", "edited"), [(40, None, True), (None, FOUND, True), (None, None, False)]
)
async def test_only_a_card_that_is_there_says_that_it_was_interrupted(
    message_id: int | None, found: int | None, *, edited: bool
) -> None:
    channel = Channel(found)
    assert await channel.cards.interrupt(PendingMessage("77", 10, a_card(message_id=message_id, mark=70_000))) is edited
    assert bool(channel.messenger.deliver.await_count) is edited


async def test_a_card_that_was_followed_by_another_says_where_that_is_and_keeps_its_pictures() -> None:
    channel = Channel()
    pending = PendingMessage("77", 10, a_card().moved(message_id=FOUND))
    assert await channel.cards.interrupt(pending) is False
    assert (channel.messenger.update_former_cards.await_count, channel.messenger.deliver.await_count) == (1, 0)
