"""The prompt editor and the reference selection, on the real bot in its own process."""

from pathlib import Path
from typing import Any

from cogs.cards.custom_ids import Action, PageAction, page_id
from tests.standin import Interaction, Message
from tests.support.stage import ImagineCall, Stage, a_stage

DEAR = {"size": "4K high", "options": "10"}


async def _submit(stage: Stage, opened: Interaction, **answers: str) -> ImagineCall:
    filled = opened.prefilled
    changed = {name: [answer] if isinstance(filled[name], list) else answer for name, answer in answers.items()}
    done = await stage.discord.submit_modal(opened.user, opened, filled | changed)
    await done.acknowledged()
    return ImagineCall(stage, answers["prompt"], done)


def _button(message: Message, action: str) -> str:
    return next(str(button["custom_id"]) for button in message.buttons if f":{action}:" in button["custom_id"])


async def test_pictures_are_put_aside_and_an_edit_outlives_a_kill(tmp_path: Path) -> None:
    async with a_stage(tmp_path) as stage:
        alice = stage.member()
        card = await (await stage.accepted("a red fox", user=alice, count=2)).delivered()

        used = await stage.discord.context_menu(alice, stage.channel, "Use as reference", card)
        selection = (await used.acknowledged()).message
        assert selection
        assert selection.ephemeral
        assert len(selection.pictures) == 2
        await (await stage.discord.select(alice, selection, page_id(PageAction.PICK), ["2"])).acknowledged()
        await stage.discord.until(lambda: len(selection.pictures) == 1)

        opened = await stage.discord.click(alice, selection, page_id(PageAction.USE))
        drawn = await _submit(stage, await opened.acknowledged(), prompt="a grey wolf 777777", size="1K low")
        wolf = await drawn.delivered()
        sent: Any = drawn.submits[0].json
        assert (len(sent["images"]), sent["quality"]) == (1, "low")

        edited = await stage.discord.click(alice, wolf, _button(wolf, Action.EDIT))
        await edited.acknowledged()
        await stage.bot.kill()
        await stage.bot.start()
        again = await _submit(stage, edited, prompt="a grey wolf, asleep 888888")
        await again.delivered()
        resent: Any = again.submits[0].json
        assert [image["url"].partition(";")[0] for image in resent["images"]] == ["data:image/png"]


async def test_words_that_can_not_be_paid_for_come_back(tmp_path: Path) -> None:
    async with a_stage(tmp_path, QUOTA_CREDITS="5") as stage:
        opened = await stage.discord.slash(stage.member(), stage.channel, "imagine", {})
        asked = await _submit(stage, await opened.acknowledged(), prompt="long words " * 300, **DEAR)
        await stage.discord.until(lambda: asked.interaction.followups)
        (note,) = asked.interaction.followups
        assert note.ephemeral
        assert [file.data.decode() for file in note.attachments] == ["long words " * 300]
