"""Delete removes all messages of a job; what a moderator deleted can't be shown again."""

import math
from contextlib import nullcontext
from types import SimpleNamespace
from unittest.mock import Mock

import discord
import pytest
import simcord

from bot.jobs.errors import PermissionDenied
from bot.members.retention import DAY
from bot.storage.sqlite.database import SqliteDatabase
from cogs.cards.custom_ids import Action, Target, custom_id
from cogs.cards.elements import mention
from cogs.interactions.responses import InitialResponses
from cogs.jobs.removal import DeleteButton, Removals
from cogs.jobs.sweeper import Sweeper
from cogs.memory.upload_limits import UploadLimits
from cogs.more.pressed import PressedCards
from cogs.more.presses import PanelPresses
from tests.integration.cards import gallery_of, status_of, text_of
from tests.integration.conftest import Remake, Restart, remembering
from tests.integration.earlier import press_earlier, show_as_earlier
from tests.integration.people import (
    Who,
    a_moderator,
    another_member,
    labels_on,
    press,
    the_panel,
    the_requester,
)
from tests.integration.studio import Studio, the_card
from tests.support.locales import CATALOGS, ENGLISH
from tests.support.responses import fake_responses

IN_PAIRS = remembering(upload_limits=UploadLimits(max_pictures=2))
"""Cogs that put two pictures into a message."""


async def _report(studio: Studio, where: simcord.ChannelHandle | None = None) -> simcord.ResponseMessage:
    return the_card(await studio.alice.slash(where or studio.channel, "task", id=(await studio.job()).id))


def _labels(message: simcord.ResponseMessage) -> list[str]:
    return [part["label"] for part in simcord.components.walk_components(message.components) if part.get("label")]


def _refused(result: simcord.InteractionResult, key: str) -> bool:
    return result.ephemeral is True and ENGLISH(key) in text_of(the_card(result).components)


@pytest.mark.parametrize("who", [a_moderator, the_requester])
async def test_a_deleted_card_says_who_did_it_and_nothing_of_the_job_but_its_ids(studio: Studio, who: Who) -> None:
    card = await studio.finished("a red fox")
    deleter = who(studio)
    await press(card, "delete", deleter)
    assert (card.attachments, gallery_of(card.components), _labels(card)) == ([], [], [])
    assert ENGLISH("card-removed", user=mention(deleter.id)) in text_of(card.components)
    assert "fox" not in text_of(card.components)


async def test_others_delete_nothing(studio: Studio) -> None:
    card, bob = await studio.finished(), another_member(studio)
    assert ENGLISH("button-delete") not in labels_on(await the_panel(card, bob))
    show_as_earlier(studio, card, await studio.job())
    assert _refused(await press_earlier(card, "delete", bob), "refusal-not-allowed")
    assert len(card.attachments) == 1


@pytest.mark.parametrize("prompt", ["sandbox:failed", "sandbox:moderated", "sandbox:drop"])
async def test_a_card_without_pictures_can_be_deleted_as_well(studio: Studio, prompt: str) -> None:
    card = await studio.finished(prompt)
    await press(card, "delete", a_moderator(studio))
    assert "sandbox" not in text_of(card.components)


async def test_a_cancelled_card_that_was_deleted_is_left_alone_by_the_end_of_its_job(studio: Studio) -> None:
    card = the_card(await studio.imagine())
    question = the_card(await press(card, "cancel", studio.alice))
    await press(question, "stop", studio.alice)
    moderator = a_moderator(studio)
    await press(card, "delete", moderator)
    await studio.time.advance(60)
    assert (await studio.job()).acknowledged
    assert ENGLISH("card-removed", user=mention(moderator.id)) in text_of(card.components)


async def test_all_messages_of_a_job_go_with_the_one_that_is_deleted(
    studio: Studio, restart: Restart, remake: Remake
) -> None:
    await remake(load=IN_PAIRS)
    card = await studio.finished(count=4)
    assert len(studio.channel.history()) == 2
    copy = the_card(await press(await _report(studio), "repost", studio.alice))
    assert len(studio.channel.history()) == 4
    await restart()
    await press(copy, "delete", a_moderator(studio))
    await studio.time.advance(60)
    assert [message.id for message in studio.channel.history()] == [copy.id]
    assert card.id != copy.id


async def test_a_deletion_that_a_restart_cut_off_is_carried_on(studio: Studio, restart: Restart) -> None:
    card = await studio.finished()
    copy = the_card(await press(await _report(studio), "repost", studio.alice))
    studio.env.inject_error("DELETE", "/channels/*", status=503, times=1)
    await press(copy, "delete", studio.alice)
    await restart()
    await studio.time.advance(60)
    assert card.id not in {message.id for message in studio.channel.history()}


