"""Deleting over real sockets, through kills: what was taken away is gone, what was billed is paid."""

import asyncio
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.standin import Channel, Interaction, Message, User, which
from tests.standin.message import Flag
from tests.support.locales import ENGLISH
from tests.support.stage import Stage, a_stage
from tests.support.waiting import eventually


async def _asked(stage: Stage, user: User, command: str, channel: Channel | None = None, **options: Any) -> Message:
    """The bot's answer to a command, for the member alone."""
    interaction = await stage.discord.slash(user, channel or stage.channel, command, options)
    await stage.discord.until(lambda: interaction.message and interaction.message.text)
    assert interaction.message
    assert interaction.message.ephemeral
    return interaction.message


async def _job(stage: Stage, user: User) -> str:
    """The id of the member's newest job."""
    typed = await (await stage.discord.autocomplete(user, stage.channel, "task", "id", "")).acknowledged()
    assert typed.choices
    return str(typed.choices[0]["value"])


async def _report(stage: Stage, user: User, channel: Channel | None = None) -> Message:
    return await _asked(stage, user, "task", channel, id=await _job(stage, user))


async def _linked(stage: Stage, user: User, message: Message) -> None:
    """Return once the bot knows that the member's newest job is shown there."""
    for _ in range(50):
        if any(button.get("url", "").endswith(f"/{message.id}") for button in (await _report(stage, user)).buttons):
            return
    raise AssertionError("the copy is not known")


def _moderator(stage: Stage, channel: Channel) -> User:
    moderator = stage.member()
    channel.moderators.append(moderator)
    return moderator


def _public(stage: Stage) -> list[Message]:
    return [message for message in stage.discord.messages if not message.ephemeral]


async def _again(stage: Stage) -> None:
    """The bot is killed and started again."""
    await stage.bot.kill()
    await stage.bot.start()
    await stage.discord.connected()


async def _refused(stage: Stage, pressed: Interaction, key: str) -> bool:
    await stage.discord.until(lambda: pressed.message)
    message = pressed.message
    return bool(message and message.ephemeral and ENGLISH(key) in message.text)


async def test_what_a_moderator_deletes_goes_from_everywhere_and_does_not_come_back(tmp_path: Path) -> None:
    async with a_stage(tmp_path) as stage:
        alice = stage.member()
        card = await (await stage.accepted("a red fox", user=alice)).delivered()
        report = await _report(stage, alice)
        copy = (await stage.press(alice, report, ENGLISH("button-repost"))).message
        assert copy
        await stage.discord.until(lambda: copy.pictures)
        await _linked(stage, alice, copy)
        await _again(stage)
        await stage.press(_moderator(stage, stage.channel), copy, ENGLISH("button-delete"))
        await stage.discord.until(lambda: not copy.pictures)
        await stage.bot.kill()
        await stage.bot.start()
        await stage.discord.until(lambda: card.deleted)
        assert (copy.pictures, "fox" in copy.text, copy.buttons) == ([], False, [])
        assert await _refused(stage, await stage.press(alice, report, ENGLISH("button-repost")), "refusal-removed")
        for shown in (await _report(stage, alice), await _asked(stage, alice, "history")):
            assert (shown.pictures, ENGLISH("state-removed") in shown.text) == ([], True)
        elsewhere = stage.discord.world.dm(alice)
        assert len((await _report(stage, alice, elsewhere)).pictures) == 1


async def test_rights_in_one_channel_reach_into_no_other(tmp_path: Path) -> None:
    async with a_stage(tmp_path) as stage:
        alice, staff = stage.member(), stage.discord.world.add_channel(stage.guild, "staff")
        moderator, head = _moderator(stage, stage.channel), _moderator(stage, staff)
        await _again(stage)  # as Discord tells of a server's channels once it connects
        card = await (await stage.accepted("a staff fox", user=alice, channel=staff)).delivered()
        job = await _job(stage, alice)
        refusal = await _asked(stage, moderator, "task", id=job)
        assert ENGLISH("refusal-unknown-task") in refusal.text
        assert "a staff fox" in (await _asked(stage, head, "task", id=job)).text
        panel = await stage.panel(moderator, card)
        assert ENGLISH("button-delete") not in {button["label"] for button in panel.buttons}


