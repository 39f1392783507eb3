"""Pictures that did not come, and the button that fetches them."""

from typing import Any

import pytest
import simcord

from sandbox.imini.planned_responses import Fault
from tests.integration.cards import gallery_of, text_of, title_of
from tests.integration.conftest import Restart
from tests.integration.modals import submit
from tests.integration.people import Who, a_moderator, another_member, labels_on, press, the_panel, the_requester
from tests.integration.studio import JOB_SECONDS, Studio, the_card
from tests.support.locales import ENGLISH
from tests.support.pictures import png

AT_ONCE = {"task_timeout": "4s"}
"""Settings of a bot that gives every job up before imini has drawn it."""

FETCH = ENGLISH("button-fetch")


async def _incomplete(studio: Studio, **options: Any) -> simcord.ResponseMessage:
    """A card with one of two pictures."""
    studio.imini.script["file"].extendleft([Fault(404)] * 3 + [Fault(body=png()), Fault(404)])
    return await studio.finished(count=2, **options)


async def _lost(studio: Studio, prompt: str = "a red fox", **options: Any) -> simcord.ResponseMessage:
    """The card of a job that was given up although imini accepted it."""
    card = the_card(await studio.imagine(prompt, **options))
    await studio.time.advance(30)
    return card


async def test_a_complete_card_has_nothing_to_fetch(studio: Studio) -> None:
    assert FETCH not in labels_on(await studio.finished())
    assert FETCH not in labels_on(await studio.finished("sandbox:failed"))


async def test_a_card_that_lacks_pictures_says_that_they_can_be_fetched_for_nothing(studio: Studio) -> None:
    card = await _incomplete(studio)
    assert FETCH in labels_on(card)
    assert ENGLISH("card-fetch") in text_of(card.components)


@pytest.mark.parametrize("restarts", [False, True])
@pytest.mark.parametrize("private", [False, True])
async def test_what_is_fetched_later_is_on_the_card_and_costs_nothing(
    studio: Studio, restart: Restart, *, private: bool, restarts: bool
) -> None:
    card = await _incomplete(studio, private=private)
    if restarts:
        await restart()
    studio.env.backend.advance_clock(3600)
    pressed = await press(card, "fetch", studio.alice)
    (told,) = pressed.followups
    assert told.ephemeral
    assert "Added 1 picture to the card, at no charge." in text_of(told.components)
    assert len(gallery_of(card.components)) == len(card.attachments) == 2
    assert FETCH not in labels_on(card)
    assert (await studio.balance()).used == 1
    assert len(studio.submits) == 1


async def test_what_is_still_missing_is_said_to_be(studio: Studio) -> None:
    card = await _incomplete(studio)
    before = card.components
    studio.imini.script["file"].extendleft([Fault(404)] * 8)
    pressed = await press(card, "fetch", studio.alice)
    (told,) = pressed.followups
    assert ENGLISH("status-retrying") in text_of(told.components)  # not that they are about to come
    await studio.time.advance(JOB_SECONDS)
    assert ENGLISH("missing-still") in text_of(told.components)
    assert card.components == before


@pytest.mark.parametrize("who", [another_member, a_moderator])
async def test_only_the_requester_fetches(studio: Studio, who: Who) -> None:
    card = await _incomplete(studio)
    refused = the_card(await press(card, "fetch", who(studio)))
    assert refused.ephemeral
    assert ENGLISH("refusal-not-requester") in text_of(refused.components)


async def test_nothing_is_fetched_onto_a_card_that_was_deleted(studio: Studio) -> None:
    card = await _incomplete(studio)
    job = await studio.job()
    report = the_card(await studio.alice.slash(studio.channel, "task", id=job.id))
    copy = the_card(await press(report, "repost", studio.alice))
    await press(card, "delete", studio.alice)
    assert FETCH not in labels_on(card)
    assert copy.id != card.id
    assert card.attachments == []


async def _fetching(studio: Studio, card: simcord.ResponseMessage) -> simcord.InteractionResult:
    """Alice presses Fetch, and imini keeps her waiting."""
    studio.imini.script["file"].extendleft([Fault(503)])
    return await press(card, "fetch", studio.alice)