async def test_a_further_message_has_a_delete_of_its_own(studio: Studio, remake: Remake) -> None:
    await remake(load=IN_PAIRS)
    await studio.finished(count=4)
    _, more = studio.channel.history()
    await press(more, "delete", studio.alice)
    await studio.time.advance(60)
    assert [message.id for message in studio.channel.history()] == [more.id]


async def test_what_discord_does_not_let_the_bot_delete_is_told(studio: Studio) -> None:
    card = await studio.finished()
    copy = the_card(await press(await _report(studio), "repost", studio.alice))
    studio.env.inject_error("DELETE", "/channels/*", status=403, code=50001, times=1)
    deleted = await press(copy, "delete", studio.alice)
    await studio.time.advance(60)
    (told,) = deleted.followups
    assert told.ephemeral
    assert ENGLISH("removal-left", n=1) in text_of(told.components)
    assert len(card.attachments) == 1


async def test_a_moderator_of_one_channel_deletes_no_message_in_another(studio: Studio) -> None:
    role = studio.guild.create_role("Hosts")
    rights = discord.PermissionOverwrite(manage_messages=True)
    own = studio.guild.create_text_channel("own", overwrites={role: rights})
    host = studio.guild.add_member(studio.env.create_user("host"), roles=[role])
    card = await studio.finished(private=True)
    await press(card, "share", studio.alice)
    shared = the_card(await press(await _report(studio, own), "repost", studio.alice))
    (copy,) = [message for message in studio.channel.history() if not message.flags.ephemeral]
    assert shared.ephemeral
    assert ENGLISH("button-delete") not in labels_on(await the_panel(copy, host))
    await studio.time.advance(60)
    assert copy.id in {message.id for message in studio.channel.history()}


async def test_what_a_moderator_deleted_does_not_come_back_in_that_server(studio: Studio, restart: Restart) -> None:
    card = await studio.finished("a red fox", count=2)
    job, before = await studio.job(), await _report(studio)
    picker = the_card(await press(card, "redraw", studio.alice))
    moderator = a_moderator(studio)
    await press(card, "delete", moderator)
    await restart()
    assert _refused(await press(before, "repost", studio.alice), "refusal-removed")
    assert _refused(await studio.alice.select(picker, ["1"]), "refusal-removed")
    report = await _report(studio)
    assert status_of(report.components) == ENGLISH("state-removed")
    assert f"Deleted by {mention(moderator.id)} <t:" in text_of(report.components)
    page = the_card(await studio.alice.slash(studio.channel, "history"))
    for shown in (report, page):
        assert (gallery_of(shown.components), job.images[0].url in str(shown.components)) == ([], False)
        assert ENGLISH("state-delivered") not in text_of(shown.components)
        assert str(card.id) not in str(shown.components)
    assert ENGLISH("button-repost") not in _labels(report)
    again = the_card(await press(report, "reroll", studio.alice))
    assert str(card.id) not in text_of(again.components)


async def test_elsewhere_the_requester_still_has_what_was_paid(studio: Studio) -> None:
    card = await studio.finished()
    await press(card, "delete", a_moderator(studio))
    elsewhere = studio.env.create_guild("Elsewhere")
    alice = elsewhere.add_member(studio.alice.user)
    channel = elsewhere.create_text_channel("art")
    report = the_card(await alice.slash(channel, "task", id=(await studio.job()).id))
    assert len(gallery_of(report.components)) == 1
    assert status_of(report.components) == ENGLISH("state-removed")


async def test_what_the_requester_deleted_the_requester_can_bring_back(studio: Studio) -> None:
    card = await studio.finished()
    await press(card, "delete", studio.alice)
    report = await _report(studio)
    assert status_of(report.components) == ENGLISH("state-removed")
    assert len(gallery_of(report.components)) == 1
    copy = the_card(await press(report, "repost", studio.alice))
    assert len(copy.attachments) == 1
    report = await _report(studio)
    assert status_of(report.components) == ENGLISH("state-delivered")
    assert str(copy.id) in str(report.components)


async def test_a_list_of_jobs_says_which_were_deleted(studio: Studio, restart: Restart) -> None:
    card = await studio.finished("a red fox")
    await press(card, "delete", a_moderator(studio))
    for _ in range(2):
        (choice,) = await studio.alice.autocomplete(studio.channel, "task", "id", "")
        assert choice["name"].startswith(f"a red fox · {ENGLISH('state-removed')}")
        await restart()


