"""Moderate: blur, removal and block of a card's job, as a moderator sees and does them."""

from collections.abc import Sequence

import discord
import pytest
import simcord

from bot.servers.act_log import Moderated
from bot.servers.rules import ChannelRules
from cogs.i18n.markdown import code
from tests.integration.cards import Components, components_of, gallery_of, shown, text_of
from tests.integration.conftest import Restart
from tests.integration.modals import submit
from tests.integration.people import a_manager, a_moderator, another_member, press
from tests.integration.studio import JOB_SECONDS, Studio, the_card
from tests.support.locales import ENGLISH

PACE = 60


async def _panel(studio: Studio, card: simcord.ResponseMessage, who: simcord.MemberActor) -> simcord.ResponseMessage:
    return the_card(await who.context_menu(studio.channel, "Moderate", card.message))


async def _moderate(studio: Studio, card: simcord.ResponseMessage, *actions: str) -> simcord.ResponseMessage:
    """A moderator presses these buttons of the panel, one after another; returns the panel."""
    moderator = a_moderator(studio)
    panel = await _panel(studio, card, moderator)
    for action in actions:
        await press(panel, action, moderator)
        await studio.time.advance(10)
    return panel


def _messages(studio: Studio) -> Sequence[discord.Message]:
    """What everybody in the channel sees, oldest first."""
    return [message for message in studio.channel.history() if not message.flags.ephemeral]


def _blurred(message: discord.Message) -> list[bool]:
    """Whether each picture of a message is a spoiler."""
    return [bool(item.get("spoiler")) for item in gallery_of(components_of(message))]


def _without_spoilers(message: discord.Message) -> Components:
    components = components_of(message)
    for item in gallery_of(components):
        item.pop("spoiler", None)
    return components


async def test_blur_changes_nothing_but_the_spoilers_and_unblur_takes_it_back(studio: Studio) -> None:
    card = await studio.finished(count=2)
    (before,) = _messages(studio)
    files = [file.filename for file in before.attachments]
    await _moderate(studio, card, "blur")
    (blurred,) = _messages(studio)
    assert (_blurred(before), _blurred(blurred)) == ([False, False], [True, True])
    assert _without_spoilers(blurred) == _without_spoilers(before)
    assert [file.filename for file in blurred.attachments] == files
    await _moderate(studio, card, "unblur")
    (after,) = _messages(studio)
    assert components_of(after) == components_of(before)


async def test_blur_holds_on_all_messages_of_a_job_and_on_those_to_come(studio: Studio) -> None:
    card = await studio.finished(count=2)
    report = the_card(await studio.alice.slash(studio.channel, "task", id=(await studio.job()).id))
    await press(report, "repost", studio.alice)
    assert [_blurred(message) for message in _messages(studio)] == [[False, False]] * 2
    await _moderate(studio, card, "blur")
    assert [_blurred(message) for message in _messages(studio)] == [[True, True]] * 2
    await a_moderator(studio).delete(_messages(studio)[1])
    await studio.time.advance(PACE)
    await press(report, "repost", studio.alice)
    assert [_blurred(message) for message in _messages(studio)] == [[True, True]] * 2


async def test_the_card_of_a_running_job_can_be_blurred_before_its_pictures_come(studio: Studio) -> None:
    card = the_card(await studio.imagine())
    await _moderate(studio, card, "blur")
    await studio.time.advance(JOB_SECONDS)
    assert [_blurred(message) for message in _messages(studio)] == [[True]]
    assert all(item["spoiler"] for state in shown(studio.env) for item in gallery_of(state))


async def test_alt_text_changes_under_a_blur(studio: Studio) -> None:
    card = await studio.finished()
    await _moderate(studio, card, "blur")
    await submit(studio.alice, await press(card, "alt_text", studio.alice), alt="A fox that sleeps")
    (message,) = _messages(studio)
    assert gallery_of(components_of(message))[0]["description"] == "A fox that sleeps"
    assert _blurred(message) == [True]