async def test_a_card_that_was_deleted_under_way_is_paid_and_its_pictures_can_be_had_once(tmp_path: Path) -> None:
    async with a_stage(tmp_path, QUOTA_CREDITS="1") as stage:
        alice = stage.member()
        asked = await stage.accepted(user=alice)
        await eventually(lambda: asked.tasks)
        await stage.discord.moderate(asked.card)
        await eventually(lambda: "has pictures that couldn't be posted" in stage.bot.log)
        report = await _report(stage, alice)
        assert ENGLISH("ended-card_deleted") in report.text
        assert len(report.pictures) == 1
        assert (await stage.accepted(user=alice)).refused


async def test_forty_presses_at_once_post_one_copy(tmp_path: Path) -> None:
    async with a_stage(tmp_path) as stage:
        alice = stage.member()
        card = await (await stage.accepted("a fox", user=alice, count=4)).delivered()
        report = await _report(stage, alice)
        pressed = await asyncio.gather(*(stage.press(alice, report, ENGLISH("button-repost")) for _ in range(40)))
        await stage.discord.until(lambda: len(_public(stage)) == 2)
        (copy,) = [found for found in _public(stage) if found is not card]
        await stage.discord.until(lambda: len(copy.pictures) == 4)
        answers = [one.message for one in pressed if one.message]
        assert (len(answers), len([answer for answer in answers if not answer.ephemeral])) == (40, 1)
        await _linked(stage, alice, copy)
        again = (await stage.press(alice, report, ENGLISH("button-repost"))).message
        assert again
        assert f"/{copy.id}" in again.text
        assert len(_public(stage)) == 2


async def test_whoever_erases_can_have_all_cards_removed_also_through_a_kill(tmp_path: Path) -> None:
    async with a_stage(tmp_path) as stage:
        alice, bob = stage.member(), stage.member()
        theirs = await (await stage.accepted("a wolf", user=bob)).delivered()
        cards = [await (await stage.accepted("a fox", user=alice)).delivered() for _ in range(3)]
        question = await _asked(stage, alice, "privacy erase")
        await stage.press(alice, question, ENGLISH("button-erase_cards"))
        await stage.discord.until(lambda: any(card.deleted for card in cards))
        await _again(stage)
        await stage.discord.until(lambda: ENGLISH("erase-swept", n=0) in question.text)
        assert _public(stage) == [theirs]


async def test_delete_works_for_its_requester_when_nothing_is_stored_any_more(tmp_path: Path) -> None:
    async with a_stage(tmp_path) as stage:
        alice, mallory = stage.member(), stage.member()
        card = await (await stage.accepted("a fox", user=alice)).delivered()
        question = await _asked(stage, alice, "privacy erase")
        await stage.press(alice, question, ENGLISH("button-erase"))
        await stage.discord.until(lambda: not question.buttons)
        await stage.bot.kill()
        (stage.bot.data_dir / "imagine.db").unlink()
        await stage.bot.start()
        await stage.discord.connected()
        assert await _refused(stage, await stage.press(mallory, card, ENGLISH("button-more")), "refusal-unknown-job")
        assert card.pictures
        await stage.press(alice, card, ENGLISH("button-delete"))
        await stage.discord.until(lambda: not card.pictures)
        assert "fox" not in card.text


async def _panel(stage: Stage, moderator: User, card: Message) -> Message:
    """What the menu Moderate shows."""
    opened = await stage.discord.context_menu(moderator, card.channel, "Moderate", card)
    await stage.discord.until(lambda: opened.message)
    assert opened.message
    assert opened.message.ephemeral
    return opened.message


def _but_for_spoilers(message: Message) -> object:
    shown = [(picture.attachment, picture.description) for picture in message.pictures]
    return message.text, message.buttons, shown


