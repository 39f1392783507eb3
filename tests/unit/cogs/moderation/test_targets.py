"""Which message a button of a moderator is about."""

from unittest.mock import Mock

import discord
import pytest

from bot.jobs.posts import Post
from cogs.moderation.targets import ModeratedMessage

JOB, ALICE, MESSAGE, SERVER, CHANNEL = "0a1b2c3d4e", 10, 40, 30, 20


@pytest.mark.parametrize("state", ["", JOB, f"{JOB}:1", f"{JOB}:a:1", f"{JOB}:1:2:3", f"{JOB}:1:{'9' * 21}"])
def test_a_button_of_another_version_names_nothing(state: str) -> None:
    assert ModeratedMessage.parse(state) is None


def test_a_button_names_job_requester_and_message() -> None:
    state = ModeratedMessage(JOB, ALICE, MESSAGE)
    assert ModeratedMessage.parse(str(state)) == state


def test_the_message_at_hand_counts_though_it_is_not_stored_and_messages_elsewhere_do_not() -> None:
    interaction = Mock(spec=discord.Interaction, guild_id=SERVER, channel_id=CHANNEL)
    elsewhere = Post(1, 2, SERVER + 1, JOB, ALICE, 0.0)
    own = Post(MESSAGE, CHANNEL, SERVER, JOB, ALICE, 0.0, copy=True)
    state = ModeratedMessage(JOB, ALICE, MESSAGE)
    assert state.among([elsewhere, own], interaction, 5.0) == [own]
    assert state.among([elsewhere], interaction, 5.0) == [Post(MESSAGE, CHANNEL, SERVER, JOB, ALICE, 5.0)]
