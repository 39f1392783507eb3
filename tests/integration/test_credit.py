"""The card of a picture that uses others' pictures says whose, unless not everybody there may know."""

from typing import Any

import discord
import pytest
import simcord

from bot.servers.rules import ReferenceRule
from tests.integration.cards import messages, text_of
from tests.integration.people import another_member, press
from tests.integration.studio import JOB_SECONDS, Studio, the_card
from tests.support.locales import ENGLISH
from tests.support.pictures import png

MANAGER = 7


@pytest.fixture(autouse=True)
async def _anyones_pictures(studio: Studio) -> None:
    rules = studio.bot.services.servers.rules
    await rules.change(studio.guild.id, MANAGER, lambda current: current.changed(references=ReferenceRule.ANYONE))


async def _selected(studio: Studio, who: simcord.MemberActor, channel: simcord.ChannelHandle | None = None) -> None:
    """Somebody selects a picture that Alice posts in a channel."""
    place = channel or studio.channel
    message = await studio.alice.send(place, attachments=[("alice.png", png((30, 20)))])
    await who.context_menu(place, "Use as reference", message)


def _credit(who: simcord.MemberActor) -> str:
    return f"Uses a picture by {who.mention}\n"


async def test_a_card_credits_whose_pictures_it_uses(studio: Studio) -> None:
    bob = another_member(studio)
    await _selected(studio, bob)
    made = the_card(await bob.slash(studio.channel, "imagine", prompt="a wolf"))
    assert _credit(studio.alice) in text_of(made.components)
    await studio.time.advance(JOB_SECONDS)
    assert _credit(studio.alice) in text_of(made.components)
    sent = {str(message.get("allowed_mentions")) for message in messages(studio.env)}
    assert sent <= {str({"parse": []}), str({"parse": [], "users": [bob.id]})}
    details = the_card(await press(made, "details", bob))
    assert _credit(studio.alice) in text_of(details.components)
    varied = the_card(await bob.click(await studio.finished(), label=ENGLISH("button-vary")))
    assert _credit(studio.alice) in text_of(varied.components)


async def test_a_picture_from_another_channel_that_everybody_sees_is_credited(studio: Studio) -> None:
    bob, gallery = another_member(studio), studio.guild.create_text_channel("gallery")
    await _selected(studio, bob, gallery)
    made = the_card(await bob.slash(studio.channel, "imagine", prompt="a wolf"))
    assert _credit(studio.alice) in text_of(made.components)


async def test_ones_own_pictures_need_no_credit(studio: Studio) -> None:
    await _selected(studio, studio.alice)
    assert "Uses" not in text_of((await studio.finished()).components)


async def test_a_picture_from_where_not_everybody_is_gets_no_credit_elsewhere(studio: Studio) -> None:
    bob = another_member(studio)
    hidden = discord.PermissionOverwrite(view_channel=False)
    team = discord.PermissionOverwrite(view_channel=True, send_messages=True, attach_files=True)
    overwrites: dict[Any, discord.PermissionOverwrite] = {
        studio.guild.default_role: hidden,
        studio.alice: team,
        bob: team,
    }
    secret = studio.guild.create_text_channel("secret", overwrites=overwrites)
    await _selected(studio, bob, secret)
    made = the_card(await bob.slash(studio.channel, "imagine", prompt="a wolf"))
    assert len(studio.submits) == 1
    assert "Uses" not in text_of(made.components)
    await _selected(studio, bob, secret)
    made = the_card(await bob.slash(secret, "imagine", prompt="a wolf"))
    assert _credit(studio.alice) in text_of(made.components)
