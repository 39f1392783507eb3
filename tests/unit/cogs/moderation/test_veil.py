"""Spoilers on messages: as moderators have decided by the time of each edit."""

from unittest.mock import Mock, create_autospec

import discord
import pytest
from discord import ui

from bot.errors import DatabaseAway
from bot.jobs.posts import Post
from bot.jobs.service import JobService
from bot.net.backoff import Backoff
from bot.servers.act_log import ActLog, Moderated
from bot.servers.store import OUTSIDE_RULES, ServerStore
from cogs.cards.elements import container
from cogs.discord_numbers import TOO_MANY_OLD_EDITS, UNKNOWN_MESSAGE
from cogs.moderation.veil import Veil
from tests.support.clock import FakeClock
from tests.support.discord_errors import http_error
from tests.support.messages import posted
from tests.support.views import pictures_of

JOB, SERVER, CHANNEL, ALICE = "0a1b2c3d4e", 30, 20, 10
NAME = f"imagine-{JOB}-1.png"
BLURRED, NOT_BLURRED = Moderated(blurred=frozenset({JOB})), Moderated()
US, SOMEBODY = Mock(spec=discord.ClientUser, id=1), Mock(spec=discord.User, id=2)


class Scene:
    """Messages of a job, and a veil over them."""

    def __init__(self, *, spoiler: bool = False, author: object = US) -> None:
        item = discord.MediaGalleryItem(f"attachment://{NAME}", description="a fox", spoiler=spoiler)
        components = posted(container(0, ui.MediaGallery(item)), NAME).components
        self.message = Mock(spec=discord.Message, components=components, attachments=[], author=author)
        client = create_autospec(discord.Client, instance=True, user=US)
        channel = create_autospec(discord.PartialMessageable, instance=True)
        client.get_partial_messageable.return_value = channel
        client.get_channel.return_value = None
        channel.fetch_message.return_value = self.message
        self.act_log, jobs, rules = (create_autospec(kind, instance=True) for kind in (ActLog, JobService, ServerStore))
        jobs.find.return_value = None
        rules.get.return_value = OUTSIDE_RULES
        self.clock = FakeClock()
        self.veil = Veil(client, jobs, rules, self.act_log, Backoff(), self.clock.clock)

    async def draw(self, *decided: Moderated | Exception, messages: int = 1) -> list[Post]:
        self.act_log.moderated.side_effect = decided
        return await self.veil.draw(Post(40 + n, CHANNEL, SERVER, JOB, ALICE, 0.0) for n in range(messages))

    @property
    def spoilers(self) -> list[bool]:
        """Whether the picture is a spoiler after each edit."""
        views = [edit.kwargs["view"] for edit in self.message.edit.await_args_list]
        return [item["spoiler"] for view in views for item in pictures_of(view)]


async def test_of_two_decisions_the_last_one_wins_on_every_message() -> None:
    scene = Scene()
    assert await scene.draw(BLURRED, NOT_BLURRED, NOT_BLURRED, messages=3) == []
    assert scene.spoilers == [True]


async def test_while_the_decisions_can_not_be_read_nothing_is_uncovered() -> None:
    scene = Scene(spoiler=True)
    assert await scene.draw(DatabaseAway("gone")) == []
    assert scene.spoilers == []


@pytest.mark.parametrize(("spoiler", "decided"), [(True, BLURRED), (False, NOT_BLURRED)])
async def test_a_message_that_is_as_it_should_be_is_not_edited(*, spoiler: bool, decided: Moderated) -> None:
    scene = Scene(spoiler=spoiler)
    await scene.draw(decided)
    assert scene.spoilers == []


async def test_messages_of_others_are_left_alone() -> None:
    scene = Scene(author=SOMEBODY)
    await scene.draw(BLURRED)
    assert scene.spoilers == []


async def test_an_edit_that_discord_takes_later_is_repeated() -> None:
    scene = Scene()
    scene.message.edit.side_effect = [http_error(503), http_error(400, TOO_MANY_OLD_EDITS), TimeoutError, None]
    assert await scene.draw(*[BLURRED] * 4) == []
    assert scene.message.edit.await_count == 4


@pytest.mark.parametrize(("code", "is_stuck"), [(UNKNOWN_MESSAGE, False), (50001, True), (50013, True)])
async def test_what_discord_never_takes_is_told_unless_the_message_is_gone(code: int, *, is_stuck: bool) -> None:
    scene = Scene()
    scene.message.edit.side_effect = http_error(403, code)
    assert [post.channel_id for post in await scene.draw(BLURRED)] == [CHANNEL] * is_stuck
    assert scene.message.edit.await_count == 1
