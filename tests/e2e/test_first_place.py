"""A card that can't be edited any more is followed by another, and the first place says where it is."""

from pathlib import Path

import pytest

from tests.standin import ALL, Channel, Message, Permission, Refusal, which
from tests.support.locales import ENGLISH
from tests.support.stage import ImagineCall, Stage, a_stage
from tests.support.waiting import eventually

pytestmark = pytest.mark.asyncio(loop_scope="package")

MOVED = ENGLISH("title-moved")
FAILED = ENGLISH("outcome-failed", n=1)


async def _told(stage: Stage, first: Message) -> Message:
    """The first place, once it says that the card has moved: no pictures, and nothing to cancel."""
    await stage.discord.until(lambda: MOVED in first.text, within=10)
    assert not first.pictures
    assert ENGLISH("button-cancel") not in {button["label"] for button in first.buttons}
    return first


def _links(message: Message) -> list[str]:
    return [button["url"].rpartition("/")[2] for button in message.buttons if "url" in button]


def _dm_of(stage: Stage, asked: ImagineCall) -> Channel:
    return stage.discord.world.dm(asked.interaction.user)


async def test_where_edits_may_carry_no_files_a_reply_does_and_the_card_leads_to_it(stage: Stage) -> None:
    with stage.discord.faults.refuse(Refusal.MISSING_PERMISSIONS, "PATCH", when=which.with_files):
        asked = await stage.accepted()
        reply = await asked.delivered()
        first = await _told(stage, asked.card)
    assert reply.reply_to is first
    assert _links(first) == [reply.id]
    assert asked.shown == [reply]


async def test_where_the_bot_may_not_reply_it_posts_the_pictures_all_the_same(stage: Stage) -> None:
    faults = stage.discord.faults
    with (
        faults.refuse(Refusal.MISSING_PERMISSIONS, "PATCH", when=which.with_files),
        faults.refuse(Refusal.NO_HISTORY_TO_REPLY_TO, "POST", when=which.replying),
    ):
        asked = await stage.accepted()
        message = await asked.delivered()
        first = await _told(stage, asked.card)
    assert (message.channel, message.reply_to) == (stage.channel, None)
    assert _links(first) == [message.id]


async def test_of_a_direct_message_the_card_tells_without_a_link_that_only_one_can_follow(stage: Stage) -> None:
    elsewhere = stage.discord.world.add_guild("Afar", has_bot=False)
    channel = stage.discord.world.add_channel(elsewhere, "general")
    with stage.discord.faults.refuse(Refusal.MISSING_PERMISSIONS, "PATCH", when=which.with_files):
        asked = await stage.accepted(channel=channel)
        message = await asked.delivered()
        first = await _told(stage, asked.card)
    assert message.channel is _dm_of(stage, asked)
    assert f"<@{asked.interaction.user.id}>" in first.text
    assert first.buttons == []


async def test_how_a_job_failed_is_told_elsewhere_too_and_the_card_leads_there(stage: Stage) -> None:
    with stage.discord.faults.refuse(Refusal.MISSING_PERMISSIONS, "PATCH", when=which.saying(FAILED)):
        asked = await stage.accepted("sandbox:failed")
        key, message = await asked.ended()
        first = await _told(stage, asked.card)
    assert key == "outcome-failed"
    assert _links(first) == [message.id]


async def test_an_archived_thread_wakes_up_and_is_told(stage: Stage) -> None:
    thread = stage.discord.world.add_thread(stage.channel, "asleep")
    asked = await stage.accepted(channel=thread)
    await eventually(lambda: asked.submits)
    thread.archived = True
    reply = await asked.delivered()
    assert _links(await _told(stage, asked.card)) == [reply.id]


async def test_from_a_locked_thread_the_pictures_go_to_the_requester(stage: Stage) -> None:
    thread = stage.discord.world.add_thread(stage.channel, "closed")
    asked = await stage.accepted(channel=thread)
    await eventually(lambda: asked.submits)
    thread.archived = thread.locked = True
    assert (await asked.delivered()).channel is _dm_of(stage, asked)


@pytest.mark.parametrize("refusal", [Refusal.UPLOADS_LIMITED, Refusal.EXPLICIT_CONTENT, Refusal.MISSING_PERMISSIONS])
async def test_where_discord_accepts_no_files_at_all_the_card_has_links(stage: Stage, refusal: Refusal) -> None:
    with stage.discord.faults.refuse(refusal, when=which.with_files):
        asked = await stage.accepted(count=2)
        card = await asked.delivered()
    assert card is asked.card
    assert ENGLISH("card-no-uploads", links="").strip() in card.text
    assert all(path in card.text for path in _paths(asked))
    assert asked.messages == [card]