@pytest.mark.parametrize("who", [the_requester, a_moderator])
async def test_what_is_deleted_while_it_is_fetched_stays_deleted(studio: Studio, who: Who) -> None:
    card = await _incomplete(studio)
    pressed = await _fetching(studio, card)
    await press(card, "delete", who(studio))
    await studio.time.advance(60)
    assert (card.attachments, labels_on(card)) == ([], [])
    (told,) = pressed.followups
    assert title_of(told.components) == ENGLISH("title-deleted")
    assert ENGLISH("missing-deleted") in text_of(told.components)
    assert all(message.attachments == [] for message in studio.channel.history())


async def test_what_is_deleted_while_it_is_uploaded_is_cleared_again(studio: Studio) -> None:
    card = await _incomplete(studio)
    panel = await the_panel(card, studio.alice)
    studio.env.inject_error("PATCH", f"/webhooks/*/messages/{card.id}", status=503)
    pressed = await press(card, "fetch", studio.alice)
    await studio.alice.click(panel, label=ENGLISH("button-delete"))
    await studio.time.advance(60)
    assert (card.attachments, labels_on(card)) == ([], [])
    assert title_of(pressed.followups[0].components) == ENGLISH("title-deleted")


async def test_what_is_erased_with_its_cards_while_it_is_fetched_stays_gone(studio: Studio) -> None:
    card = await _incomplete(studio)
    pressed = await _fetching(studio, card)
    asked = the_card(await studio.alice.slash(studio.channel, "privacy erase"))
    await studio.alice.click(asked, label=ENGLISH("button-erase_cards"))
    await studio.time.advance(60)
    assert all(message.attachments == [] for message in studio.channel.history())
    assert ENGLISH("missing-deleted") in text_of(pressed.followups[0].components)


async def test_alt_text_that_is_written_while_pictures_are_fetched_is_on_all_of_them(studio: Studio) -> None:
    card = await _incomplete(studio)
    await _fetching(studio, card)
    await submit(studio.alice, await press(card, "alt_text", studio.alice), alt="A fox, red as rust.")
    await studio.time.advance(60)
    assert [item["description"] for item in gallery_of(card.components)] == ["A fox, red as rust."] * 2


@pytest.mark.settings(**AT_ONCE)
async def test_lost_pictures_can_be_fetched_from_the_card_which_says_what_that_costs(studio: Studio) -> None:
    card = await _lost(studio)
    assert labels_on(card)[0] == FETCH
    assert ENGLISH("card-lost", n=1) in text_of(card.components)


@pytest.mark.settings(**AT_ONCE)
async def test_lost_pictures_come_on_a_new_card_and_their_member_is_told_privately(studio: Studio) -> None:
    card = await _lost(studio)
    await studio.time.advance(JOB_SECONDS)
    pressed = await press(card, "fetch", studio.alice)
    await studio.time.advance(5)
    found, told = pressed.followups
    assert not found.ephemeral
    assert len(found.attachments) == 1
    assert told.ephemeral
    assert f"/{found.id}" in text_of(told.components)
    assert (await studio.balance()).used == 1


@pytest.mark.settings(**AT_ONCE)
@pytest.mark.parametrize(
    ("prompt", "news"), [("sandbox:forever", ENGLISH("recovery-drawing")), ("sandbox:lost", ENGLISH("recovery-gone"))]
)
async def test_what_imini_does_not_have_is_told_privately_and_leaves_the_card(
    studio: Studio, prompt: str, news: str
) -> None:
    card = await _lost(studio, prompt)
    before = card.components
    told = the_card(await press(card, "fetch", studio.alice))
    assert told.ephemeral
    assert news in text_of(told.components)
    assert title_of(told.components) == ENGLISH("title-not-fetched")
    assert card.components == before
    assert (await studio.balance()).used == 0


@pytest.mark.settings(**AT_ONCE)
async def test_lost_pictures_are_fetched_once(studio: Studio) -> None:
    card = await _lost(studio)
    await studio.time.advance(JOB_SECONDS)
    await press(card, "fetch", studio.alice)
    again = the_card(await press(card, "fetch", studio.alice))
    await studio.time.advance(5)
    assert ENGLISH("refusal-already-fetched") in text_of(again.components)
    assert (await studio.balance()).used == 1
