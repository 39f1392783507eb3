"""Finding jobs again, on the real bot in its own process: what was lost comes at last, what is erased is gone."""

import json
import time
from pathlib import Path
from typing import Any

from sandbox.imini.planned_responses import Fault
from tests.standin import Message, Refusal, User
from tests.support.locales import ENGLISH
from tests.support.stage import Stage, a_stage
from tests.support.waiting import eventually

PATIENCE = 500
"""Times that a job is looked up while it comes to its end."""


async def _asked(stage: Stage, user: User, command: str, **options: Any) -> Message:
    """The bot's answer to a command."""
    interaction = await stage.discord.slash(user, stage.channel, command, options)
    message = (await interaction.acknowledged()).message
    assert message
    assert message.ephemeral
    return message


async def _offered(stage: Stage, user: User, text: str = "") -> list[Any]:
    typed = await stage.discord.autocomplete(user, stage.channel, "task", "id", text)
    return (await typed.acknowledged()).choices or []


async def _report(stage: Stage, user: User, text: str, label: str) -> Message:
    """The member's only job whose prompt contains ``text``, once it can be treated by the button ``label``."""
    for _ in range(PATIENCE):
        (choice,) = await _offered(stage, user, text)
        report = await _asked(stage, user, "task", id=choice["value"])
        if label in {button["label"] for button in report.buttons}:
            return report
    raise AssertionError(f"no button {label}")


async def test_a_job_is_found_after_a_kill_and_its_pictures_come_again(tmp_path: Path) -> None:
    async with a_stage(tmp_path) as stage:
        alice = stage.member()
        card = await (await stage.accepted("a red fox", user=alice, count=2)).delivered()
        await stage.bot.kill()
        await stage.bot.start()
        await stage.discord.connected()
        report = await _report(stage, alice, "FOX", "Re-post")
        assert len(report.pictures) == 2
        assert [button["url"].rpartition("/")[2] for button in report.buttons if "url" in button] == [card.id]
        again = (await stage.press(alice, report, "Re-post")).message
        assert again
        await stage.discord.until(lambda: len(again.attachments) == 2)
        page = await _asked(stage, alice, "history", text="fox")
        await stage.discord.until(lambda: len(page.pictures) == 1)


async def test_pictures_that_came_too_late_come_at_last_through_a_kill(tmp_path: Path) -> None:
    async with a_stage(tmp_path, speed=20.0, TASK_TIMEOUT="3s", QUOTA_CREDITS="1") as stage:
        alice = stage.member()
        ending, _ = await (await stage.accepted("a red fox", user=alice)).ended()
        assert ending == "outcome-failed"
        (task,) = stage.imini.tasks.values()
        await eventually(lambda: task.status(time.time()) == "succeeded")
        report = await _report(stage, alice, "fox", "Fetch")
        stage.imini.script["file"].appendleft(Fault(503))
        pressed = await stage.press(alice, report, "Fetch")
        card = (await stage.discord.until(lambda: pressed.followups))[0]
        await eventually(lambda: any("/file/" in request.path for request in stage.imini.requests))
        await stage.bot.kill()
        await stage.bot.start()
        await stage.discord.until(lambda: card.attachments)
        assert len(stage.imini.tasks) == 1
        assert (await stage.accepted(user=alice)).refused


async def test_pictures_that_a_moderator_removes_while_they_are_looked_for_do_not_come(tmp_path: Path) -> None:
    async with a_stage(tmp_path, speed=20.0, TASK_TIMEOUT="3s", QUOTA_CREDITS="1") as stage:
        alice, moderator = stage.member(), stage.member()
        stage.channel.moderators.append(moderator)
        ending, card = await (await stage.accepted("a red fox", user=alice)).ended()
        assert ending == "outcome-failed"
        (task,) = stage.imini.tasks.values()
        await eventually(lambda: task.status(time.time()) == "succeeded")
        panel = await stage.panel(moderator, card)
        stage.imini.script["task"].append(Fault(hang=1.5))
        pressed = await stage.press(alice, card, ENGLISH("button-fetch"))
        await stage.press(moderator, panel, ENGLISH("button-delete"))
        await stage.discord.until(lambda: pressed.message and ENGLISH("refusal-removed") in pressed.message.text)
        assert [message for message in stage.discord.messages if message.pictures] == []
        assert not (await stage.accepted(user=alice)).refused


async def test_what_is_erased_is_gone_and_still_paid(tmp_path: Path) -> None:
    async with a_stage(tmp_path, QUOTA_CREDITS="1") as stage:
        alice = stage.member()
        await _asked(stage, alice, "defaults set", quality="low")
        await (await stage.accepted("a pr1vate fox", user=alice)).delivered()
        question = await _asked(stage, alice, "privacy erase")
        await stage.press(alice, question, "Erase everything")
        await stage.discord.until(lambda: not question.buttons)
        await stage.bot.kill()
        await stage.bot.start()
        await stage.discord.connected()
        assert await _offered(stage, alice) == []
        assert (await stage.accepted(user=alice)).refused
        exported = await _asked(stage, alice, "privacy export")
        (file,) = await stage.discord.until(lambda: exported.attachments)
        assert json.loads(file.data)["jobs"] == []
        assert not any(b"pr1vate" in content for content in _database(tmp_path))


def _database(folder: Path) -> list[bytes]:
    """The contents of the database and its log."""
    return [path.read_bytes() for path in folder.iterdir() if path.name.startswith("imagine.db")]


async def test_suggestions_that_come_too_late_leave_no_traceback(tmp_path: Path) -> None:
    async with a_stage(tmp_path) as stage:
        alice = stage.member()
        await (await stage.accepted("a red fox", user=alice)).delivered()
        with stage.discord.faults.refuse(Refusal.UNKNOWN_INTERACTION, "POST", "/interactions/.*") as late:
            await stage.discord.autocomplete(alice, stage.channel, "task", "id", "")
            await eventually(lambda: late.hits == 1)
            await eventually(lambda: "got no choices" in stage.bot.log)
        assert len(await _offered(stage, alice)) == 1
        assert late.hits == 1