async def test_a_blur_holds_on_cards_and_copies_through_kills_and_is_taken_back_whole(tmp_path: Path) -> None:
    async with a_stage(tmp_path) as stage:
        alice, moderator = stage.member(), _moderator(stage, stage.channel)
        card = await (await stage.accepted("a red fox", user=alice, count=2)).delivered()
        before = _but_for_spoilers(card)
        panel = await _panel(stage, moderator, card)
        await stage.press(moderator, panel, ENGLISH("button-blur"))
        await stage.discord.until(lambda: all(picture.spoiler for picture in card.pictures))
        assert _but_for_spoilers(card) == before
        await _again(stage)
        copy = (await stage.press(alice, await _report(stage, alice), ENGLISH("button-repost"))).message
        assert copy
        await stage.discord.until(lambda: len(copy.pictures) == 2)
        assert all(picture.spoiler for picture in copy.pictures)
        await _linked(stage, alice, copy)
        await stage.press(moderator, panel, ENGLISH("button-unblur"))
        await stage.discord.until(lambda: not any(picture.spoiler for picture in [*card.pictures, *copy.pictures]))
        assert _but_for_spoilers(card) == before
        await stage.press(moderator, panel, ENGLISH("button-remove"))
        await stage.discord.until(lambda: card.deleted and copy.deleted)


def _spoilers(*messages: Message) -> list[bool]:
    return [picture.spoiler for message in messages for picture in message.pictures]


async def test_a_blur_that_a_kill_cut_off_is_carried_out_by_the_next_start(tmp_path: Path) -> None:
    async with a_stage(tmp_path) as stage:
        alice, moderator = stage.member(), _moderator(stage, stage.channel)
        card = await (await stage.accepted("a red fox", user=alice, count=2)).delivered()
        panel = await _panel(stage, moderator, card)
        with stage.discord.faults.answer("PATCH", "/channels/.*", 503, times=None) as down:
            await stage.press(moderator, panel, ENGLISH("button-blur"))
            await eventually(lambda: down.hits)
            await stage.bot.kill()
        assert _spoilers(card) == [False, False]
        await stage.bot.start()
        await stage.discord.until(lambda: all(_spoilers(card)))
        # It is carried out by now, so that no later start comes back to it.
        await stage.press(moderator, panel, ENGLISH("button-unblur"))
        await stage.discord.until(lambda: not any(_spoilers(card)))
        await _again(stage)
        assert _spoilers(card) == [False, False]


async def test_pictures_that_come_while_a_moderator_blurs_the_card_are_blurred_after_that(tmp_path: Path) -> None:
    async with a_stage(tmp_path) as stage:
        moderator, asked = _moderator(stage, stage.channel), await stage.accepted("a red fox")
        with stage.discord.faults.slow("PATCH", ".*", 2.0, when=which.with_files) as upload:
            await eventually(lambda: upload.hits)
            await stage.press(moderator, await _panel(stage, moderator, asked.card), ENGLISH("button-blur"))
            assert asked.card.pictures == []
            await asked.delivered()
        await stage.discord.until(lambda: _spoilers(asked.card) == [True])


async def test_the_log_has_one_silent_line_for_each_job_and_act(tmp_path: Path) -> None:
    async with a_stage(tmp_path) as stage:
        alice, moderator = stage.member(), _moderator(stage, stage.channel)
        log = stage.discord.world.add_channel(stage.guild, "log")
        await stage.bot.kill()
        with closing(sqlite3.connect(stage.bot.data_dir / "imagine.db")) as database, database:
            rules = json.dumps({"log_channel": int(log.id)})
            database.execute("INSERT INTO servers VALUES (?, 1, ?)", (int(stage.guild.id), rules))
        await stage.bot.start()
        await stage.discord.connected()
        card = await (await stage.accepted("a red fox", user=alice)).delivered()
        await stage.press(moderator, await _panel(stage, moderator, card), ENGLISH("button-blur"))

        def lines() -> list[str]:
            logged = [message for message in stage.discord.messages if message.channel is log]
            return [line for message in logged for line in message.body.content.split("\n")]

        await stage.discord.until(lambda: len(lines()) == 2)
        ended, blurred = lines()
        assert f"<@{alice.id}>" in ended
        assert f"/{card.id})" in ended
        assert "fox" not in ended
        assert f"<@{moderator.id}>" in blurred
        flags = [message.body.flags for message in stage.discord.messages if message.channel is log]
        assert all(Flag.SUPPRESS_NOTIFICATIONS in flag and Flag.SUPPRESS_EMBEDS in flag for flag in flags)