async def test_what_its_member_hid_stays_hidden_after_a_blur(studio: Studio) -> None:
    card = await studio.finished(spoiler=True)
    await _moderate(studio, card, "blur", "unblur")
    assert [_blurred(message) for message in _messages(studio)] == [[True]]


async def test_what_the_channel_hides_stays_hidden_after_a_blur(studio: Studio) -> None:
    card = await studio.finished()
    await studio.bot.services.servers.rules.change(
        studio.guild.id, 7, lambda rules: rules.changed(everywhere=ChannelRules(spoilers=True))
    )
    await _moderate(studio, card, "blur", "unblur")
    assert [_blurred(message) for message in _messages(studio)] == [[True]]


async def test_moderate_works_after_a_restart_and_on_a_job_that_is_not_stored(studio: Studio, restart: Restart) -> None:
    card, moderator = await studio.finished(), a_moderator(studio)
    panel = await _panel(studio, card, moderator)
    await restart()
    await studio.repository.erase(studio.alice.id)
    await studio.time.advance(3600)
    await studio.repository.forget(studio.time.now())
    for action, blurred in (("blur", True), ("unblur", False)):
        await press(panel, action, moderator)
        await studio.time.advance(10)
        assert [_blurred(message) for message in _messages(studio)] == [[blurred]]
    await press(panel, "remove", moderator)
    await studio.time.advance(10)
    assert _messages(studio) == []


async def test_remove_deletes_all_messages_and_shows_the_job_there_no_more(studio: Studio) -> None:
    card = await studio.finished()
    report = the_card(await studio.alice.slash(studio.channel, "task", id=(await studio.job()).id))
    await press(report, "repost", studio.alice)
    panel = await _moderate(studio, card, "remove")
    assert ENGLISH("moderate-removed") in text_of(panel.components)
    assert _messages(studio) == []
    await studio.time.advance(PACE)
    refused = the_card(await press(report, "repost", studio.alice))
    assert ENGLISH("refusal-removed") in text_of(refused.components)


async def test_the_pictures_of_a_job_that_was_removed_while_it_ran_come_nowhere_in_the_server(studio: Studio) -> None:
    card = the_card(await studio.imagine())
    await _moderate(studio, card, "remove")
    await studio.time.advance(JOB_SECONDS)
    assert _messages(studio) == []


@pytest.mark.parametrize("delete", ["card", "panel"])
async def test_a_removal_by_a_moderator_is_on_record(studio: Studio, delete: str) -> None:
    card = await studio.finished()
    if delete == "card":
        await press(card, "delete", a_moderator(studio))
    else:
        await _moderate(studio, card, "remove")
    job = await studio.job()
    (act,) = await studio.bot.services.servers.acts.newest(studio.guild.id, 9)
    assert (act.kind, act.user_id, act.job_id) == ("remove", studio.alice.id, job.id)
    done = await studio.bot.services.servers.acts.moderated(studio.guild.id)
    assert done == Moderated(removed=frozenset({job.id}))


async def test_the_requester_is_blocked_for_as_long_as_the_moderator_says(studio: Studio) -> None:
    card, moderator = await studio.finished(), a_moderator(studio)
    panel = await _panel(studio, card, moderator)
    opened = await press(panel, "block", moderator)
    done = await submit(moderator, opened, duration="7d", reason="spam")
    assert f"<@{studio.alice.id}>" in text_of(the_card(done).components)
    told = text_of(the_card(await studio.imagine()).components)
    assert ENGLISH("refusal-member-blocked") in told
    assert "spam" in told
    await studio.time.advance(7 * 86_400)
    await studio.imagine()
    assert len(await studio.jobs()) == 2


