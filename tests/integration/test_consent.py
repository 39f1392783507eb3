"""Whose pictures members use as references: the server's rule, each member's word, and the credit on the card."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import discord
import pytest
import simcord

from bot.servers.consent import Consent
from bot.servers.rules import ReferenceRule
from cogs.cards.card_buttons import LABELS
from cogs.cards.custom_ids import Action
from cogs.i18n.markdown import in_one_line
from tests.integration.cards import gallery_of, text_of
from tests.integration.entries import EXPENSIVE, FOX
from tests.integration.modals import submit
from tests.integration.panel_entries import Act
from tests.integration.people import a_manager, a_moderator, another_member, the_panel
from tests.integration.studio import Studio, the_card
from tests.support.databases import RecordingDatabase
from tests.support.locales import ENGLISH
from tests.support.pictures import png

USE, IMAGINE = "Use as reference", "Imagine this"
PICTURE = png((30, 20))
MANAGER = 7

pytestmark = pytest.mark.settings(confirm_credits=10)

Prepare = Callable[[Studio, simcord.MemberActor], Awaitable[Act]]
"""What somebody does to use a picture of Alice's, up to the interaction itself."""


async def _allow(studio: Studio, word: Consent) -> None:
    """Alice says who may use her pictures."""
    await studio.alice.slash(studio.channel, "privacy references", allow=word.value)


async def _rule(studio: Studio, rule: ReferenceRule) -> None:
    rules = studio.bot.services.servers.rules
    await rules.change(studio.guild.id, MANAGER, lambda current: current.changed(references=rule))


async def _posted(studio: Studio) -> discord.Message:
    """A picture that Alice posts."""
    return await studio.alice.send(studio.channel, attachments=[("alice.png", PICTURE)])


Message = discord.Message | simcord.ResponseMessage


async def _use(studio: Studio, who: simcord.MemberActor, message: Message) -> simcord.ResponseMessage:
    return the_card(await who.context_menu(studio.channel, USE, message))


def _click(who: simcord.MemberActor, message: Message, key: str) -> Act:
    return partial(who.click, message, label=ENGLISH(f"button-{key}"))


async def _menu(studio: Studio, who: simcord.MemberActor) -> Act:
    return partial(who.context_menu, studio.channel, USE, await _posted(studio))


async def _menu_on_a_card(studio: Studio, who: simcord.MemberActor) -> Act:
    return partial(who.context_menu, studio.channel, USE, (await studio.finished()).message)


async def _selected(studio: Studio, who: simcord.MemberActor) -> None:
    await _use(studio, who, await _posted(studio))


async def _command(studio: Studio, who: simcord.MemberActor) -> Act:
    await _selected(studio, who)
    return partial(who.slash, studio.channel, "imagine", prompt="a wolf")


async def _saved(studio: Studio, who: simcord.MemberActor) -> Act:
    """A picture of Alice's card, saved and attached under the name that it has."""
    (item,) = gallery_of((await studio.finished()).components)
    name = item["media"]["url"].rpartition("/")[2].partition("?")[0]
    return partial(who.slash, studio.channel, "imagine", prompt="a wolf", image1=(name, PICTURE))


async def _editor(studio: Studio, who: simcord.MemberActor) -> Act:
    await _selected(studio, who)
    return partial(who.slash, studio.channel, "imagine")


async def _form(studio: Studio, who: simcord.MemberActor) -> Act:
    await _selected(studio, who)
    return partial(submit, who, await who.slash(studio.channel, "imagine"), prompt="a wolf")


async def _imagine_this(studio: Studio, who: simcord.MemberActor) -> Act:
    await _selected(studio, who)
    return partial(who.context_menu, studio.channel, IMAGINE, await who.send(studio.channel, "a wolf"))


def _on_a_card(action: Action, **options: Any) -> Prepare:
    async def prepare(studio: Studio, who: simcord.MemberActor) -> Act:
        return _click(who, await studio.finished(**options), LABELS[action].removeprefix("button-"))

    return prepare


async def _redraw(studio: Studio, who: simcord.MemberActor) -> Act:
    return _click(who, await the_panel(await studio.finished(), who), "redraw")


async def _vary_one(studio: Studio, who: simcord.MemberActor) -> Act:
    return partial(who.click, await studio.finished(count=2), label=ENGLISH("button-variation", picture=2))


async def _form_of_a_job(studio: Studio, who: simcord.MemberActor) -> Act:
    edit = _click(who, await studio.finished(image1=FOX), "edit")
    return partial(submit, who, await edit(), prompt="a wolf")


