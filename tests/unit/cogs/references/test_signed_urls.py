"""URLs of pictures, by their numbers."""

import discord
import pytest
from discord import ui

from bot.jobs.errors import UnknownPicture
from cogs.cards.elements import container
from cogs.references.signed_urls import PictureLinks
from tests.support.jobs import a_finished_job, a_job
from tests.support.messages import CDN, SIGNATURE, posted

JOB = a_finished_job()
NAME = f"imagine-{JOB.id}-1.png"


def _card(*names: str, listed: bool = False) -> discord.Message:
    gallery = ui.MediaGallery[ui.LayoutView](*(discord.MediaGalleryItem(f"attachment://{name}") for name in names))
    return posted(container(0, gallery), *names, listed=listed)


@pytest.mark.parametrize("listed", [False, True])
@pytest.mark.parametrize("name", [NAME, f"imagine-{JOB.id}-3f2a1c-1.png", "imagine-1.png"])
def test_the_link_on_the_card_is_preferred_to_iminis(name: str, *, listed: bool) -> None:
    links = PictureLinks()
    assert links.of(JOB, 1) == JOB.images[0].url
    links.remember(JOB, _card("prompt.txt", "imagine-\N{SUPERSCRIPT TWO}.png", name, listed=listed))
    assert links.of(JOB, 1) == f"{CDN}/502/{name}{SIGNATURE}"


def test_a_picture_of_another_job_is_not_taken_for_one_of_this() -> None:
    links = PictureLinks()
    links.remember(JOB, _card("imagine-ffffffffff-1.png"))
    assert links.of(JOB, 1) == JOB.images[0].url


def test_links_of_all_messages_of_a_job_are_remembered_together() -> None:
    job, links = a_finished_job(images=JOB.images * 2), PictureLinks()
    for number in (1, 2):
        links.remember(job, _card(f"imagine-{job.id}-{number}.png"))
    assert [links.of(job, number).partition("?")[0].rpartition("-")[2] for number in (1, 2)] == ["1.png", "2.png"]


def test_the_links_of_the_job_pressed_longest_ago_are_forgotten_first() -> None:
    links = PictureLinks(capacity=2)
    for job_id in ("a" * 10, "b" * 10, "a" * 10, "c" * 10):
        job = a_finished_job(id=job_id)
        links.remember(job, _card(f"imagine-{job_id}-1.png"))
    kept = [links.of(a_finished_job(id=letter * 10), 1).startswith(CDN) for letter in "abc"]
    assert kept == [True, False, True]


@pytest.mark.parametrize("number", [-1, 0, 2])
def test_a_picture_that_the_job_does_not_have_is_unknown(number: int) -> None:
    with pytest.raises(UnknownPicture):
        PictureLinks().of(JOB, number)


def test_a_job_that_is_not_finished_has_no_pictures() -> None:
    with pytest.raises(UnknownPicture):
        PictureLinks().of(a_job(), 1)
