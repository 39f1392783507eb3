"""Re-post and Share: one copy of a job at a time, however often somebody presses."""

import discord
import pytest
import simcord

from cogs.i18n.markdown import Markup
from cogs.jobs.copies import PACE, UNSEEN
from sandbox.imini.planned_responses import Fault
from tests.integration.cards import text_of
from tests.integration.conftest import Restart
from tests.integration.people import press
from tests.integration.studio import Studio, the_card
from tests.support.locales import ENGLISH


async def _report(studio: Studio) -> simcord.ResponseMessage:
    return the_card(await studio.alice.slash(studio.channel, "task", id=(await studio.job()).id))


def _public(studio: Studio) -> list[discord.Message]:
    """What everybody in the channel sees."""
    return [message for message in studio.channel.history() if not message.flags.ephemeral]


def _links_to(message: simcord.ResponseMessage, studio: Studio, copy: simcord.ResponseMessage) -> bool:
    """Whether a member alone is told where the copy is."""
    link = f"https://discord.com/channels/{studio.guild.id}/{studio.channel.id}/{copy.id}"
    return message.ephemeral and ENGLISH("repost-there", link=Markup(link)) in text_of(message.components)


async def test_pictures_are_posted_again_once_however_often_it_is_pressed(studio: Studio, restart: Restart) -> None:
    await studio.finished()
    report = await _report(studio)
    copy = the_card(await press(report, "repost", studio.alice))
    await studio.time.advance(PACE)
    for _ in range(40):
        again = the_card(await press(report, "repost", studio.alice))
        assert _links_to(again, studio, copy)
    await restart()
    assert _links_to(the_card(await press(report, "repost", studio.alice)), studio, copy)
    assert len(_public(studio)) == 2


async def test_once_the_copy_is_deleted_there_may_be_another_but_not_at_once(studio: Studio) -> None:
    await studio.finished()
    report = await _report(studio)
    copy = the_card(await press(report, "repost", studio.alice))
    role = studio.guild.create_role("Mods", permissions=discord.Permissions(manage_messages=True))
    await studio.guild.add_member(studio.env.create_user("mod"), roles=[role]).delete(copy)
    refused = the_card(await press(report, "repost", studio.alice))
    assert refused.ephemeral
    assert "posted a moment ago" in text_of(refused.components)
    await studio.time.advance(PACE)
    assert len(the_card(await press(report, "repost", studio.alice)).attachments) == 1
    assert len(_public(studio)) == 2


async def test_a_clock_that_is_set_back_keeps_no_copy_away(studio: Studio) -> None:
    await studio.finished()
    report = await _report(studio)
    copy = the_card(await press(report, "repost", studio.alice))
    role = studio.guild.create_role("Mods", permissions=discord.Permissions(manage_messages=True))
    await studio.guild.add_member(studio.env.create_user("mod"), roles=[role]).delete(copy)
    studio.time.set_by(-3600)
    await studio.time.advance(PACE)
    again = the_card(await press(report, "repost", studio.alice))
    assert not again.ephemeral


async def test_a_private_card_is_shared_once(studio: Studio, restart: Restart) -> None:
    card = await studio.finished(private=True)
    shared = the_card(await press(card, "share", studio.alice))
    await restart()
    again = the_card(await press(card, "share", studio.alice))
    assert _links_to(again, studio, shared)
    assert len(_public(studio)) == 1


async def test_a_copy_that_the_bot_can_not_look_for_counts_as_there_for_a_while(studio: Studio) -> None:
    await studio.finished()
    report = await _report(studio)
    copy = the_card(await press(report, "repost", studio.alice))
    studio.env.inject_error("GET", "/channels/*", status=403, code=50001, times=None)
    assert _links_to(the_card(await press(report, "repost", studio.alice)), studio, copy)
    await studio.time.advance(UNSEEN)
    assert len(the_card(await press(report, "repost", studio.alice)).attachments) == 1


@pytest.mark.parametrize("status", [500, 503])
async def test_a_discord_in_trouble_is_no_reason_for_another_copy(studio: Studio, status: int) -> None:
    await studio.finished()
    report = await _report(studio)
    copy = the_card(await press(report, "repost", studio.alice))
    studio.env.inject_error("GET", "/channels/*", status=status, times=None)
    assert _links_to(the_card(await press(report, "repost", studio.alice)), studio, copy)


async def test_what_is_on_its_way_is_not_sent_twice(studio: Studio) -> None:
    await studio.finished("a red fox")
    one = await _report(studio)
    await studio.finished("a grey wolf")
    other = await _report(studio)
    studio.imini.script["file"].extendleft([Fault(503)])
    first = await press(one, "repost", studio.alice)
    for report, key in ((one, "refusal-already-fetched"), (other, "refusal-still-fetching")):
        refused = the_card(await press(report, "repost", studio.alice))
        assert refused.ephemeral
        assert ENGLISH(key) in text_of(refused.components)
    await studio.time.advance(60)
    assert len(the_card(first).attachments) == 1
    assert len(the_card(await press(other, "repost", studio.alice)).attachments) == 1


async def test_a_copy_that_came_to_nothing_is_none(studio: Studio, restart: Restart) -> None:
    await studio.finished()
    report = await _report(studio)
    studio.imini.script["file"].extendleft([Fault(503)] * 3)
    cut_off = await press(report, "repost", studio.alice)
    await restart()
    await studio.time.advance(60)
    assert ENGLISH("status-interrupted") in text_of(the_card(cut_off).components)
    again = await press(report, "repost", studio.alice)
    await studio.time.advance(60)
    assert len(the_card(again).attachments) == 1


async def test_a_copy_that_is_on_its_way_while_its_job_is_deleted_goes_as_well(studio: Studio) -> None:
    card = await studio.finished()
    report = await _report(studio)
    studio.imini.script["file"].extendleft([Fault(503)])
    await press(report, "repost", studio.alice)
    await press(card, "delete", studio.alice)
    await studio.time.advance(60)
    assert [message.id for message in _public(studio)] == [card.id]


@pytest.mark.parametrize(("action", "left"), [("erase", 1), ("erase_cards", 0)])
async def test_a_copy_that_is_on_its_way_while_its_job_is_erased_goes_as_well(
    studio: Studio, action: str, left: int
) -> None:
    await studio.finished("a red fox", count=1)
    report = await _report(studio)
    studio.imini.script["file"].extendleft([Fault(503)])
    await press(report, "repost", studio.alice)
    asked = the_card(await studio.alice.slash(studio.channel, "privacy erase"))
    await studio.alice.click(asked, label=ENGLISH(f"button-{action}"))
    await studio.time.advance(120)
    assert len([message for message in studio.channel.history() if message.attachments]) == left


async def test_a_private_card_that_is_being_shared_while_it_is_erased_stays_private(studio: Studio) -> None:
    card = await studio.finished("a red fox", private=True)
    studio.imini.script["file"].extendleft([Fault(503)])
    await press(card, "share", studio.alice)
    asked = the_card(await studio.alice.slash(studio.channel, "privacy erase"))
    await studio.alice.click(asked, label=ENGLISH("button-erase_cards"))
    await studio.time.advance(120)
    assert [message for message in studio.channel.history() if not message.flags.ephemeral] == []
