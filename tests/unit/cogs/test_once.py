"""A message that is looked for before it is posted."""

import io
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Any, NoReturn
from unittest.mock import Mock, create_autospec

import aiohttp
import discord
import pytest
from discord import ui

from bot.job import Job
from cogs.once import Once
from cogs.parts import foot, head, panel
from tests.support.jobs import a_card, a_job
from tests.support.locales import WORDS

JOB = a_job()
POSTED = Mock(spec=discord.Message, id=77)


def _shows(job: Job) -> ui.LayoutView:
    return panel(0, *head("Pictures", job, WORDS), foot(job, WORDS))


def _message(*names: str, author: int = 1, job: Job = JOB) -> Mock:
    """A message as Discord gives it back."""
    message: Mock = create_autospec(
        discord.Message,
        instance=True,
        id=50,
        author=discord.Object(author),
        attachments=[create_autospec(discord.Attachment, instance=True, filename=name) for name in names],
        components=_shows(job).children,
    )
    return message


def _channel(history: Callable[..., AsyncIterator[Any]]) -> Mock:
    channel: Mock = create_autospec(discord.PartialMessageable, instance=True)
    channel.history.side_effect = history
    channel.send.return_value = POSTED
    return channel


def _refusing(status: int) -> Callable[..., NoReturn]:
    def history(**_: Any) -> NoReturn:
        raise discord.HTTPException(create_autospec(aiohttp.ClientResponse, instance=True, status=status), None)

    return history


async def _sent(channel: Mock, job: Job = JOB, *names: str) -> discord.Message:
    client = create_autospec(discord.Client, instance=True, user=discord.Object(1))
    files = [discord.File(io.BytesIO(b""), name) for name in names or ("imagine-3.png",)]
    return await Once(client, job, "more-1-2").send(channel, _shows(job), files)


@pytest.mark.parametrize(
    ("there", "same"),
    [
        (partial(_message, "imagine-3.png"), True),
        (partial(_message, "imagine-3.jpg"), True),
        (partial(_message, "imagine-4.png"), False),
        (partial(_message, "imagine-3.png", "imagine-4.png"), False),
        (partial(_message, "imagine-3.png", author=2), False),
        (partial(_message, "imagine-3.png", job=a_job(id="ffffffffff")), False),
        (partial(_message, "imagine-3.png", job=a_job(id="ffffffffff", parent=JOB.id)), False),
    ],
)
async def test_only_the_very_same_pictures_of_the_same_job_are_not_posted_again(
    there: Callable[[], Mock], *, same: bool
) -> None:
    async def history(**_: Any) -> AsyncIterator[Mock]:
        yield there()

    channel = _channel(history)
    assert (await _sent(channel)).id == (50 if same else 77)
    assert channel.send.await_count == (not same)


async def test_what_is_older_than_the_card_is_not_looked_at() -> None:
    async def history(**_: Any) -> AsyncIterator[Mock]:
        return
        yield

    channel = _channel(history)
    await _sent(channel)
    assert channel.history.call_args.kwargs["after"].id == 39
    await _sent(channel, a_job(card=a_card(message_id=None)))
    assert channel.history.call_args.kwargs["after"] is None


@pytest.mark.parametrize("status", [403, 404])
async def test_where_the_bot_may_not_look_it_posts_and_leaves_it_to_the_nonce(status: int) -> None:
    channel = _channel(_refusing(status))
    assert (await _sent(channel)).id == 77
    assert channel.send.await_args.kwargs["nonce"] == "more-1-2"


async def test_while_discord_is_down_nothing_is_posted_blindly() -> None:
    channel = _channel(_refusing(503))
    with pytest.raises(discord.HTTPException):
        await _sent(channel)
    channel.send.assert_not_awaited()
