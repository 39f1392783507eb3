"""The selection of references from any message: added, shown, removed, and used by the next request."""

from typing import Any

import discord
import pytest
import simcord
from simcord.components import walk_components

from bot.members.selection import TTL
from tests.integration.cards import gallery_of, text_of, title_of
from tests.integration.conftest import Restart
from tests.integration.modals import fields, filled_in, submit
from tests.integration.studio import Studio, the_card
from tests.support.locales import ENGLISH
from tests.support.names import picture_numbers
from tests.support.pictures import png

PICTURE = png((30, 20))
STRING_SELECT = 3
USE, IMAGINE, MODERATE = "Use as reference", "Imagine this", "Moderate"
FULL = ENGLISH("selection-full", n=2, limit=3)


async def _message(studio: Studio, *names: str, content: str = "") -> discord.Message:
    return await studio.alice.send(studio.channel, content, attachments=[(name, PICTURE) for name in names])


async def _use(studio: Studio, message: discord.Message | simcord.ResponseMessage) -> simcord.ResponseMessage:
    return the_card(await studio.alice.context_menu(studio.channel, USE, message))


async def _select(studio: Studio, *names: str) -> simcord.ResponseMessage:
    return await _use(studio, await _message(studio, *names))


def _in(selection: simcord.ResponseMessage) -> list[str]:
    return [item["media"]["url"].rpartition("/")[2] for item in gallery_of(selection.components)]


def _sent(studio: Studio) -> list[str]:
    body: Any = studio.submits[-1].json
    return [image["url"].rpartition("/")[2] for image in body.get("images", [])]


async def test_the_images_of_a_message_are_shown_to_their_member_alone(studio: Studio) -> None:
    selection = await _select(studio, "a.png", "b.png")
    assert selection.ephemeral
    assert _in(selection) == ["a.png", "b.png"]
    assert f"<t:{studio.time.now() + TTL:.0f}:R>" in text_of(selection.components)


async def test_the_next_request_uses_what_was_select_and_the_one_after_does_not(studio: Studio) -> None:
    await _select(studio, "a.png", "b.png")
    await studio.imagine("a forest")
    assert _sent(studio) == ["a.png", "b.png"]
    await studio.imagine("a lake")
    assert _sent(studio) == []


async def test_what_the_images_are_for_can_be_said_as_ever(studio: Studio) -> None:
    await _select(studio, "a.png")
    await studio.imagine("a forest", reference="style")
    body: Any = studio.submits[-1].json
    assert body["images"][0]["reference_type"] == "style"


async def test_images_of_several_messages_come_together(studio: Studio) -> None:
    await _select(studio, "a.png")
    assert _in(await _select(studio, "b.png")) == ["a.png", "b.png"]


async def test_more_than_imini_takes_are_left_out_and_counted(studio: Studio) -> None:
    selection = await _select(studio, "a.png", "b.png", "c.png", "d.png", "e.png")
    assert _in(selection) == ["a.png", "b.png", "c.png"]
    assert FULL in text_of(selection.components)


async def test_an_image_can_be_removed_again(studio: Studio) -> None:
    selection = await _select(studio, "a.png", "b.png")
    assert ENGLISH("change-added") in text_of(selection.components)
    after = the_card(await studio.alice.click(selection, label=ENGLISH("selection-remove", picture=1)))
    assert ENGLISH("change-removed") in text_of(after.components)
    await studio.imagine()
    assert _sent(studio) == ["b.png"]


async def test_all_can_be_removed_at_once(studio: Studio) -> None:
    selection = await _select(studio, "a.png", "b.png")
    after = the_card(await studio.alice.click(selection, label=ENGLISH("selection-clear")))
    assert ENGLISH("selection-empty") in text_of(after.components)
    await studio.imagine()
    assert _sent(studio) == []


async def test_a_button_of_an_image_that_is_gone_already_only_shows_the_selection(studio: Studio) -> None:
    selection = await _select(studio, "a.png")
    await studio.imagine()
    after = the_card(await studio.alice.click(selection, label=ENGLISH("selection-remove", picture=1)))
    assert ENGLISH("selection-empty") in text_of(after.components)


async def test_images_given_with_a_command_come_first_and_the_selection_stays(studio: Studio) -> None:
    await _select(studio, "a.png")
    await studio.imagine(image1=("own.png", PICTURE))
    assert _sent(studio) == ["own.png"]
    await studio.imagine()
    assert _sent(studio) == ["a.png"]


@pytest.mark.settings(quota_credits=1)
async def test_a_refused_request_leaves_the_selection_as_it_was(studio: Studio) -> None:
    await _select(studio, "a.png")
    await studio.imagine(resolution="4K", quality="high")
    await studio.imagine()
    assert _sent(studio) == ["a.png"]


@pytest.mark.settings(confirm_credits=1)
async def test_an_estimate_uses_the_selection_only_after_go(studio: Studio) -> None:
    await _select(studio, "a.png")
    for action in ("drop", "go"):
        estimate = the_card(await studio.imagine(count=2))
        assert studio.submits == []
        await studio.alice.click(estimate, label=ENGLISH(f"button-{action}"))
    assert _sent(studio) == ["a.png"]
    await studio.imagine()
    assert _sent(studio) == []


async def test_a_selection_that_waited_too_long_is_empty(studio: Studio) -> None:
    await _select(studio, "a.png")
    await studio.time.advance(TTL)
    await studio.imagine()
    assert _sent(studio) == []


async def test_a_selection_is_its_members_own(studio: Studio) -> None:
    bob = studio.guild.add_member(studio.env.create_user("bob"))
    await _select(studio, "a.png")
    await bob.slash(studio.channel, "imagine", prompt="a forest")
    assert _sent(studio) == []