async def _pick_to_vary(studio: Studio, who: simcord.MemberActor) -> Act:
    ask = _click(who, await studio.finished(count=6), "vary")
    return partial(who.select, the_card(await ask()), ["2"])


async def _pick_to_redraw(studio: Studio, who: simcord.MemberActor) -> Act:
    ask = _click(who, await the_panel(await studio.finished(count=2), who), "redraw")
    return partial(who.select, the_card(await ask()), ["2"])


async def _go(studio: Studio, who: simcord.MemberActor) -> Act:
    await _selected(studio, who)
    estimate = the_card(await who.slash(studio.channel, "imagine", prompt="a wolf", **EXPENSIVE))
    buttons = [part for part in simcord.components.walk_components(estimate.components) if "custom_id" in part]
    return partial(who.click, estimate, custom_id=buttons[0]["custom_id"])


ENTRIES: dict[str, Prepare] = {
    "menu Use as reference": _menu,
    "menu Use as reference, on a card": _menu_on_a_card,
    "menu Imagine this, with a selection": _imagine_this,
    "command imagine, with a selection": _command,
    "command imagine, with a saved picture": _saved,
    "command imagine, without a prompt": _editor,
    "form editor, with a selection": _form,
    "form editor, of a job": _form_of_a_job,
    "action again, with references": _on_a_card(Action.REROLL, image1=FOX),
    "action edit, with references": _on_a_card(Action.EDIT, image1=FOX),
    "action vary": _on_a_card(Action.VARY),
    "action vary, with a choice": _on_a_card(Action.VARY, count=6),
    "action variation": _vary_one,
    "action sharper": _redraw,
    "action go": _go,
    "pick vary": _pick_to_vary,
    "pick sharper": _pick_to_redraw,
}
"""Every way to use a picture of somebody else's."""

THE_BOTS = ["menu Use as reference, on a card", "command imagine, with a saved picture"]
"""Those that use what the bot drew, which every rule allows."""


def _is_the_bots(name: str) -> bool:
    return name in THE_BOTS or name.startswith(("action vary", "action variation", "action sharper", "pick"))


async def _told(act: Act) -> str:
    response = (await act()).response
    return text_of(response.components) if response else ""


@pytest.mark.parametrize("name", ENTRIES)
async def test_nobody_means_nobody_by_every_way_and_to_the_last_moment(studio: Studio, name: str) -> None:
    await _rule(studio, ReferenceRule.ANYONE)
    bob = another_member(studio)
    act = await ENTRIES[name](studio, bob)
    submitted = len(studio.submits)
    await _allow(studio, Consent.NOBODY)
    told = await _told(act)
    assert ENGLISH("refusal-references-nobody") in told
    assert str(studio.alice.id) not in told
    assert len(studio.submits) == submitted
    await _allow(studio, Consent.UNSAID)
    if name.startswith("form"):
        act = await ENTRIES[name](studio, bob)  # a form is submitted once
    assert ENGLISH("refusal-references-nobody") not in await _told(act)


@pytest.mark.parametrize("name", ENTRIES)
async def test_by_default_others_use_what_the_bot_drew_and_nothing_else(studio: Studio, name: str) -> None:
    await _rule(studio, ReferenceRule.ANYONE)
    act = await ENTRIES[name](studio, another_member(studio))
    await _rule(studio, ReferenceRule.OWN)
    assert (ENGLISH("refusal-references-own") in await _told(act)) is not _is_the_bots(name)


@pytest.mark.parametrize("name", ENTRIES)
async def test_where_members_decide_their_word_does(studio: Studio, name: str) -> None:
    await _rule(studio, ReferenceRule.ANYONE)
    act = await ENTRIES[name](studio, another_member(studio))
    await _rule(studio, ReferenceRule.OPTED_IN)
    if not _is_the_bots(name) and not name.startswith("form"):
        assert ENGLISH("refusal-references-opted-in") in await _told(act)
    await _allow(studio, Consent.ANYONE)
    assert ENGLISH("refusal-references-opted-in") not in await _told(act)


@pytest.mark.parametrize("rule", ReferenceRule)
@pytest.mark.parametrize("word", Consent)
async def test_ones_own_pictures_are_always_ones_own(studio: Studio, rule: ReferenceRule, word: Consent) -> None:
    await _rule(studio, rule)
    await _allow(studio, word)
    assert len(gallery_of((await _use(studio, studio.alice, await _posted(studio))).components)) == 1
    card = await studio.finished()
    assert len(gallery_of((await _use(studio, studio.alice, card)).components)) == 1
    await studio.alice.click(card, label=ENGLISH("button-vary"))
    assert len(studio.submits) == 2


