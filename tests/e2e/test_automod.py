"""A server's AutoMod blocks a word: the pictures come all the same, without any word of the member's."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.standin import Channel, Message, Refusal, Upload, which
from tests.standin.faults import Fault
from tests.standin.message import Body
from tests.support.locales import ENGLISH
from tests.support.pictures import png
from tests.support.stage import ImagineCall, Stage, a_stage
from tests.support.waiting import eventually

pytestmark = pytest.mark.asyncio(loop_scope="package")

WORD = "narwhal"
TOLD = ENGLISH("card-blocked")
REFUSALS = [Refusal.BLOCKED_BY_AUTOMOD, Refusal.TITLE_BLOCKED_BY_AUTOMOD, Refusal.HARMFUL_LINK]


@pytest.fixture
def automod(stage: Stage) -> Iterator[Fault]:
    """It is in force everywhere, for private answers too."""
    with _automod(stage) as fault:
        yield fault


def _automod(stage: Stage, refusal: Refusal = Refusal.BLOCKED_BY_AUTOMOD) -> Fault:
    return stage.discord.faults.refuse(refusal, when=which.saying(WORD))


def _afar(stage: Stage) -> Channel:
    """A channel in a server that has not got the bot: it was installed by the member."""
    return stage.discord.world.add_channel(stage.discord.world.add_guild("Afar", has_bot=False), "general")


def _says(message: Message) -> str:
    """Everything in a message that somebody may read or have read to them."""
    alts = [picture.description or "" for picture in message.pictures]
    files = [f"{file.filename} {file.description}" for file in message.attachments]
    return "\n".join([message.text, *alts, *files, json.dumps(message.buttons)])


async def _done(stage: Stage, asked: ImagineCall) -> Message:
    """The card, once it has the picture; nothing was sent anywhere else."""
    await stage.discord.until(lambda: asked.card.pictures, within=10)
    assert WORD not in _says(asked.card)
    assert asked.card.text.count(TOLD) == 1
    elsewhere = [message for message in stage.discord.messages if message.pinged == (asked.interaction.user.id,)]
    assert elsewhere == []
    return asked.card


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.name)
@pytest.mark.parametrize("installed", ["in-the-server", "by-the-member"])
async def test_the_card_does_without_the_words_from_its_first_answer_on(
    stage: Stage, refusal: Refusal, installed: str
) -> None:
    channel = stage.channel if installed == "in-the-server" else _afar(stage)
    with _automod(stage, refusal) as fault:
        asked = await stage.accepted(f"a {WORD}", channel=channel, count=2)
        await _done(stage, asked)
    assert fault.hits == 1
    assert len(asked.submits) == 1


async def test_what_is_blocked_only_later_is_shown_without_words_then(stage: Stage) -> None:
    asked = await stage.accepted(f"a {WORD}", channel=_afar(stage))
    with _automod(stage) as fault:
        await _done(stage, asked)
    assert fault.hits == 1


async def test_how_a_job_failed_is_told_without_iminis_echo(stage: Stage) -> None:
    with stage.discord.faults.refuse(Refusal.BLOCKED_BY_AUTOMOD, when=which.saying("sandbox:failed")):
        asked = await stage.accepted("sandbox:failed")
        await eventually(lambda: ENGLISH("outcome-failed", n=1) in asked.card.text)
    assert TOLD in asked.card.text


async def test_the_details_have_the_whole_prompt_as_a_file(stage: Stage, automod: Fault) -> None:
    asked = await stage.accepted(f"a {WORD}")
    card = await _done(stage, asked)
    before = automod.hits
    shown = (await stage.press(asked.interaction.user, card, ENGLISH("button-details"))).message
    assert shown
    assert [file.data.decode() for file in shown.attachments] == [asked.prompt]
    assert automod.hits == before


async def test_a_members_own_pages_do_without_the_words_as_well(stage: Stage, automod: Fault) -> None:
    asked = await stage.accepted(f"a {WORD}", channel=_afar(stage))
    await _done(stage, asked)
    user, before = asked.interaction.user, automod.hits
    typed = await (await stage.discord.autocomplete(user, stage.channel, "task", "id", "")).acknowledged()
    (choice,) = typed.choices or []
    for command, options in (("history", {}), ("task", {"id": choice["value"]})):
        page = (await (await stage.discord.slash(user, stage.channel, command, options)).acknowledged()).message
        assert page
        assert TOLD in page.text
        assert WORD not in _says(page)
    assert automod.hits == before + 1


async def test_details_that_are_blocked_where_the_card_is_not_have_the_prompt_as_a_file(stage: Stage) -> None:
    asked = await stage.accepted(f"a {WORD}")
    card = await asked.delivered()
    with _automod(stage):
        shown = (await stage.press(asked.interaction.user, card, ENGLISH("button-details"))).message
    assert shown
    assert [file.data.decode() for file in shown.attachments] == [asked.prompt]


async def test_a_private_card_that_is_shared_is_shared_without_words(stage: Stage) -> None:
    asked = await stage.accepted(f"a {WORD}", private=True)
    card = await asked.delivered()
    with _automod(stage):
        shared = (await stage.press(asked.interaction.user, card, ENGLISH("button-share"))).message
        assert shared
        await stage.discord.until(lambda: shared.pictures)
    assert WORD not in _says(shared)
    assert TOLD in shared.text


async def test_an_alternative_text_that_is_blocked_changes_nothing(stage: Stage, automod: Fault) -> None:
    asked = await stage.accepted("a whale")
    card = await asked.delivered()
    alt = card.pictures[0].description
    opened = await stage.press(asked.interaction.user, card, ENGLISH("button-alt_text"))
    sent = await stage.discord.submit_modal(asked.interaction.user, opened, {"alt": f"a {WORD}"})
    (answer,) = await stage.discord.until(lambda: sent.followups)
    assert ENGLISH("refusal-blocked") in answer.text
    assert card.pictures[0].description == alt
    assert automod.hits == 1


async def test_a_refusal_that_repeats_a_blocked_file_name_says_so_in_other_words(stage: Stage, automod: Fault) -> None:
    broken = Upload(f"{WORD}.png", b"no picture")
    asked = await stage.ask("a whale", images={"image1": broken})
    await eventually(lambda: automod.hits)
    told = await eventually(
        lambda: [message for message in stage.discord.messages if ENGLISH("error-blocked") in message.text]
    )
    assert told[0].ephemeral
    assert not asked.submits


async def test_a_tray_does_without_the_names_of_files(stage: Stage, automod: Fault) -> None:
    user = stage.member()
    file = stage.discord.cdn.store(Upload(f"{WORD}.png", png()), f"attachments/{stage.channel.id}")
    message = await stage.discord.messages.create(stage.channel, user, Body(attachments=(file,)))
    opened = await stage.discord.context_menu(user, stage.channel, "Use as reference", message)
    selection = (await opened.acknowledged()).message
    assert selection
    assert len(selection.pictures) == 1
    assert [picture.description for picture in selection.pictures] == [None]
    assert automod.hits


async def test_after_an_estimate_without_words_the_card_has_none_either(tmp_path: Path) -> None:
    async with a_stage(tmp_path, CONFIRM_CREDITS="1") as stage:
        with _automod(stage) as fault:
            asked = await stage.accepted(f"a {WORD}", count=2)
            assert TOLD in asked.card.text
            card = (await stage.press(asked.interaction.user, asked.card, ENGLISH("button-go"))).message
            assert card
            await stage.discord.until(lambda: card.pictures)
        assert fault.hits == 1
        assert WORD not in _says(card)


@pytest.mark.parametrize("refusal", [Refusal.MISSING_PERMISSIONS, Refusal.EXPLICIT_CONTENT, Refusal.MISSING_ACCESS])
async def test_a_first_answer_that_discord_refuses_costs_nothing_and_is_no_bug(stage: Stage, refusal: Refusal) -> None:
    user = stage.member()
    with stage.discord.faults.refuse(refusal, "POST", "/interactions/.*", times=1):
        asked = await stage.ask("a whale", user=user, resolution="4K", quality="high")
        answer = (await asked.interaction.acknowledged()).message
    status, code, _ = refusal.value
    assert answer
    assert answer.ephemeral
    assert ENGLISH("error-discord") in answer.text
    assert f"{status} " in stage.bot.log
    assert f"error code: {code}" in stage.bot.log
    assert not asked.submits
    await (await stage.accepted(user=user, resolution="4K", quality="high")).delivered()
