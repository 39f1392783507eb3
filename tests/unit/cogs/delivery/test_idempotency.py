"""A message that is searched for before it is posted."""

import io
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn
from unittest.mock import Mock, create_autospec

import aiohttp
import discord
import pytest
from discord import ui

from bot.images.pictures import Picture
from bot.jobs.job import Job
from bot.jobs.state import JobState
from cogs.cards import job_card
from cogs.cards.pictures import CardPictures
from cogs.delivery.idempotency import IdempotentMessage
from tests.support.jobs import a_card, a_finished_job
from tests.support.locales import ENGLISH
from tests.support.messages import BOT, posted

JOB = a_finished_job(images=a_finished_job().images * 4)
OTHER = a_finished_job(id="ffffffffff", images=JOB.images)
MADE_FROM_IT = a_finished_job(id="ffffffffff", images=JOB.images, parent=JOB.id)
COPY = "3f2a1c"
NONCE = f"more-{JOB.id}-2"


def _pictures(numbers: Sequence[int], owner: str, suffix: str = ".png") -> list[Picture]:
    return [Picture(owner, n, Path(f"{n}{suffix}"), f"https://file.example/{n}.png", 1, 1) for n in numbers]


def _extra(*numbers: int, job: Job = JOB) -> ui.LayoutView:
    """A message with links to pictures, and without files."""
    return job_card.extra_message(job, ENGLISH, CardPictures((), _pictures(numbers, job.id)))


def _names(*numbers: int, owner: str = JOB.id, suffix: str = ".png") -> list[str]:
    return [picture.filename for picture in _pictures(numbers, owner, suffix)]


def _shows(*names: str, job: Job = JOB) -> ui.LayoutView:
    view = job_card.extra_message(job, ENGLISH, CardPictures(()))
    (container,) = view.children
    assert isinstance(container, ui.Container)
    container.add_item(ui.MediaGallery(*(discord.MediaGalleryItem(f"attachment://{name}") for name in names)))
    return view


class Channel:
    """A channel that remembers what the bot posted, as Discord gives it back."""

    def __init__(self, *history: discord.Message) -> None:
        self.messages = list(history)
        self.sent = 0
        self.mock: Mock = create_autospec(discord.PartialMessageable, instance=True)
        self.mock.history.side_effect = self._history
        self.mock.send.side_effect = self._send

    async def _history(
        self, limit: int, after: discord.Object | None, *, oldest_first: bool
    ) -> AsyncIterator[discord.Message]:
        newest_first = self.messages[: -limit - 1 : -1]
        for message in reversed(newest_first) if oldest_first else newest_first:
            if not after or message.id > after.id:
                yield message

    async def _send(self, view: ui.LayoutView, files: Sequence[discord.File], **_: Any) -> discord.Message:
        self.sent += 1
        self.messages.append(posted(view, *(file.filename for file in files)))
        return self.messages[-1]

    async def post(self, view: ui.LayoutView, *names: str, job: Job = JOB, nonce: str = NONCE) -> discord.Message:
        """The bot's message, once."""
        client = create_autospec(discord.Client, instance=True, user=discord.Object(BOT))
        files = [discord.File(io.BytesIO(b""), name) for name in names]
        return await IdempotentMessage(client, job, nonce).send(self.mock, view, files)


@pytest.mark.parametrize("listed", [False, True])
@pytest.mark.parametrize(
    ("there", "same"),
    [
        (_names(3), True),
        (_names(3, suffix=".jpg"), True),
        (_names(4), False),
        (_names(3, 4), False),
        (_names(3, owner="ffffffffff"), False),
        (_names(3, owner=f"{JOB.id}-{COPY}"), False),
        ([], False),
    ],
)
async def test_only_the_very_same_pictures_of_the_same_card_are_not_posted_again(
    there: list[str], *, same: bool, listed: bool
) -> None:
    channel = Channel(posted(_shows(*there), *there, listed=listed) if there else posted(_extra(3)))
    await channel.post(_shows(*_names(3)), *_names(3))
    assert channel.sent == (not same)


async def test_what_others_posted_is_not_taken_for_the_bots_own() -> None:
    channel = Channel(posted(_shows(*_names(3)), *_names(3), author=2))
    await channel.post(_shows(*_names(3)), *_names(3))
    assert channel.sent == 1


