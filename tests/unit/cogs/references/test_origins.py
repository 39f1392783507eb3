"""Whose pictures are: in messages of members, apps and the bot, forwarded, linked, and attached again."""

from typing import Any
from unittest.mock import Mock, create_autospec

import discord
import pytest

from bot.jobs.service import JobService
from bot.jobs.state import JobState
from bot.requests.attachment import ImageAttachment
from bot.requests.source import Origin, Source
from cogs.cards import job_card
from cogs.memory.seen_pictures import SeenPictures
from cogs.references.attachments import numbered
from cogs.references.origins import Origins
from tests.support.jobs import a_finished_job
from tests.support.locales import ENGLISH
from tests.support.messages import BOT, CDN, a_message, posted

ALICE, BOB, CHANNEL = 10, 11, 20
NAME = "imagine-0123456789-1.png"
IMAGE = {"size": 100, "content_type": "image/png", "width": 30, "height": 20}


@pytest.fixture
def jobs() -> Mock:
    """Bob requested every job that is asked for."""
    double: Mock = create_autospec(JobService, instance=True)
    double.requester.return_value = BOB
    return double


@pytest.fixture
def origins(jobs: Mock) -> Origins:
    return Origins(jobs, SeenPictures())


@pytest.fixture
def interaction() -> Mock:
    """In a direct message with the bot."""
    double: Mock = create_autospec(discord.Interaction, instance=True, guild=None)
    double.client.user.id = BOT
    return double


def _file(number: int = 40, name: str = "fox.png") -> dict[str, Any]:
    url = f"{CDN}/{number}/{name}?ex=1"
    return {"id": str(number), "filename": name, "url": url, "proxy_url": url, **IMAGE}


def _by(user_id: int, *, bot: bool = False, **parts: Any) -> discord.Message:
    return _of(a_message(**parts), user_id, bot=bot)


def _of(message: discord.Message, user_id: int, *, bot: bool = False) -> discord.Message:
    message.author = Mock(spec=discord.User, id=user_id, bot=bot)
    return message


def _linking(url: str) -> discord.Message:
    return _by(ALICE, embeds=[{"type": "image", "url": url, "thumbnail": {"url": url, "proxy_url": url}}])


async def _source(origins: Origins, interaction: Mock, message: discord.Message) -> Source | None:
    (image,) = await origins.in_message(interaction, message)
    return image.source


async def test_a_picture_is_that_of_the_member_who_posted_it(origins: Origins, interaction: Mock) -> None:
    message = _by(BOB, attachments=[_file()])
    assert await _source(origins, interaction, message) == Source(Origin.MEMBER, BOB, CHANNEL)


async def test_what_other_bots_and_webhooks_post_has_no_author(origins: Origins, interaction: Mock) -> None:
    robots = _by(BOB, bot=True, attachments=[_file()])
    assert await _source(origins, interaction, robots) == Source(Origin.APP)
    webhooks = _by(BOB, attachments=[_file()], webhook_id="77")
    assert await _source(origins, interaction, webhooks) == Source(Origin.APP)


async def test_a_card_names_its_requester_so_that_nobody_is_asked(
    origins: Origins, interaction: Mock, jobs: Mock
) -> None:
    job = a_finished_job(id="0123456789", user_id=BOB, state=JobState.UNDELIVERED)
    card = _of(posted(job_card.ended(job, ENGLISH), NAME), BOT, bot=True)
    assert await _source(origins, interaction, card) == Source(Origin.CARD, BOB, CHANNEL)
    jobs.requester.assert_not_called()


async def test_of_a_card_that_names_nobody_the_picture_tells_the_job(
    origins: Origins, interaction: Mock, jobs: Mock
) -> None:
    card = _by(BOT, attachments=[_file(name=NAME)])
    assert await _source(origins, interaction, card) == Source(Origin.CARD, BOB, CHANNEL)
    jobs.requester.assert_awaited_once_with("0123456789")


async def test_what_the_bot_shows_but_did_not_draw_is_nobodys(origins: Origins, interaction: Mock) -> None:
    assert await _source(origins, interaction, _by(BOT, attachments=[_file()])) == Source(Origin.UNKNOWN)


async def test_a_link_to_a_file_of_another_message_is_nobodys_until_that_is_seen(
    origins: Origins, interaction: Mock
) -> None:
    link = _linking(f"{CDN}/40/fox.png?ex=2")
    assert await _source(origins, interaction, link) == Source(Origin.UNKNOWN)
    await origins.in_message(interaction, _by(BOB, attachments=[_file()]))
    assert await _source(origins, interaction, link) == Source(Origin.MEMBER, BOB, CHANNEL)


async def test_a_link_to_another_site_is_of_the_member_who_posts_it(origins: Origins, interaction: Mock) -> None:
    link = _linking("https://example.com/attachments/20/40/fox.png")
    assert await _source(origins, interaction, link) == Source(Origin.MEMBER, ALICE, CHANNEL)


async def test_an_attached_file_is_the_members_own_unless_its_name_is_that_of_a_card(
    origins: Origins, jobs: Mock
) -> None:
    names = ["fox.png", NAME, "imagine-1.png"]
    images = numbered(ImageAttachment(name, f"{CDN}/{n}/{name}") for n, name in enumerate(names, 60))
    attached = await origins.attached(images)
    assert [image.source for image in attached.values()] == [None, Source(Origin.CARD, BOB), None]
    jobs.requester.return_value = None
    assert (await origins.attached({"image1": images["image2"]}))["image1"].source is None
