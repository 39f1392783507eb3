"""Discord tells of an interaction twice, as it may after a resume: what comes of it comes once, and is paid once."""

from pathlib import Path

import pytest

from tests.e2e.entries import (
    Entry,
    a_button,
    a_command,
    a_command_with_a_file,
    a_form,
    a_form_from_a_button,
    a_form_with_images_that_wait_for_it,
    a_select,
)
from tests.support.locales import ENGLISH
from tests.support.stage import ImagineCall, Stage, a_stage
from tests.support.waiting import eventually

pytestmark = pytest.mark.asyncio(loop_scope="package")

ENTRIES = [
    (a_command, 0),
    (a_command_with_a_file, 0),
    (a_button, 1),
    (a_select, 1),
    (a_form, 0),
    (a_form_with_images_that_wait_for_it, 0),
    (a_form_from_a_button, 0),
]


async def _comes_once(asked: ImagineCall, earlier: int = 0) -> None:
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
    selection = (await used.acknowledged()).message
    await stage.accepted()
    assert selection
    assert len(selection.pictures) == 1
    assert used.followups == []


async def test_go_that_comes_twice_is_carried_out_once(tmp_path: Path) -> None:
    async with a_stage(tmp_path, CONFIRM_CREDITS="3") as stage:
        asked = await stage.accepted(resolution="4K", quality="high")
        user, estimate = asked.interaction.user, asked.card
        (go,) = (button["custom_id"] for button in estimate.buttons if button["label"] == ENGLISH("button-go"))
        pressed = await stage.discord.click(user, estimate, go)
        await stage.discord.again(pressed)
        await pressed.acknowledged()
        await _comes_once(ImagineCall(stage, asked.prompt, pressed))
        await stage.discord.until(lambda: estimate.deleted)


async def test_a_job_whose_card_nobody_saw_is_not_drawn_after_a_restart_however_often_it_comes(tmp_path: Path) -> None:
    async with a_stage(tmp_path, QUOTA_CREDITS="1") as stage:
        user = stage.member()
        with stage.discord.faults.drop("POST", "/interactions/.*", delay=60) as held:
            lost = await stage.ask(user=user)
            await eventually(lambda: held.hits)
            await stage.bot.kill()
        await stage.bot.start()
        await eventually(lambda: "was withdrawn" in stage.bot.log)
        await stage.discord.again(lost.interaction)
        await eventually(lambda: f"interaction {lost.interaction.id} was already handled" in stage.bot.log)
        card = await (await stage.accepted(user=user)).delivered()
        assert lost.submits == []
        assert lost.interaction.message is None
        assert list(stage.discord.messages) == [card]


async def test_a_job_whose_card_was_seen_goes_on_after_a_restart_and_comes_once(tmp_path: Path) -> None:
    async with a_stage(tmp_path) as stage:
        with stage.discord.faults.drop("POST", "/interactions/.*", after=True, delay=60):
            asked = await stage.ask()
            await eventually(lambda: asked.interaction.message)
            await stage.bot.kill()
        await stage.bot.start()
        await stage.discord.again(asked.interaction)
        assert await asked.delivered() is asked.card
        await _comes_once(asked)
        assert list(stage.discord.messages) == [asked.card]


async def test_a_card_whose_interaction_discord_tells_of_in_a_new_form_is_found_in_its_channel(tmp_path: Path) -> None:
    async with a_stage(tmp_path) as stage:
        with stage.discord.faults.drop("POST", "/interactions/.*", after=True, delay=60):
            asked = await stage.ask()
            await eventually(lambda: asked.interaction.message)
            await stage.bot.kill()
        with stage.discord.faults.answer("GET", "/webhooks/.*", 200, {"a new": "shape"}) as fault:
            await stage.bot.start()
            assert await asked.delivered() is asked.card
        assert fault.hits == 1
        await _comes_once(asked)
        assert list(stage.discord.messages) == [asked.card]


async def test_a_card_for_reading_that_nobody_saw_is_told_of_nowhere_after_a_restart(tmp_path: Path) -> None:
    async with a_stage(tmp_path) as stage:
        with stage.discord.faults.drop("POST", "/interactions/.*", delay=60) as held:
            lost = await a_command_with_a_file(stage)
            await eventually(lambda: held.hits)
            await stage.bot.kill()
        await stage.bot.start()
        await _looked_for(stage, lost)
        await (await stage.accepted()).delivered()
        assert (lost.submits, lost.messages, lost.interaction.message) == ([], [], None)


async def test_a_card_for_reading_that_was_seen_says_after_a_restart_that_it_was_cut_off(tmp_path: Path) -> None:
    async with a_stage(tmp_path) as stage:
        with stage.discord.faults.drop("POST", "/interactions/.*", after=True, delay=60):
            asked = await a_command_with_a_file(stage)
            await eventually(lambda: asked.interaction.message)
            await stage.bot.kill()
        await stage.bot.start()
        await stage.discord.until(lambda: ENGLISH("status-interrupted") in asked.card.text)
        assert asked.submits == []


@pytest.mark.parametrize("entry", [a_button, a_form_from_a_button], ids=lambda entry: entry.__name__)
async def test_a_card_never_lands_on_the_message_whose_button_somebody_else_has_answered(
    stage: Stage, entry: Entry
) -> None:
    asked = await entry(stage)
    source = asked.interaction.source
    assert source
    # Discord's type 6: the answer that stands is the message of the button.
    asked.interaction.acknowledge({"type": 6}, source)
    body, submits = source.body, len(asked.submits)
    await eventually(lambda: f"interaction {asked.interaction.id} was already handled" in stage.bot.log)
    await (await stage.accepted()).delivered()
    assert (source.body, len(asked.submits)) == (body, submits)
    assert asked.interaction.followups == []


async def _looked_for(stage: Stage, asked: ImagineCall) -> None:
    """The bot has asked Discord for the answer to a command."""
    path = f"/{asked.interaction.token}/messages/"
    await stage.discord.until(
        lambda: [one for one in stage.discord.requests if one.method == "GET" and path in one.path]
    )