async def test_the_requester_can_still_be_blocked_after_a_removal(studio: Studio) -> None:
    card, moderator = await studio.finished(), a_moderator(studio)
    panel = await _panel(studio, card, moderator)
    await press(panel, "remove", moderator)
    assert ENGLISH("moderate-removed") in text_of(panel.components)
    await submit(moderator, await press(panel, "block", moderator), duration="7d", reason="spam")
    assert studio.alice.id in await studio.bot.services.servers.blocks.of_server(studio.guild.id)


async def test_a_duration_that_is_none_blocks_nobody(studio: Studio) -> None:
    card, moderator = await studio.finished(), a_moderator(studio)
    opened = await press(await _panel(studio, card, moderator), "block", moderator)
    refused = await submit(moderator, opened, duration="soon")
    assert ENGLISH("refusal-duration") in text_of(the_card(refused).components)
    assert await studio.bot.services.servers.blocks.of_server(studio.guild.id) == {}


async def test_nobody_is_blocked_while_discord_does_not_say_who_may_be(studio: Studio) -> None:
    moderator, card = a_moderator(studio), await studio.finished()
    opened = await press(await _panel(studio, card, moderator), "block", moderator)
    studio.env.inject_error("GET", f"/guilds/{studio.guild.id}/members/{studio.alice.id}", status=503, times=1)
    refused = await submit(moderator, opened, reason="spam")
    assert ENGLISH("refusal-discord-silent") in text_of(the_card(refused).components)
    assert await studio.bot.services.servers.blocks.of_server(studio.guild.id) == {}


async def test_a_manager_can_not_be_blocked_and_who_has_left_can(studio: Studio) -> None:
    moderator = a_moderator(studio)
    for requester, leaves in ((a_manager(studio), False), (another_member(studio), True)):
        result = await requester.slash(studio.channel, "imagine", prompt="a red fox")
        await studio.time.advance(JOB_SECONDS)
        panel = await _panel(studio, the_card(result), moderator)
        if leaves:
            studio.guild.remove_member(requester)
        done = await submit(moderator, await press(panel, "block", moderator))
        blocked = requester.id in await studio.bot.services.servers.blocks.of_server(studio.guild.id)
        assert blocked is leaves
        assert (ENGLISH("refusal-cannot-block") in text_of(the_card(done).components)) is not leaves


async def test_a_message_without_a_job_is_told_so(studio: Studio) -> None:
    moderator = a_moderator(studio)
    message = await studio.alice.send(studio.channel, "a red fox")
    refused = await moderator.context_menu(studio.channel, "Moderate", message)
    assert ENGLISH("refusal-shows-no-job") in text_of(the_card(refused).components)


async def test_where_the_bot_can_not_change_its_message_the_missing_permission_is_named(studio: Studio) -> None:
    card, moderator = await studio.finished(), a_moderator(studio)
    panel = await _panel(studio, card, moderator)
    studio.env.inject_error("GET", "*/messages/*", status=403, code=50001, times=None)
    result = await press(panel, "blur", moderator)
    await studio.time.advance(10)
    assert [_blurred(message) for message in _messages(studio)] == [[False]]
    told = "\n".join(text_of(followup.components) for followup in result.followups)
    assert f"<#{studio.channel.id}>" in told


async def test_the_panel_says_beforehand_what_the_bot_lacks_in_the_channel(studio: Studio) -> None:
    denied = discord.PermissionOverwrite(read_message_history=False)
    hall = studio.guild.create_text_channel("hall", overwrites={studio.guild.default_role: denied})
    card, moderator = the_card(await studio.alice.slash(hall, "imagine", prompt="a red fox")), a_moderator(studio)
    await studio.time.advance(JOB_SECONDS)
    panel = the_card(await moderator.context_menu(hall, "Moderate", card.message))
    assert ENGLISH("moderate-missing", permissions=code("Read Message History")) in text_of(panel.components)


async def test_a_failed_job_has_a_panel_too(studio: Studio) -> None:
    card = await studio.finished("sandbox:moderated")
    panel = await _panel(studio, card, a_moderator(studio))
    assert (await studio.job()).id in text_of(panel.components)
