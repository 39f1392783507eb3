"""What was made where others can't look stays private where it is used, until its requester shares it."""

from collections.abc import Iterable

import discord
import pytest
import simcord

from tests.integration.cards import text_of
from tests.integration.modals import fields, filled_in, submit
from tests.integration.people import another_member, labels_on, press, the_panel, vary
from tests.integration.studio import JOB_SECONDS, Studio, the_card
from tests.support.locales import ENGLISH

SECRET = "a s3cret fox"


def _closed(studio: Studio) -> simcord.ChannelHandle:
    """A channel that Alice sees and others don't."""
    role = studio.guild.create_role("Staff")
    hidden, seen = discord.PermissionOverwrite(view_channel=False), discord.PermissionOverwrite(view_channel=True)
    return studio.guild.create_text_channel(
        "staff", overwrites={studio.guild.default_role: hidden, role: seen, studio.alice: seen}
    )


async def _made(studio: Studio, where: simcord.ChannelHandle, **options: object) -> simcord.ResponseMessage:
    """The finished card of a secret prompt."""
    result = await studio.alice.slash(where, "imagine", prompt=SECRET, **options)
    await studio.time.advance(JOB_SECONDS)
    return the_card(result)


async def _report(studio: Studio) -> simcord.ResponseMessage:
    """``/task`` in the open channel, about what Alice made last."""
    return the_card(await studio.alice.slash(studio.channel, "task", id=(await studio.job()).id))


def _public(studio: Studio) -> Iterable[str]:
    """All that others can read in the open channel."""
    return [str(message.components) for message in studio.channel.history() if not message.flags.ephemeral]


def _told_why(card: simcord.ResponseMessage) -> bool:
    told = f"{ENGLISH('made-reroll')}\n-# {ENGLISH('card-parent-private')} {ENGLISH('card-parent-share')}\n"
    return told in text_of(card.components)


@pytest.mark.parametrize("page", ["history", "task"])
async def test_again_of_a_card_from_a_closed_channel_is_private_until_it_is_shared(studio: Studio, page: str) -> None:
    card = await _made(studio, _closed(studio))
    shown = await _report(studio) if page == "task" else the_card(await studio.alice.slash(studio.channel, "history"))
    again = the_card(await press(shown, "reroll", studio.alice))
    await studio.time.advance(JOB_SECONDS)
    assert again.ephemeral
    assert _told_why(again)
    assert str(card.id) not in str(again.components)
    assert _public(studio) == []
    shared = the_card(await press(again, "share", studio.alice))
    assert not shared.ephemeral
    assert SECRET in text_of(shared.components)
    assert str(card.id) not in str(shared.components)


async def test_pictures_from_a_closed_channel_come_again_for_their_requester_alone(studio: Studio) -> None:
    card = await _made(studio, _closed(studio))
    again = the_card(await press(await _report(studio), "repost", studio.alice))
    assert again.ephemeral
    assert len(again.attachments) == 1
    assert _public(studio) == []
    assert (await studio.job()).card.message_id == card.id
    await press(again, "share", studio.alice)
    assert len(list(_public(studio))) == 1


async def test_a_moderator_of_a_closed_channel_does_not_make_it_public_elsewhere(studio: Studio) -> None:
    closed = _closed(studio)
    role = studio.guild.create_role("Mods", permissions=discord.Permissions(manage_messages=True, administrator=True))
    moderator = studio.guild.add_member(studio.env.create_user("mod"), roles=[role])
    await _made(studio, closed)
    report = the_card(await moderator.slash(studio.channel, "task", id=(await studio.job()).id))
    again = the_card(await press(report, "repost", moderator))
    assert again.ephemeral
    assert ENGLISH("button-share") not in labels_on(await the_panel(again, moderator))
    assert _public(studio) == []


async def test_others_can_not_turn_off_in_the_form_that_it_is_private(studio: Studio) -> None:
    card = await _made(studio, studio.channel, private=True)
    shared = the_card(await press(card, "share", studio.alice))
    await studio.time.advance(JOB_SECONDS)
    bob = another_member(studio)
    opened = await press(shared, "edit", bob)
    assert "private" not in [option["value"] for option in fields(opened)["options"]["options"]]
    assert the_card(await submit(bob, opened, options=[])).ephemeral


async def test_its_requester_can(studio: Studio) -> None:
    card = await _made(studio, studio.channel, private=True)
    opened = await press(card, "edit", studio.alice)
    assert filled_in(opened)["options"] == ["private"]
    assert not the_card(await submit(studio.alice, opened, options=[])).ephemeral


@pytest.mark.settings(task_timeout="4s")
async def test_lost_pictures_from_a_closed_channel_come_at_last_for_their_requester_alone(studio: Studio) -> None:
    await _made(studio, _closed(studio))
    pressed = await press(await _report(studio), "fetch", studio.alice)
    await studio.time.advance(5)
    card = the_card(pressed)
    assert card.ephemeral
    assert len(card.attachments) == 1


@pytest.mark.parametrize("count", [1, 2])
async def test_made_from_a_private_card_in_the_same_channel_a_card_is_private_and_has_no_link(
    studio: Studio, count: int
) -> None:
    card = await _made(studio, studio.channel, private=True, count=count)
    varied = the_card(await (press(card, "vary", studio.alice) if count == 1 else vary(card, 1, studio.alice)))
    edited = the_card(await submit(studio.alice, await press(card, "edit", studio.alice)))
    for made in (varied, edited):
        assert made.ephemeral
        assert str(card.id) not in str(made.components)
    assert _public(studio) == []


async def test_in_its_own_channel_a_public_card_is_used_in_public_and_linked(studio: Studio) -> None:
    card = await _made(studio, studio.channel)
    again = the_card(await press(await _report(studio), "reroll", studio.alice))
    assert not again.ephemeral
    assert f"/{card.id}" in text_of(again.components)
