"""The panel that More opens: who is offered what, and what becomes of it."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import simcord

from cogs.cards.custom_ids import Action, Target, custom_id
from cogs.cards.elements import mention
from tests.integration.cards import gallery_of, text_of, title_of
from tests.integration.conftest import Restart
from tests.integration.earlier import ROW
from tests.integration.modals import submit
from tests.integration.people import Message, a_moderator, another_member, labels_on, more, press, the_panel
from tests.integration.studio import JOB_SECONDS, Studio, the_card
from tests.support.locales import ENGLISH

ALT = "A fox, red as rust."

After = Callable[[Studio, Restart], Awaitable[None]]


async def _nothing(_: Studio, __: Restart) -> None:
    """The panel is used at once."""


async def _a_restart(_: Studio, restart: Restart) -> None:
    """The panel is used after a restart."""
    await restart()


async def _an_hour(studio: Studio, _: Restart) -> None:
    """The panel is used when every token is too old."""
    studio.env.backend.advance_clock(3600)


whenever = pytest.mark.parametrize("after", [_nothing, _a_restart, _an_hour])


def _named(*actions: str) -> list[str]:
    return [ENGLISH(f"button-{action}") for action in actions]


def _rows(message: simcord.ResponseMessage) -> list[list[str]]:
    """The labels of the buttons, row by row."""
    rows = [part for part in simcord.components.walk_components(message.components) if part["type"] == ROW]
    return [[button["label"] for button in row["components"]] for row in rows]


def _sent(studio: Studio) -> dict[str, Any]:
    """The body of the newest submit."""
    body: Any = studio.submits[-1].json
    return dict(body)


def _descriptions(message: simcord.ResponseMessage) -> list[str]:
    return [item["description"] for item in gallery_of(message.components)]


def _relabel(studio: Studio, message: Message, forged: str) -> None:
    """Put another custom_id on the first button of a message."""
    stored = studio.env.backend.get_message(studio.channel.id, message.id)
    parts = simcord.components.walk_components(stored.components)
    next(part for part in parts if "custom_id" in part)["custom_id"] = forged


async def test_the_panel_offers_everybody_what_they_may_do(studio: Studio) -> None:
    card = await studio.finished()
    offered = {
        who: labels_on(await the_panel(card, who))
        for who in (studio.alice, another_member(studio), a_moderator(studio))
    }
    assert list(offered.values()) == [
        _named("redraw", "download", "alt_text", "details", "delete"),
        _named("redraw", "download", "details"),
        _named("redraw", "download", "details", "delete"),
    ]


async def test_the_panel_is_its_members_alone_and_says_what_a_name_does_not(studio: Studio) -> None:
    panel = await the_panel(await studio.finished(private=True, quality="high"), studio.alice)
    assert panel.ephemeral
    for key in ("more-download", "more-alt-text", "more-share"):
        assert ENGLISH(key) in text_of(panel.components)
    assert "draws a picture again at 2K and high quality, for 4 credits." in text_of(panel.components)
    assert [len(row) for row in _rows(panel)] == [2, 4]


async def test_the_panel_says_that_what_is_largest_gets_finer(studio: Studio) -> None:
    panel = await the_panel(await studio.finished(resolution="4K", quality="low"), studio.alice)
    assert "draws a picture again at 4K and medium quality" in text_of(panel.components)


@pytest.mark.parametrize("prompt", ["sandbox:failed", "sandbox:drop"])
async def test_the_panel_of_a_card_without_pictures_has_what_still_works(studio: Studio, prompt: str) -> None:
    panel = await the_panel(await studio.finished(prompt), studio.alice)
    assert labels_on(panel) == _named("details", "delete")


async def test_the_panel_can_be_opened_twice_and_used_twice(studio: Studio) -> None:
    card = await studio.finished()
    first, second = await the_panel(card, studio.alice), await the_panel(card, studio.alice)
    for panel in (first, second, first):
        details = the_card(await press(panel, "details", studio.alice))
        assert title_of(details.components) == ENGLISH("title-details")


async def test_more_leaves_the_card_as_it_is(studio: Studio) -> None:
    card = await studio.finished()
    before = card.components
    await more(card, studio.alice)
    assert card.components == before
    assert len(card.attachments) == 1


async def test_in_a_direct_message_everything_is_there(studio: Studio) -> None:
    alice = studio.alice.user
    card = the_card(await alice.slash("imagine", prompt="a red fox"))
    await studio.time.advance(JOB_SECONDS)
    opened = await alice.click(card, label=ENGLISH("button-more"))
    (panel,) = opened.followups
    assert labels_on(panel) == _named("redraw", "download", "alt_text", "details", "delete")
    await alice.click(panel, label=ENGLISH("button-delete"))
    assert card.attachments == []
    assert title_of(panel.components) == ENGLISH("title-deleted")


@whenever
async def test_what_is_deleted_from_the_panel_says_so_there_and_on_the_card(
    studio: Studio, restart: Restart, after: After
) -> None:
    card = await studio.finished("a red fox")
    panel = await the_panel(card, studio.alice)
    await after(studio, restart)
    await press(panel, "delete", studio.alice)
    assert title_of(panel.components) == ENGLISH("title-deleted")
    assert labels_on(panel) == []
    assert (card.attachments, labels_on(card)) == ([], [])
    assert ENGLISH("card-removed", user=mention(studio.alice.id)) in text_of(card.components)
    await studio.time.advance(60)
    assert card.id in {message.id for message in studio.channel.history()}


async def test_a_private_card_is_deleted_with_the_token_of_more(studio: Studio) -> None:
    card = await studio.finished(private=True)
    studio.env.backend.advance_clock(3600)
    await press(card, "delete", studio.alice)
    assert card.attachments == []


async def test_a_private_card_that_nothing_can_change_any_more_is_told_of(studio: Studio) -> None:
    card = await studio.finished(private=True)
    panel = await the_panel(card, studio.alice)
    studio.env.backend.advance_clock(3600)
    await press(panel, "delete", studio.alice)
    assert ENGLISH("removal-stays") in text_of(panel.components)
    assert len(card.attachments) == 1
    await press(card, "delete", studio.alice)
    assert card.attachments == []


async def test_a_card_that_a_moderator_has_removed_meanwhile_counts_as_deleted(studio: Studio) -> None:
    card = await studio.finished()
    panel = await the_panel(card, studio.alice)
    moderator = a_moderator(studio)
    shown = the_card(await moderator.context_menu(studio.channel, "Moderate", card.message))
    await press(shown, "remove", moderator)
    await studio.time.advance(60)
    await press(panel, "delete", studio.alice)
    assert title_of(panel.components) == ENGLISH("title-deleted")


async def test_a_card_that_can_not_be_cleared_is_deleted_outright(studio: Studio) -> None:
    card = await studio.finished()
    panel = await the_panel(card, studio.alice)
    for route in ("/webhooks/*/messages/*", "/channels/*/messages/*"):
        studio.env.inject_error("PATCH", route, status=403, code=50001, times=4)
    await press(panel, "delete", studio.alice)
    await studio.time.advance(60)
    assert card.id not in {message.id for message in studio.channel.history()}


async def test_whoever_was_a_moderator_when_the_panel_was_opened_deletes_nothing_later(studio: Studio) -> None:
    card, moderator = await studio.finished(), a_moderator(studio)
    panel = await the_panel(card, moderator)
    studio.env.backend.edit_role(studio.guild.id, studio.guild.roles["Mods"].id, {"permissions": 0})
    refused = the_card(await press(panel, "delete", moderator))
    assert ENGLISH("refusal-not-allowed") in text_of(refused.components)
    assert len(card.attachments) == 1


async def test_the_panel_of_somebody_else_deletes_nothing(studio: Studio) -> None:
    card, bob = await studio.finished(), another_member(studio)
    panel = await the_panel(card, bob)
    job = await studio.job()
    forged = custom_id(Action.DELETE, str(Target(job.id, job.user_id, card.id)))
    _relabel(studio, panel, forged)
    refused = the_card(await bob.click(panel, custom_id=forged))
    assert ENGLISH("refusal-not-allowed") in text_of(refused.components)
    assert len(card.attachments) == 1


@whenever
async def test_alt_text_from_the_panel_is_on_the_card_and_the_panel_goes_on(
    studio: Studio, restart: Restart, after: After
) -> None:
    card = await studio.finished(count=2)
    panel = await the_panel(card, studio.alice)
    await after(studio, restart)
    opened = await press(panel, "alt_text", studio.alice)
    await submit(studio.alice, opened, alt=ALT)
    assert _descriptions(card) == [ALT, ALT]
    assert len(card.attachments) == 2
    assert ENGLISH("alt-text-saved") in text_of(panel.components)
    assert ENGLISH("button-alt_text") in labels_on(panel)


async def test_alt_text_left_blank_is_removed_and_the_panel_says_so(studio: Studio) -> None:
    card = await studio.finished("a red fox")
    panel = await the_panel(card, studio.alice)
    await submit(studio.alice, await press(panel, "alt_text", studio.alice), alt=ALT)
    await submit(studio.alice, await press(panel, "alt_text", studio.alice), alt="  ")
    assert "a red fox" in _descriptions(card)[0]
    assert ENGLISH("alt-text-reset") in text_of(panel.components)


async def test_alt_text_that_a_card_can_not_show_is_saved_and_told_of(studio: Studio) -> None:
    card = await studio.finished(private=True)
    panel = await the_panel(card, studio.alice)
    studio.env.backend.advance_clock(3600)
    await submit(studio.alice, await press(panel, "alt_text", studio.alice), alt=ALT)
    assert ENGLISH("alt-text-saved-only") in text_of(panel.components)
    assert (await studio.job()).alt == ALT


async def test_a_forged_form_changes_no_card_of_another_job(studio: Studio) -> None:
    other = await studio.finished("a blue owl")
    card = await studio.finished("a red fox")
    panel = await the_panel(card, studio.alice)
    job = await studio.job()
    forged = custom_id(Action.ALT_TEXT, str(Target(job.id, job.user_id, other.id)))
    _relabel(studio, panel, forged)
    await submit(studio.alice, await studio.alice.click(panel, custom_id=forged), alt=ALT)
    assert ALT not in _descriptions(other)


async def test_shared_pictures_are_linked_in_the_panel(studio: Studio) -> None:
    panel = await the_panel(await studio.finished(private=True), studio.alice)
    shared = the_card(await press(panel, "share", studio.alice))
    assert not shared.ephemeral
    assert title_of(panel.components) == ENGLISH("title-shared")
    assert f"/{studio.channel.id}/{shared.id}" in text_of(panel.components)
    assert labels_on(panel) == []


async def test_shared_pictures_are_linked_privately_where_the_panel_can_not_be_changed(
    studio: Studio, restart: Restart
) -> None:
    panel = await the_panel(await studio.finished(private=True), studio.alice)
    await restart()
    pressed = await press(panel, "share", studio.alice)
    (told,) = pressed.followups
    assert told.ephemeral
    assert f"/{the_card(pressed).id}" in text_of(told.components)


async def test_pictures_that_are_shared_twice_are_linked(studio: Studio) -> None:
    card = await studio.finished(private=True)
    shared = the_card(await press(card, "share", studio.alice))
    await studio.time.advance(JOB_SECONDS)
    again = the_card(await press(card, "share", studio.alice))
    assert again.ephemeral
    assert f"/{shared.id}" in text_of(again.components)
    assert len([message for message in studio.channel.history() if not message.flags.ephemeral]) == 1


@whenever
async def test_a_picture_is_redrawn_from_the_panel(studio: Studio, restart: Restart, after: After) -> None:
    card = await studio.finished()
    panel = await the_panel(card, studio.alice)
    await after(studio, restart)
    made = the_card(await press(panel, "redraw", studio.alice))
    assert not made.ephemeral
    assert _sent(studio)["resolution"] == "2K"
    (reference,) = _sent(studio)["images"]
    assert reference["url"].endswith("-1.png")
    assert ENGLISH("button-redraw") in labels_on(panel)
