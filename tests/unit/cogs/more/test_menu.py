"""Who may open the panel of More, whatever a client sends."""

from unittest.mock import Mock, create_autospec

import discord
import pytest

from bot.jobs.errors import UnknownJob
from bot.jobs.service import JobService
from cogs.cards.custom_ids import Action, Target, custom_id
from cogs.more.menu import MoreButton
from cogs.more.pressed import PressedCards
from tests.support.jobs import a_finished_job
from tests.support.responses import fake_responses

JOB = a_finished_job()
BOB = JOB.user_id + 1


@pytest.mark.parametrize("author", ["the bot", "somebody else"])
async def test_a_button_that_the_message_does_not_have_opens_nothing(author: str) -> None:
    """Its state could name anybody as the requester, who may delete."""
    forged = custom_id(Action.MORE, str(Target(JOB.id, BOB)))
    buttons = [Mock(spec=discord.Button, custom_id=forged)] if author == "somebody else" else []
    client = Mock(spec=discord.Client, user=Mock(spec=discord.ClientUser))
    writer = client.user if author == "the bot" else Mock(spec=discord.User)
    message = Mock(spec=discord.Message, id=1, author=writer, components=buttons)
    interaction = Mock(spec=discord.Interaction, message=message, client=client, data={"custom_id": forged})
    jobs, pressed = create_autospec(JobService, instance=True), create_autospec(PressedCards, instance=True)
    responses, response = fake_responses()
    with pytest.raises(UnknownJob):
        await MoreButton(jobs, lambda _: 1, "anyone", pressed, [], responses).open(interaction, f"{JOB.id}:{BOB}")
    response.show.assert_not_awaited()
