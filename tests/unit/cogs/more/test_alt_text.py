"""Alt texts: the card is sent again as Discord returned it, and keeps its files."""

import re
from typing import Any
from unittest.mock import Mock, create_autospec

import discord
import pytest
from discord import ui

from bot.jobs.service import JobService
from bot.jobs.task import RemoteImage
from cogs.cards.elements import container
from cogs.gate.gate import Gate
from cogs.interactions.modals import ModalValues
from cogs.more.alt_text import ALT, TEMPLATE, AltTextButton
from cogs.more.menu import MoreButton
from cogs.more.pressed import PressedCards
from tests.support.jobs import a_finished_job
from tests.support.messages import FIRST_FILE, posted
from tests.support.responses import fake_responses
from tests.support.views import pictures_of

JOB = a_finished_job(images=(RemoteImage("https://file.example/1.png"),) * 4)
OWN = (f"imagine-{JOB.id}-2.png", f"imagine-{JOB.id}-4.png")
COPIED = (f"imagine-{JOB.id}-3f2a1c-2.png", f"imagine-{JOB.id}-3f2a1c-4.png")
EARLIER = ("imagine-2.png", "imagine-4.png")


async def _described(alt: str, *names: str, listed: bool = False) -> dict[str, Any]:
    """What the bot sends when the requester has filled in ``alt`` for a card with files of these names."""
    items = (discord.MediaGalleryItem(f"attachment://{name}", description="old") for name in names)
    card = posted(container(0, ui.MediaGallery(*items)), *names, listed=listed)
    jobs = create_autospec(JobService, instance=True)
    jobs.get.return_value = JOB
    jobs.describe.side_effect = lambda job, text: job.with_(alt=text)
    interaction = Mock(spec=discord.Interaction, user=discord.Object(JOB.user_id), message=card)
    match = re.fullmatch(TEMPLATE, f"imagine-describe:{JOB.id}")
    assert match
    filled = Mock(spec=ModalValues, value=lambda name: {ALT: alt}[name])
    responses, response = fake_responses()
    gate = create_autospec(Gate, instance=True)
    more, pressed = create_autospec(MoreButton, instance=True), create_autospec(PressedCards, instance=True)
    await AltTextButton(jobs, gate, more, pressed, responses).on_submit(interaction, match, filled)
    (edit,) = response.update.await_args_list
    view, kept = edit.args
    return {"pictures": pictures_of(view), "kept": [file.to_dict() for file in kept]}


@pytest.mark.parametrize("listed", [False, True])
@pytest.mark.parametrize("names", [OWN, COPIED, EARLIER])
async def test_the_files_of_a_card_are_kept_and_shown_with_their_new_alt_text(
    names: tuple[str, str], *, listed: bool
) -> None:
    sent = await _described("A fox", *names, listed=listed)
    urls = [f"attachment://{name}" for name in names]
    assert [(item["media"]["url"], item["description"]) for item in sent["pictures"]] == [
        (url, "A fox") for url in urls
    ]
    said = [{name: kept[name] for name in ("id", "filename")} for kept in sent["kept"]]
    assert said == [{"id": FIRST_FILE + n, "filename": name} for n, name in enumerate(names)]


@pytest.mark.parametrize("names", [OWN, COPIED, EARLIER])
async def test_a_picture_whose_alt_text_is_removed_is_called_by_its_number_again(names: tuple[str, str]) -> None:
    sent = await _described(" ", *names)
    assert [item["description"].partition(":")[0] for item in sent["pictures"]] == ["Picture 2 of 4", "Picture 4 of 4"]
