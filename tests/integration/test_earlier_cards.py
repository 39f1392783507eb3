"""The buttons of cards of the first version, which stand in channels for as long as the cards do."""

from typing import Any

import pytest
import simcord

from bot.jobs.job import Job
from cogs.cards.elements import mention
from tests.integration.cards import gallery_of, text_of, title_of
from tests.integration.earlier import press_earlier, show_as_earlier
from tests.integration.modals import submit
from tests.integration.studio import JOB_SECONDS, Studio, the_card
from tests.support.locales import ENGLISH

ALT = "A fox, red as rust."


def _descriptions(message: simcord.ResponseMessage) -> list[str]:
    return [item["description"] for item in gallery_of(message.components)]


async def _earlier(studio: Studio, **options: Any) -> tuple[simcord.ResponseMessage, Job]:
    card = await studio.finished(**options)
    job = await studio.job()
    show_as_earlier(studio, card, job)
    return card, job


@pytest.mark.parametrize("action", ["again", "vary", "sharper"])
async def test_the_buttons_of_an_earlier_card_still_make_pictures(studio: Studio, action: str) -> None:
    card, _ = await _earlier(studio)
    made = the_card(await press_earlier(card, action, studio.alice))
    await studio.time.advance(JOB_SECONDS)
    assert len(made.attachments) == 1


async def test_vary_on_an_earlier_batch_still_asks_which_picture(studio: Studio) -> None:
    card, _ = await _earlier(studio, count=2)
    picker = the_card(await press_earlier(card, "vary", studio.alice))
    assert title_of(picker.components) == ENGLISH("title-vary")


async def test_what_an_earlier_card_shows_is_still_shown(studio: Studio) -> None:
    card, _ = await _earlier(studio)
    details = the_card(await press_earlier(card, "details", studio.alice))
    assert title_of(details.components) == ENGLISH("title-details")
    assert len(the_card(await press_earlier(card, "original", studio.alice)).attachments) == 1


async def test_the_alt_text_of_an_earlier_card_changes_in_place_and_says_so(studio: Studio) -> None:
    card, _ = await _earlier(studio)
    sent = await submit(studio.alice, await press_earlier(card, "describe", studio.alice), alt=ALT)
    assert _descriptions(card) == [ALT]
    (told,) = sent.followups
    assert (told.ephemeral, ENGLISH("alt-text-saved") in text_of(told.components)) == (True, True)


async def test_an_earlier_private_card_is_shared_and_says_so(studio: Studio) -> None:
    card, _ = await _earlier(studio, private=True)
    pressed = await press_earlier(card, "share", studio.alice)
    (told,) = pressed.followups
    assert told.ephemeral
    assert f"/{the_card(pressed).id}" in text_of(told.components)


async def test_an_earlier_card_is_deleted_in_place(studio: Studio) -> None:
    card, _ = await _earlier(studio)
    await press_earlier(card, "delete", studio.alice)
    assert ENGLISH("card-removed", user=mention(studio.alice.id)) in text_of(card.components)
