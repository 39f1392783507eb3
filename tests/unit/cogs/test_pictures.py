"""Links to pictures, by their numbers."""

from unittest.mock import Mock

import discord
import pytest

from bot.errors import UnknownPicture
from bot.job import Job, JobState
from cogs.pictures import PictureLinks
from tests.support.jobs import a_finished_job, a_job

JOB = a_finished_job()


def _card(*names: str) -> discord.Message:
    files = [Mock(spec=discord.Attachment, filename=name, url=f"https://cdn.example/{name}") for name in names]
    return Mock(spec=discord.Message, attachments=files)


def test_the_link_on_the_card_is_taken_before_iminis() -> None:
    links = PictureLinks()
    assert links.of(JOB, 1) == JOB.images[0].url
    links.remember(JOB, _card("prompt.txt", "imagine-\N{SUPERSCRIPT TWO}.png", "imagine-1.png"))
    assert links.of(JOB, 1) == "https://cdn.example/imagine-1.png"


@pytest.mark.parametrize("number", [-1, 0, 2])
def test_a_picture_that_the_job_does_not_have_is_unknown(number: int) -> None:
    with pytest.raises(UnknownPicture):
        PictureLinks().of(JOB, number)


@pytest.mark.parametrize("job", [a_job(), a_finished_job(state=JobState.FAILED, charged=0)])
def test_a_job_that_is_not_finished_or_was_not_paid_has_no_pictures(job: Job) -> None:
    with pytest.raises(UnknownPicture):
        PictureLinks().of(job, 1)
