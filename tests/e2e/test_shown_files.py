"""Files that a Discord shows and does not list, on the real bot in its own process."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.runtime import health
from cogs.cards.custom_ids import Action
from sandbox.imini.planned_responses import Fault
from tests.standin import MIB, Message, User
from tests.standin.messages import NONCE_SECONDS
from tests.standin.reply import Payload
from tests.support.locales import ENGLISH
from tests.support.names import picture_numbers
from tests.support.pictures import padded, png
from tests.support.stage import Stage, Standing, a_stage
from tests.support.waiting import eventually

ALT = "A fox that sleeps under a birch"
HELD = 600.0


def _button(message: Message, action: Action) -> str:
    return next(str(button["custom_id"]) for button in message.buttons if f":{action}:" in button["custom_id"])


def _shown(message: Message) -> list[int]:
    """The numbers of the pictures that a message shows."""
    return picture_numbers(picture.attachment.filename for picture in message.pictures if picture.attachment)


async def test_pictures_are_put_into_words_and_stay_where_they_are(tmp_path: Path) -> None:
    async with a_stage(tmp_path) as stage:
        alice = stage.member()
        card = await (await stage.accepted(user=alice, count=2)).delivered()
        files, text = card.attachments, card.text
        opened = await stage.press(alice, card, ENGLISH("button-alt_text"))
        await (await stage.discord.submit_modal(alice, opened, {"alt": ALT})).acknowledged()
        await stage.discord.until(lambda: [picture.description for picture in card.pictures] == [ALT, ALT])
        assert (card.attachments, card.text, _shown(card)) == (files, text, [1, 2])


async def test_a_variation_is_made_from_discords_own_copy_of_the_picture(tmp_path: Path) -> None:
    async with a_stage(tmp_path) as stage:
        alice = stage.member()
        card = await (await stage.accepted(user=alice)).delivered()
        await (await stage.discord.click(alice, card, _button(card, Action.VARY))).acknowledged()
        await eventually(lambda: _submits(stage))
        (image,) = _submits(stage)[0]["images"]
        (picture,) = card.attachments
        assert f"/cdn/{picture.folder}/{picture.id}/{picture.filename}?" in image["url"]


def _submits(stage: Stage) -> list[dict[str, Any]]:
    """The submits with references."""
    bodies = (request.json for request in stage.imini.requests if request.method == "POST")
    return [body for body in bodies if isinstance(body, dict) and body.get("images")]


@pytest.mark.parametrize("reworded", [False, True])
async def test_what_was_posted_just_before_a_kill_is_not_posted_again(tmp_path: Path, *, reworded: bool) -> None:
    async with a_stage(tmp_path, request_limit=2 * MIB) as stage:
        # Too much for one message: once refused, each picture gets one of its own.
        stage.imini.script["file"] = Standing([Fault(body=padded(png(), MIB + MIB // 5))])
        guild = stage.discord.world.add_guild("Shelf", upload_limit=2 * MIB)
        channel = stage.discord.world.add_channel(guild, "pictures")
        messages = stage.discord.messages
        with stage.discord.faults.drop("POST", f"/channels/{channel.id}/messages", after=True, delay=HELD):
            await stage.accepted(channel=channel, count=3)
            await eventually(lambda: len(messages) == 2, 20)
            await stage.bot.kill()
        if reworded:
            for message in messages:
                message.body = replace(message.body, components=_without_words(message.body.components))
        stage.discord.clock.advance(NONCE_SECONDS + 1)
        await stage.bot.start()
        await eventually(lambda: '"open_jobs": 0' in health.ask(stage.bot.data_dir)[1], 20)
        assert Counter(number for message in messages for number in _shown(message)) == {1: 1, 2: 1, 3: 1}


async def test_an_odd_address_spoils_no_page_and_one_that_discord_refuses_only_its_pictures(tmp_path: Path) -> None:
    async with a_stage(tmp_path) as stage:
        alice, url = stage.member(), f"{stage.imini.origin}/file/2026/1/2/a fox.png"
        stage.imini.script["submit"].append(Fault(body={"task_id": "task/1"}))
        done = {"task_id": "task/1", "status": "succeeded", "images": [{"url": url}]}
        stage.imini.script["task"] = Standing([Fault(body=done)])
        await (await stage.accepted(user=alice)).delivered()
        page = await _history(stage, alice)
        assert [picture.url for picture in page.pictures] == [url.replace(" ", "%20")]
        stage.discord.faults.answer("POST", "/interactions/.*", 400, {"code": 50035, "message": "Invalid Form Body"})
        plain = await _history(stage, alice)
        assert plain.pictures == []
        assert plain.text == page.text
        assert [button["custom_id"] for button in plain.buttons] == [button["custom_id"] for button in page.buttons]


async def _history(stage: Stage, user: User) -> Message:
    message = (await (await stage.discord.slash(user, stage.channel, "history")).acknowledged()).message
    assert message
    return message


def _without_words(components: Iterable[Payload]) -> tuple[Payload, ...]:
    """The components without a single text."""
    kept = (component for component in components if component["type"] != 10)
    return tuple(
        {**part, "components": list(_without_words(part["components"]))} if "components" in part else part
        for part in kept
    )
