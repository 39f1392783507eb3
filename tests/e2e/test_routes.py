"""Where the pictures go once the interaction's token is dead, and what a moderator's hand does."""

from collections.abc import Iterator

import pytest

from bot.runtime import health
from tests.standin import ALL, Message, Permission, Refusal
from tests.support.stage import ImagineCall, Stage
from tests.support.waiting import eventually

pytestmark = pytest.mark.asyncio(loop_scope="package")


@pytest.fixture(params=[Refusal.INVALID_WEBHOOK_TOKEN, Refusal.UNKNOWN_WEBHOOK], ids=["401-50027", "404-10015"])
def _both_ways_in_which_tokens_die(theatre: Stage, request: pytest.FixtureRequest) -> Iterator[None]:
    theatre.discord.interactions.dead_token = request.param
    yield
    theatre.discord.interactions.dead_token = Refusal.INVALID_WEBHOOK_TOKEN


async def _orphaned(stage: Stage, asked: ImagineCall) -> ImagineCall:
    """The same, and its token has died early."""
    await eventually(lambda: asked.submits)
    stage.discord.clock.advance(15 * 60 + 1)
    return asked


async def _idle(stage: Stage) -> None:
    """Returns when no job is open any more."""
    await eventually(lambda: '"open_jobs": 0' in health.ask(stage.bot.data_dir)[1])


def _dm_of(stage: Stage, asked: ImagineCall) -> list[Message]:
    return [message for message in asked.messages if message.channel is stage.discord.world.dm(asked.interaction.user)]


@pytest.mark.usefixtures("_both_ways_in_which_tokens_die")
@pytest.mark.parametrize("in_dm", [False, True], ids=["server", "dm"])
async def test_the_bot_edits_the_card_itself(stage: Stage, in_dm: bool) -> None:
    user = stage.member()
    channel = stage.discord.world.dm(user) if in_dm else stage.channel
    asked = await _orphaned(stage, await stage.accepted(user=user, channel=channel))
    card = await asked.delivered()
    assert card is asked.card
    assert asked.messages == [card]


async def test_a_private_card_is_followed_by_a_direct_message(stage: Stage) -> None:
    asked = await _orphaned(stage, await stage.accepted(private=True))
    message = await asked.delivered()
    assert asked.shown == _dm_of(stage, asked) == [message]


async def test_where_the_bot_is_no_member_a_direct_message_brings_the_pictures(stage: Stage) -> None:
    elsewhere = stage.discord.world.add_guild("Afar", has_bot=False)
    channel = stage.discord.world.add_channel(elsewhere, "general")
    asked = await _orphaned(stage, await stage.accepted(channel=channel))
    message = await asked.delivered()
    assert asked.shown == _dm_of(stage, asked) == [message]


async def test_a_card_too_old_to_be_edited_is_answered_with_a_reply(stage: Stage) -> None:
    asked = await stage.accepted()
    await eventually(lambda: asked.submits)
    edits = f"/channels/{stage.channel.id}/messages/{asked.card.id}"
    too_old = {"code": Refusal.LATE_EDITS_USED_UP.value[1], "message": "Maximum number of edits reached"}
    with stage.discord.faults.answer("PATCH", edits, 400, too_old, times=None):
        stage.discord.clock.advance(15 * 60 + 1)
        reply = await asked.delivered()
    assert reply is not asked.card
    assert reply.reply_to is asked.card
    assert asked.shown == [reply]


async def test_a_card_in_a_thread_that_was_archived_meanwhile_is_answered_with_a_reply(stage: Stage) -> None:
    thread = stage.discord.world.add_thread(stage.channel, "quiet")
    asked = await stage.accepted(channel=thread)
    await eventually(lambda: asked.submits)
    thread.archived = True
    reply = await asked.delivered()
    assert reply.reply_to is asked.card
    assert asked.shown == [reply]


async def test_who_lost_the_right_to_speak_writes_to_the_requester(stage: Stage) -> None:
    channel = stage.discord.world.add_channel(stage.guild, "once-open")
    asked = await stage.accepted(channel=channel)
    await eventually(lambda: asked.submits)
    channel.bot_permissions = ALL & ~(Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES)
    message = await (await _orphaned(stage, asked)).delivered()
    assert asked.shown == _dm_of(stage, asked) == [message]


async def test_a_job_that_can_be_shown_nowhere_is_paid_and_its_pictures_can_be_had(stage: Stage) -> None:
    user = stage.discord.world.add_user("hermit", accepts_dms=False)
    asked = await stage.accepted(user=user, private=True, resolution="4K", quality="high")
    await _orphaned(stage, asked)
    await _idle(stage)
    assert not asked.shown
    assert (await stage.accepted(user=user, resolution="4K", quality="high")).refused
    typed = await (await stage.discord.autocomplete(user, stage.channel, "task", "id", "")).acknowledged()
    (choice,) = typed.choices or []
    asked_for = await stage.discord.slash(user, stage.channel, "task", {"id": choice["value"]})
    report = (await asked_for.acknowledged()).message
    assert report
    assert len(report.pictures) == 1


async def test_a_card_that_a_moderator_deleted_is_not_brought_back(stage: Stage) -> None:
    asked = await stage.accepted()
    await eventually(lambda: asked.submits)
    await stage.discord.moderate(asked.card)
    await _idle(stage)
    assert asked.messages == []
    assert len(asked.submits) == 1


async def test_a_deleted_channel_takes_its_card_with_it(stage: Stage) -> None:
    channel = stage.discord.world.add_channel(stage.guild, "doomed")
    asked = await stage.accepted(channel=channel)
    await eventually(lambda: asked.submits)
    await stage.discord.remove(channel)
    await _idle(stage)
    assert asked.messages == []


async def test_without_the_right_to_attach_files_nothing_is_taken(stage: Stage) -> None:
    mute = stage.discord.world.add_channel(stage.guild, "mute", bot_permissions=ALL & ~Permission.ATTACH_FILES)
    asked = await stage.accepted(channel=mute)
    assert asked.refused
    assert "Attach Files" in asked.card.text
    assert not asked.submits
