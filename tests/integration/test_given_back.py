"""What was typed into a form or a command that is refused is given back: Discord keeps neither."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import simcord

from cogs.cards.custom_ids import PanelAction
from tests.integration.cards import text_of
from tests.integration.desk import a_desk
from tests.integration.modals import submit
from tests.integration.people import a_moderator, press, the_panel
from tests.integration.studio import Studio, the_card
from tests.integration.test_refusals import rewrite_option
from tests.support.locales import ENGLISH

MODERATOR = 7
LONG = "a red fox " * 30


def _given_back(studio: Studio, result: simcord.InteractionResult, told: str = "form-given-back") -> str:
    (note,) = result.followups
    (file,) = note.attachments
    assert note.ephemeral
    assert ENGLISH(told) in text_of(note.components)
    return (studio.env.backend.cdn.get(file.url) or b"").decode()


async def test_a_list_of_words_that_is_refused_or_too_late(studio: Studio) -> None:
    long = "\n".join(f"слово{number}" for number in range(201))
    desk, quicker = await a_desk(studio), await a_desk(studio)
    for each in (desk, quicker):
        await each.page("moderation")
    assert _given_back(studio, await desk.fill_in("banned_words", text=long)) == long
    opened = await desk.press(PanelAction.FORM, "banned_words")
    await quicker.fill_in("banned_words", text="foo")
    kept = "\n".join(long.splitlines()[:200])
    assert _given_back(studio, await desk.submit(opened, text=kept)) == kept
    assert (await desk.rules()).banned_words == ("foo",)


async def test_what_is_quickly_typed_again_is_not(studio: Studio) -> None:
    desk = await a_desk(studio)
    assert (await desk.fill_in("time_zone", text="Middle-earth")).followups == []


async def test_the_reason_of_a_block_whose_duration_is_none(studio: Studio) -> None:
    card, moderator = await studio.finished(), a_moderator(studio)
    panel = the_card(await moderator.context_menu(studio.channel, "Moderate", card.message))
    opened = await press(panel, "block", moderator)
    refused = await submit(moderator, opened, duration="soon", reason="flooding the channel")
    assert ENGLISH("refusal-duration") in text_of(the_card(refused).components)
    assert _given_back(studio, refused) == "flooding the channel"


async def test_an_alternative_text_with_a_banned_word(studio: Studio) -> None:
    card = await studio.finished()
    opened = await press(await the_panel(card, studio.alice), "alt_text", studio.alice)
    await studio.bot.services.servers.rules.change(
        studio.guild.id, 7, lambda rules: rules.changed(banned_words=("fox",))
    )
    refused = await submit(studio.alice, opened, alt="A fox in the snow")
    assert ENGLISH("refusal-words-banned") in text_of(the_card(refused).components)
    assert _given_back(studio, refused) == "A fox in the snow"


async def _paused(studio: Studio) -> None:
    await studio.bot.services.runtime.host.decisions.pause(MODERATOR, None, "repairs")


async def _blocked(studio: Studio) -> None:
    await studio.bot.services.servers.blocks.block(studio.guild.id, studio.alice.id, MODERATOR, None, "spam")


async def _banned(studio: Studio) -> None:
    rules = studio.bot.services.servers.rules
    await rules.change(studio.guild.id, MODERATOR, lambda current: current.changed(banned_words=("fox",)))


async def _a_ratio_that_is_none(studio: Studio) -> None:
    rewrite_option(studio, "aspect_ratio", "7:4")


async def _a_file_that_discord_has_lost(studio: Studio) -> None:
    rewrite_option(studio, "image1", "fox.png")


@pytest.mark.parametrize(
    ("refused_by", "options"),
    [
        (_paused, {}),
        (_blocked, {}),
        (_banned, {}),
        (_a_ratio_that_is_none, {"aspect_ratio": "16:9"}),
        (_a_file_that_discord_has_lost, {"image1": ("fox.png", b"x")}),
    ],
)
async def test_a_long_prompt_whichever_rule_refuses_it(
    studio: Studio, refused_by: Callable[[Studio], Awaitable[None]], options: dict[str, Any]
) -> None:
    await refused_by(studio)
    assert _given_back(studio, await studio.imagine(LONG, **options), "editor-given-back") == LONG
    assert (await studio.jobs(), studio.submits) == ([], [])