@pytest.mark.parametrize("who", [a_moderator, the_requester])
@pytest.mark.parametrize("how", ["erase", "forget", "retention"])
@pytest.mark.settings(retention_days=1)
async def test_a_card_can_be_deleted_whatever_is_no_longer_stored(
    studio: Studio, restart: Restart, who: Who, how: str
) -> None:
    card = await studio.finished()
    if how == "retention":
        await studio.time.advance(2 * DAY)
    else:
        job = await studio.job()
        await (studio.repository.drop(job.id) if how == "forget" else studio.repository.erase(job.user_id))
    await restart()
    assert _refused(await press(card, "delete", another_member(studio)), "refusal-unknown-job")
    deleter = who(studio)
    await press(card, "delete", deleter)
    assert ENGLISH("card-removed", user=mention(deleter.id)) in text_of(card.components)
    assert card.attachments == []


async def test_a_card_can_be_deleted_while_the_disk_is_broken(studio: Studio, databases: list[SqliteDatabase]) -> None:
    card = await studio.finished()
    (database,) = databases
    await database.fetch("PRAGMA query_only = ON")
    await press(card, "delete", studio.alice)
    assert card.attachments == []


async def test_the_prompt_that_the_policy_refused_is_not_on_show(studio: Studio) -> None:
    card = await studio.finished("sandbox:moderated")
    assert "sandbox" not in text_of(card.components)
    assert ENGLISH("card-prompt-hidden") in text_of(card.components)
    for who in (studio.alice, a_moderator(studio)):
        assert "sandbox:moderated" in text_of(the_card(await press(card, "details", who)).components)
    bob = another_member(studio)
    for action, whose in (("details", "allowed"), ("edit", "requester"), ("reroll", "requester")):
        assert _refused(await press(card, action, bob), f"refusal-not-{whose}"), action
    assert len(studio.submits) == 1


async def test_a_private_card_keeps_a_refused_prompt_for_the_one_who_sees_it(studio: Studio) -> None:
    card = await studio.finished("sandbox:moderated", private=True)
    assert "sandbox:moderated" in text_of(card.components)


def _delete_button(studio: Studio, responses: InitialResponses) -> DeleteButton:
    """The Delete of the running bot, with these ``responses``."""
    services, runtime = studio.bot.services, studio.bot.services.runtime
    sweeper = Mock(spec=Sweeper)
    jobs, posts = services.jobs, services.messages.posts
    removals = Removals(jobs, posts, services.servers.acts, runtime.clock)
    return DeleteButton(
        jobs, posts, removals, sweeper, PressedCards(studio.bot, PanelPresses()), responses, runtime.tasks
    )


async def test_a_card_of_an_earlier_version_is_its_requesters_whatever_is_stored(studio: Studio) -> None:
    card = await studio.finished()
    job, alice = await studio.job(), Mock(spec=discord.User, id=studio.alice.id)
    old = custom_id(Action.DELETE, job.id)
    await studio.repository.forget(math.inf)
    message = Mock(
        spec=discord.Message, id=card.id, author=studio.bot.user, components=[SimpleNamespace(custom_id=old)]
    )
    message.interaction_metadata = Mock(spec=discord.MessageInteractionMetadata, user=alice)
    permissions, (answers, answer) = discord.Permissions.none(), fake_responses()
    for user_id, allowed in ((alice.id + 1, False), (alice.id, True)):
        interaction = Mock(spec=discord.Interaction, message=message, client=studio.bot, data={"custom_id": old})
        interaction.locale, interaction.guild_locale = discord.Locale.chinese, discord.Locale.american_english
        interaction.user = Mock(spec=discord.Member, id=user_id)
        interaction.guild_id, interaction.channel_id, interaction.permissions = job.card.guild_id, 20, permissions
        with nullcontext() if allowed else pytest.raises(PermissionDenied):
            await _delete_button(studio, answers).delete(interaction, job.id)
        assert answer.update.await_count == allowed
    # The language of the card is no longer stored, so the reply is in that of the member who pressed.
    (view, _), _ = answer.update.await_args
    assert CATALOGS("zh-CN")("card-removed", user=mention(alice.id)) in text_of(view.to_components())


@pytest.mark.parametrize("author", ["the bot", "somebody else"])
async def test_a_button_that_the_message_does_not_have_deletes_nothing(studio: Studio, author: str) -> None:
    card = await studio.finished()
    job = await studio.job()
    message = Mock(spec=discord.Message, author=studio.bot.user if author == "the bot" else Mock(spec=discord.User))
    message.components = [] if author == "the bot" else card.message.components
    forged = custom_id(Action.DELETE, str(Target(job.id, job.user_id)))
    interaction = Mock(spec=discord.Interaction, message=message, client=studio.bot, data={"custom_id": forged})
    interaction.user = Mock(spec=discord.Member, id=job.user_id)
    with pytest.raises(PermissionDenied):
        await _delete_button(studio, fake_responses()[0]).delete(interaction, f"{job.id}:{job.user_id}")
    found = await studio.repository.find(job.id)
    assert found
    assert found.removals == ()