async def test_a_message_without_files_is_known_by_its_buttons() -> None:
    channel = Channel()
    first = await channel.post(_extra(3))
    assert await channel.post(_extra(3)) is first
    await channel.post(_extra(4), nonce=f"more-{JOB.id}-3")
    await channel.post(_extra(3, job=MADE_FROM_IT), job=MADE_FROM_IT, nonce=f"more-{MADE_FROM_IT.id}-2")
    await channel.post(_extra(3), nonce=f"more-{JOB.id}-{COPY}-2")
    assert channel.sent == 4


async def test_a_card_that_shows_an_end_is_known_by_its_buttons() -> None:
    failed = replace(JOB, state=JobState.FAILED, images=())
    channel = Channel(posted(job_card.running(replace(JOB, state=JobState.SUBMITTED), ENGLISH, None)))
    for _ in range(2):
        await channel.post(job_card.ended(failed, ENGLISH), nonce=f"card-{JOB.id}")
    assert channel.sent == 1


@pytest.mark.parametrize("names", [_names(3), []])
async def test_a_message_is_the_same_whatever_it_says(names: list[str]) -> None:
    def view() -> ui.LayoutView:
        return _shows(*names) if names else _extra(3)

    channel = Channel()
    await channel.post(_without_words(view()), *names)
    await channel.post(view(), *names)
    await channel.post(_without_words(view()), *names)
    assert channel.sent == 1


def _without_words(view: ui.LayoutView) -> ui.LayoutView:
    """The same message without a single text."""
    (container,) = view.children
    assert isinstance(container, ui.Container)
    for item in container.children:
        if isinstance(item, ui.TextDisplay):
            container.remove_item(item)
    return view


@pytest.mark.parametrize("job", [OTHER, MADE_FROM_IT])
async def test_a_card_of_another_job_is_not_taken_for_one_of_this(job: Job) -> None:
    names = _names(3, owner=job.id)
    channel = Channel(posted(_shows(*names, job=job), *names))
    await channel.post(_shows(*_names(3)), *_names(3))
    assert channel.sent == 1


@pytest.mark.parametrize(("card", "sent"), [(40, 0), (41, 1), (None, 0)])
async def test_what_is_older_than_the_card_is_not_looked_at(card: int | None, sent: int) -> None:
    job = a_finished_job(card=a_card(message_id=card))
    channel = Channel(posted(_shows(*_names(3)), *_names(3)))
    await channel.post(_shows(*_names(3)), *_names(3), job=job)
    assert channel.sent == sent


async def test_a_copy_is_found_although_others_have_written_hundreds_of_messages_since() -> None:
    chatter = [posted(_extra(9), author=2)] * 500
    channel = Channel(posted(_shows(*_names(3)), *_names(3)), *chatter)
    await channel.post(_shows(*_names(3)), *_names(3))
    assert channel.sent == 0


def _refusing(status: int) -> Callable[..., NoReturn]:
    def history(**_: Any) -> NoReturn:
        raise discord.HTTPException(create_autospec(aiohttp.ClientResponse, instance=True, status=status), None)

    return history


@pytest.mark.parametrize("status", [403, 404])
async def test_where_the_bot_may_not_look_it_posts_and_leaves_it_to_the_nonce(status: int) -> None:
    channel = Channel()
    channel.mock.history.side_effect = _refusing(status)
    await channel.post(_extra(3))
    assert channel.mock.send.await_args.kwargs["nonce"] == NONCE


@pytest.mark.parametrize("trouble", [_refusing(503), aiohttp.ClientConnectionError, TimeoutError])
async def test_while_discord_is_down_nothing_is_posted_blindly(trouble: Callable[..., Any]) -> None:
    channel = Channel()
    channel.mock.history.side_effect = trouble
    with pytest.raises((discord.HTTPException, aiohttp.ClientError, TimeoutError)):
        await channel.post(_extra(3))
    assert channel.sent == 0


async def test_a_message_of_others_that_can_not_be_read_keeps_no_picture_back() -> None:
    channel = Channel()
    channel.mock.history.side_effect = KeyError("timestamp")
    await channel.post(_extra(3))
    assert channel.sent == 1
