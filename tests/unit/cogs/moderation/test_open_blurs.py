"""Blurs that an earlier process began."""

from collections.abc import Sequence
from unittest.mock import Mock, create_autospec

import discord
import pytest

from bot.errors import DatabaseAway
from bot.jobs.posts import Post, Posts
from bot.servers.act_log import ActKind, ActLog
from bot.servers.acts import OPEN, Act
from cogs.moderation.open_blurs import CHANNEL, MESSAGE, OpenBlurs
from cogs.moderation.veil import Veil
from tests.support.clock import FakeClock

JOB, SERVER, MODERATOR, ALICE = "0a1b2c3d4e", 30, 7, 10


def _post(message_id: int, guild_id: int | None = SERVER) -> Post:
    return Post(message_id, 20, guild_id, JOB, ALICE, 0.0)


def _act(**details: object) -> Act:
    return Act("1", SERVER, 0.0, MODERATOR, ActKind.BLUR, ALICE, JOB, {OPEN: True, **details})


class Scene:
    """Acts that are open, the posts of their job, and what was drawn."""

    def __init__(self, acts: Sequence[Act], posts: Sequence[Post], failure: Exception | None = None) -> None:
        self.act_log, self.veil = create_autospec(ActLog, instance=True), create_autospec(Veil, instance=True)
        stored = create_autospec(Posts, instance=True)
        self.act_log.unfinished.return_value = acts
        stored.of_job.return_value = posts
        self.veil.draw.side_effect = failure
        client = create_autospec(discord.Client, instance=True)
        self.blurs = OpenBlurs(client, self.act_log, stored, self.veil, FakeClock().clock)

    @property
    def drawn(self) -> list[tuple[int, int]]:
        """The message and channel of each post that was drawn."""
        calls: list[Mock] = self.veil.draw.await_args_list
        return [(post.message_id, post.channel_id) for call in calls for post in call.args[0]]


@pytest.mark.parametrize(
    ("details", "drawn"),
    [
        ({MESSAGE: 41, CHANNEL: 20}, [(41, 20), (42, 20)]),
        ({MESSAGE: 40, CHANNEL: 21}, [(40, 21), (41, 20), (42, 20)]),
        ({}, [(41, 20), (42, 20)]),
        ({MESSAGE: "odd", CHANNEL: None}, [(41, 20), (42, 20)]),
    ],
)
async def test_the_messages_in_that_server_are_drawn_and_the_one_with_which_the_moderator_began(
    details: dict[str, object], drawn: list[tuple[int, int]]
) -> None:
    act = _act(**details)
    scene = Scene([act], [_post(41), _post(42), _post(43, guild_id=31)])
    await scene.blurs.carry_out()
    assert scene.drawn == drawn
    scene.act_log.finish.assert_awaited_once_with(act)


async def test_what_can_not_be_carried_out_stays_for_the_next_start(caplog: pytest.LogCaptureFixture) -> None:
    scene = Scene([_act()], [_post(41)], failure=DatabaseAway("gone"))
    await scene.blurs.carry_out()
    scene.act_log.finish.assert_not_awaited()
    assert "next start" in caplog.text