async def test_where_the_place_takes_not_even_links_the_direct_message_has_them(stage: Stage) -> None:
    channel = stage.discord.world.add_channel(stage.guild, "once-open")
    asked = await stage.accepted(channel=channel)
    await eventually(lambda: asked.submits)
    channel.bot_permissions = ALL & ~(Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES)
    with (
        stage.discord.faults.refuse(Refusal.UPLOADS_LIMITED, when=which.with_files),
        stage.discord.faults.refuse(Refusal.MISSING_PERMISSIONS, "PATCH", "/webhooks/.*"),
    ):
        message = await asked.delivered()
    assert message.channel is _dm_of(stage, asked)
    assert all(path in message.text for path in _paths(asked))


async def test_pictures_that_are_posted_again_leave_word_too(stage: Stage) -> None:
    alice = stage.member()
    card = await (await stage.accepted("a heron", user=alice)).delivered()
    typed = await (await stage.discord.autocomplete(alice, stage.channel, "task", "id", "heron")).acknowledged()
    (choice,) = typed.choices or []
    shown = await (await stage.discord.slash(alice, stage.channel, "task", {"id": choice["value"]})).acknowledged()
    assert shown.message
    with stage.discord.faults.refuse(Refusal.MISSING_PERMISSIONS, "PATCH", when=which.with_files):
        again = (await stage.press(alice, shown.message, "Re-post")).message
        assert again
        first = await _told(stage, again)
    (linked,) = _links(first)
    assert linked not in {card.id, again.id}
    assert stage.discord.messages.existing(linked).pictures


async def test_a_kill_before_the_new_card_was_noted_makes_no_third(tmp_path: Path) -> None:
    async with a_stage(tmp_path) as stage:
        with stage.discord.faults.refuse(Refusal.MISSING_PERMISSIONS, "PATCH", when=which.with_files):
            with stage.discord.faults.drop("POST", "/channels/.*/messages", after=True, delay=60):
                asked = await stage.accepted()
                await eventually(lambda: asked.shown)
                await stage.bot.kill()
            await _mended(stage, asked)


async def test_a_kill_before_word_was_left_at_the_first_place_is_mended(tmp_path: Path) -> None:
    async with a_stage(tmp_path) as stage:
        with stage.discord.faults.refuse(Refusal.MISSING_PERMISSIONS, "PATCH", when=which.with_files):
            with stage.discord.faults.slow("PATCH", ".*", 60, when=which.saying(MOVED)) as held:
                asked = await stage.accepted()
                await eventually(lambda: held.hits)
                await stage.bot.kill()
            await _mended(stage, asked)


async def test_a_kill_before_a_re_post_has_left_word_is_mended_as_well(tmp_path: Path) -> None:
    async with a_stage(tmp_path) as stage:
        alice = stage.member()
        await (await stage.accepted("a heron", user=alice)).delivered()
        typed = await (await stage.discord.autocomplete(alice, stage.channel, "task", "id", "heron")).acknowledged()
        (choice,) = typed.choices or []
        shown = await (await stage.discord.slash(alice, stage.channel, "task", {"id": choice["value"]})).acknowledged()
        assert shown.message
        with stage.discord.faults.refuse(Refusal.MISSING_PERMISSIONS, "PATCH", when=which.with_files):
            with stage.discord.faults.slow("PATCH", ".*", 60, when=which.saying(MOVED)) as held:
                again = (await stage.press(alice, shown.message, "Re-post")).message
                assert again
                await eventually(lambda: held.hits)
                await stage.bot.kill()
            await stage.bot.start()
            first = await _told(stage, again)
        (linked,) = _links(first)
        assert stage.discord.messages.existing(linked).pictures


async def _mended(stage: Stage, asked: ImagineCall) -> None:
    await stage.bot.start()
    first = await _told(stage, asked.card)
    (shown,) = asked.shown
    assert _links(first) == [shown.id]
    assert len(asked.submits) == 1


def _paths(asked: ImagineCall) -> list[str]:
    """Where imini has the pictures."""
    return [task.path(picture) for task in asked.tasks for picture in task.pictures]