async def test_the_one_picture_of_a_card_is_used_at_once(studio: Studio) -> None:
    assert picture_numbers(_in(await _use(studio, await studio.finished()))) == [1]


async def test_of_a_batch_some_pictures_can_be_chosen(studio: Studio, restart: Restart) -> None:
    asked = await _use(studio, await studio.finished(count=4))
    assert asked.ephemeral
    assert title_of(asked.components) == ENGLISH("title-batch")
    assert picture_numbers(_in(asked)) == [1, 2, 3, 4]
    await restart()
    selection = the_card(await studio.alice.select(asked, ["2", "4"]))
    assert picture_numbers(_in(selection)) == [2, 4]
    assert ENGLISH("change-added") in text_of(selection.components)
    await studio.imagine("a forest")
    assert picture_numbers(_sent(studio)) == [2, 4]


async def test_more_than_imini_takes_can_not_be_chosen(studio: Studio) -> None:
    asked = await _use(studio, await studio.finished(count=4))
    (select,) = (part for part in walk_components(asked.components) if part["type"] == STRING_SELECT)
    assert (select.get("min_values", 1), select["max_values"]) == (1, 3)


async def test_a_batch_comes_to_what_is_selected_already_as_far_as_there_is_room(studio: Studio) -> None:
    card = await studio.finished(count=3)
    await _select(studio, "a.png", "b.png")
    selection = the_card(await studio.alice.select(await _use(studio, card), ["1", "3"]))
    assert _in(selection)[:2] == ["a.png", "b.png"]
    assert picture_numbers(_in(selection)[2:]) == [1]
    assert ENGLISH("selection-full", n=1, limit=3) in text_of(selection.components)


async def test_use_now_opens_the_editor_with_these_references(studio: Studio) -> None:
    await studio.alice.slash(studio.channel, "defaults set", aspect_ratio="16:9")
    selection = await _select(studio, "a.png", "b.png")
    opened = await studio.alice.click(selection, label=ENGLISH("selection-use"))
    assert fields(opened)["images"]["description"] == ENGLISH("form-images-kept", n=2)
    assert filled_in(opened)["aspect"] == ["16:9"]
    await submit(studio.alice, opened, prompt="a forest")
    assert _sent(studio) == ["a.png", "b.png"]


async def test_use_now_says_so_where_the_references_have_expired(studio: Studio) -> None:
    selection = await _select(studio, "a.png")
    await studio.time.advance(TTL)
    answer = the_card(await studio.alice.click(selection, label=ENGLISH("selection-use")))
    assert ENGLISH("refusal-nothing-selected") in text_of(answer.components)


async def test_the_images_of_a_forwarded_message_can_be_used_once_it_is_known_whose_they_are(studio: Studio) -> None:
    message = await _message(studio, "a.png")
    forwarded = await studio.alice.forward(message, studio.channel)
    assert ENGLISH("refusal-references-unknown") in text_of((await _use(studio, forwarded)).components)
    await studio.alice.click(await _use(studio, message), label=ENGLISH("selection-clear"))
    assert _in(await _use(studio, forwarded)) == ["a.png"]


async def test_a_message_without_images_is_refused(studio: Studio) -> None:
    answer = await _use(studio, await studio.alice.send(studio.channel, "only words", attachments=[("a.pdf", b"%PDF")]))
    assert title_of(answer.components) == ENGLISH("title-nothing")
    assert ENGLISH("refusal-no-images") in text_of(answer.components)


@pytest.mark.settings(attachment_max_megapixels=1)
async def test_of_unusable_images_the_first_is_named_and_the_usable_ones_are_added(studio: Studio) -> None:
    large = png((1100, 1000), "red")
    only = await studio.alice.send(studio.channel, attachments=[("large.png", large)])
    assert "`image1` (large.png) has too many pixels" in text_of((await _use(studio, only)).components)
    both = await studio.alice.send(studio.channel, attachments=[("large.png", large), ("a.png", PICTURE)])
    assert _in(await _use(studio, both)) == ["a.png"]


async def test_the_editor_uses_the_selection_as_well(studio: Studio) -> None:
    await _select(studio, "a.png")
    opened = await studio.alice.slash(studio.channel, "imagine")
    assert fields(opened)["images"]["description"] == ENGLISH("form-images-kept", n=1)
    await submit(studio.alice, opened, prompt="a forest")
    assert _sent(studio) == ["a.png"]
    await studio.imagine()
    assert _sent(studio) == []


async def test_the_selection_replaces_an_edited_jobs_references(studio: Studio) -> None:
    card = await studio.finished(image1=("own.png", PICTURE))
    await _select(studio, "a.png")
    opened = await studio.alice.click(card, label=ENGLISH("button-edit"))
    await submit(studio.alice, opened)
    assert _sent(studio) == ["a.png"]


async def test_an_editor_that_was_opened_in_time_keeps_its_images(studio: Studio) -> None:
    await _select(studio, "a.png")
    opened = await studio.alice.slash(studio.channel, "imagine")
    await studio.time.advance(TTL)
    await submit(studio.alice, opened, prompt="a forest")
    assert _sent(studio) == ["a.png"]


async def test_an_editor_that_was_closed_leaves_nothing_to_the_next_request(studio: Studio) -> None:
    await studio.alice.slash(studio.channel, "imagine", image1=("own.png", PICTURE))
    await studio.imagine()
    assert _sent(studio) == []


async def test_the_menus_speak_the_members_language(studio: Studio) -> None:
    registered: Any = next(call.json for call in studio.env.http_requests if call.method == "PUT")
    menus = {
        command["name"]: command for command in registered if command["type"] == discord.AppCommandType.message.value
    }
    assert set(menus) == {USE, IMAGINE, MODERATE}
    assert all(menu["name_localizations"]["zh-CN"] for menu in menus.values())