async def test_the_member_who_is_asked_reads_what_holds_and_can_change_it(studio: Studio) -> None:
    async def answer(**options: Any) -> str:
        result = the_card(await studio.alice.slash(studio.channel, "privacy references", **options))
        assert result.ephemeral
        return text_of(result.components)

    assert ENGLISH("references-unsaid") in await answer()
    for word in (Consent.NOBODY, Consent.ANYONE, Consent.UNSAID):
        assert ENGLISH(f"references-{word}") in await answer(allow=word.value)
        assert ENGLISH(f"references-{word}") in await answer()


async def test_no_role_passes_the_rule(studio: Studio) -> None:
    message = await _posted(studio)
    for who in (a_manager(studio), a_moderator(studio)):
        assert ENGLISH("refusal-references-own") in text_of((await _use(studio, who, message)).components)


async def test_a_forwarded_picture_is_nobodys_unless_its_message_was_seen(studio: Studio) -> None:
    await _rule(studio, ReferenceRule.ANYONE)
    bob, message = another_member(studio), await _posted(studio)
    forwarded = await bob.forward(message, studio.channel)
    assert ENGLISH("refusal-references-unknown") in text_of((await _use(studio, bob, forwarded)).components)
    await _use(studio, studio.alice, message)
    assert len(gallery_of((await _use(studio, bob, forwarded)).components)) == 1
    await _allow(studio, Consent.NOBODY)
    assert ENGLISH("refusal-references-nobody") in text_of((await _use(studio, bob, forwarded)).components)


async def test_the_pictures_of_other_bots_have_no_author_who_could_allow_them(studio: Studio) -> None:
    robot = studio.guild.add_member(studio.env.create_user("robot", bot=True))
    message = await robot.send(studio.channel, attachments=[("robot.png", PICTURE)])
    assert ENGLISH("refusal-references-own") in text_of((await _use(studio, studio.alice, message)).components)
    await _rule(studio, ReferenceRule.OPTED_IN)
    assert ENGLISH("refusal-references-opted-in") in text_of((await _use(studio, studio.alice, message)).components)
    await _rule(studio, ReferenceRule.ANYONE)
    assert len(gallery_of((await _use(studio, studio.alice, message)).components)) == 1


async def test_what_one_server_allows_another_does_not(studio: Studio) -> None:
    await _rule(studio, ReferenceRule.ANYONE)
    user = studio.env.create_user("bob")
    bob, elsewhere = studio.guild.add_member(user), studio.env.create_guild("Elsewhere")
    there = elsewhere.create_text_channel("art")
    await _selected(studio, bob)
    refused = the_card(await elsewhere.add_member(user).slash(there, "imagine", prompt="a wolf"))
    assert ENGLISH("refusal-references-own") in text_of(refused.components)
    assert studio.submits == []


async def test_what_may_no_longer_be_used_leaves_the_selection_so_that_the_next_request_passes(studio: Studio) -> None:
    await _rule(studio, ReferenceRule.ANYONE)
    bob = another_member(studio)
    await _selected(studio, bob)
    own = await bob.send(studio.channel, attachments=[("bob.png", PICTURE)])
    await _use(studio, bob, own)
    await _rule(studio, ReferenceRule.OWN)
    refused = the_card(await bob.slash(studio.channel, "imagine", prompt="a wolf"))
    assert ENGLISH("refusal-selection") in text_of(refused.components)
    accepted = the_card(await bob.slash(studio.channel, "imagine", prompt="a wolf"))
    assert in_one_line([ENGLISH("card-references", n=1)]) in text_of(accepted.components)


async def test_a_form_refused_for_what_was_forbidden_meanwhile_takes_it_out_of_the_selection(studio: Studio) -> None:
    await _rule(studio, ReferenceRule.ANYONE)
    bob = another_member(studio)
    send = await _form(studio, bob)
    await _allow(studio, Consent.NOBODY)
    refused = the_card(await send())
    assert ENGLISH("refusal-selection") in text_of(refused.components)
    accepted = the_card(await bob.slash(studio.channel, "imagine", prompt="a wolf"))
    assert ENGLISH("card-references", n=1) not in text_of(accepted.components)
    assert len(studio.submits) == 1


async def test_ones_own_picture_asks_nobody_for_their_word(studio: Studio, databases: list[RecordingDatabase]) -> None:
    message = await _posted(studio)
    (database,) = databases
    await _use(studio, studio.alice, message)
    asked = [statement for statement, _ in database.read if "consents" in statement]
    assert asked == []
