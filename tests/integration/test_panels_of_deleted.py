"""Panels and pickers that outlive their card: nobody else sees by them what was deleted."""

import pytest

from tests.integration.cards import text_of, title_of
from tests.integration.people import Who, a_moderator, another_member, press, the_panel, the_requester
from tests.integration.studio import Studio, the_card
from tests.support.locales import ENGLISH


@pytest.mark.parametrize("action", ["redraw", "download", "details"])
@pytest.mark.parametrize("who", [the_requester, a_moderator])
async def test_a_panel_that_outlives_its_card_shows_others_nothing(studio: Studio, who: Who, action: str) -> None:
    card, bob = await studio.finished("a red fox"), another_member(studio)
    panel = await the_panel(card, bob)
    await press(card, "delete", who(studio))
    refused = the_card(await press(panel, action, bob))
    assert ENGLISH("refusal-deleted") in text_of(refused.components)
    assert "red fox" not in text_of(refused.components)
    assert len(studio.submits) == 1


async def test_the_panel_of_a_copy_that_was_posted_after_the_card_was_deleted_works(studio: Studio) -> None:
    card = await studio.finished("a red fox")
    report = the_card(await studio.alice.slash(studio.channel, "task", id=(await studio.job()).id))
    await press(card, "delete", studio.alice)
    await studio.time.advance(120)
    copy = the_card(await press(report, "repost", studio.alice))
    await studio.time.advance(60)
    details = the_card(await press(copy, "details", another_member(studio)))
    assert title_of(details.components) == ENGLISH("title-details")


async def test_whoever_requested_what_is_deleted_can_still_download_it(studio: Studio) -> None:
    card = await studio.finished()
    panel, other = await the_panel(card, studio.alice), await the_panel(card, studio.alice)
    await press(panel, "delete", studio.alice)
    assert len(the_card(await press(other, "download", studio.alice)).attachments) == 1


@pytest.mark.parametrize("action", ["vary", "redraw"])
async def test_a_picker_that_outlives_its_card_makes_nothing_for_others(studio: Studio, action: str) -> None:
    card, bob = await studio.finished("a red fox", count=6), another_member(studio)
    picker = the_card(await press(card, action, bob))
    own = the_card(await press(card, action, studio.alice))
    await press(card, "delete", studio.alice)
    await studio.time.advance(60)
    refused = the_card(await bob.select(picker, ["2"]))
    assert ENGLISH("refusal-deleted") in text_of(refused.components)
    assert (await studio.balance(bob)).used == 0
    await studio.alice.select(own, ["2"])
    assert len(studio.submits) == 2
