"""Discord tells of an interaction twice, as it may after a resume: what comes of it comes once, and is paid once."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from cogs.ids import Action, custom_id, pick_id
from tests.standin import Interaction, Message, Upload
from tests.support.locales import WORDS
from tests.support.pictures import png
from tests.support.stage import Asked, Stage, a_stage

pytestmark = pytest.mark.asyncio(loop_scope="package")

Entry = Callable[[Stage], Awaitable[Asked]]


async def a_command(stage: Stage) -> Asked:
    return await stage.ask()


async def a_button(stage: Stage) -> Asked:
    asked = await stage.accepted()
    card = await asked.delivered()
    pressed = await stage.discord.click(asked.interaction.user, card, custom_id(Action.AGAIN, _job(card)))
    return Asked(stage, asked.prompt, pressed)


async def a_select(stage: Stage) -> Asked:
    asked = await stage.accepted(count=2)
    card = await asked.delivered()
    press = await stage.press(asked.interaction.user, card, WORDS("button-vary"))
    picker = press.message
    assert picker
    identity = pick_id(Action.VARY, _job(card), int(press.id))
    chosen = await stage.discord.select(asked.interaction.user, picker, identity, ["2"])
    return Asked(stage, asked.prompt, chosen)


async def a_form(stage: Stage) -> Asked:
    return await _filled_in(stage, await stage.discord.slash(stage.member(), stage.channel, "imagine", {}))


async def a_form_with_images_that_wait_for_it(stage: Stage) -> Asked:
    image = {"image1": Upload("fox.png", png())}
    return await _filled_in(stage, await stage.discord.slash(stage.member(), stage.channel, "imagine", {}, image))


async def a_form_from_a_button(stage: Stage) -> Asked:
    asked = await stage.accepted()
    card = await asked.delivered()
    opened = await stage.discord.click(asked.interaction.user, card, custom_id(Action.EDIT, _job(card)))
    return await _filled_in(stage, opened)


def _job(card: Message) -> str:
    """The id of the job whose card it is."""
    return str(card.buttons[0]["custom_id"]).rpartition(":")[2]


async def _filled_in(stage: Stage, opened: Interaction) -> Asked:
    await opened.acknowledged()
    prompt = stage.prompt("a grey wolf")
    sent = await stage.discord.submit_modal(opened.user, opened, opened.prefilled | {"prompt": prompt})
    return Asked(stage, prompt, sent)


ENTRIES = [
    (a_command, 0),
    (a_button, 1),
    (a_select, 1),
    (a_form, 0),
    (a_form_with_images_that_wait_for_it, 0),
    (a_form_from_a_button, 0),
]


async def _comes_once(asked: Asked, earlier: int = 0) -> None:
    """One submit, one card with pictures; ``earlier`` ones with the same prompt apart."""
    card = asked.interaction.message
    assert card
    await asked.stage.discord.until(lambda: card.pictures, within=15)
    assert len(asked.shown) == len(asked.submits) == earlier + 1
    assert asked.interaction.followups == []


@pytest.mark.parametrize(("entry", "earlier"), ENTRIES, ids=lambda value: getattr(value, "__name__", None))
async def test_what_comes_twice_is_drawn_once(stage: Stage, entry: Entry, earlier: int) -> None:
    asked = await entry(stage)
    await stage.discord.again(asked.interaction)
    await asked.interaction.acknowledged()
    await stage.discord.again(asked.interaction)
    await _comes_once(asked, earlier)


async def test_what_a_resumed_session_is_sent_again_is_drawn_once(stage: Stage) -> None:
    gateway = stage.discord.gateway
    asked = await stage.accepted()
    resumes, gateway.rewind = gateway.resumes, 3
    await stage.discord.drop_gateway(4000)
    await stage.discord.until(lambda: gateway.resumes > resumes, within=10)
    gateway.rewind = 0
    await _comes_once(asked)


async def test_a_menu_that_comes_twice_opens_its_form_once(stage: Stage) -> None:
    asked = await stage.accepted()
    card = await asked.delivered()
    used = await stage.discord.context_menu(asked.interaction.user, stage.channel, "Use as reference", card)
    await stage.discord.again(used)
    tray = (await used.acknowledged()).message
    await stage.accepted()
    assert tray
    assert len(tray.pictures) == 1
    assert used.followups == []


async def test_go_that_comes_twice_is_carried_out_once(tmp_path: Path) -> None:
    async with a_stage(tmp_path, CONFIRM_CREDITS="3") as stage:
        asked = await stage.accepted(resolution="4K", quality="high")
        user, estimate = asked.interaction.user, asked.card
        (go,) = (button["custom_id"] for button in estimate.buttons if button["label"] == WORDS("button-go"))
        pressed = await stage.discord.click(user, estimate, go)
        await stage.discord.again(pressed)
        await pressed.acknowledged()
        await _comes_once(Asked(stage, asked.prompt, pressed))
        await stage.discord.until(lambda: estimate.deleted)
