"""One way to the card is down while the other works: the other is taken, and nothing comes twice."""

import time

import pytest

from bot.runtime import health
from tests.support.stage import Stage
from tests.support.waiting import eventually

pytestmark = pytest.mark.asyncio(loop_scope="package")

BY_TOKEN, BY_BOT = r"/webhooks/.*", r"/channels/.*"
SOON = 6.0
"""Seconds after which discord.py alone would still be repeating itself."""


@pytest.mark.parametrize("down", [BY_TOKEN, BY_BOT])
@pytest.mark.parametrize("status", [500, 503])
async def test_the_other_edit_of_the_card_brings_the_pictures(stage: Stage, down: str, status: int) -> None:
    began = time.monotonic()
    with stage.discord.faults.answer("*", down, status, times=None):
        asked = await stage.accepted()
        card = await asked.delivered()
    assert card is asked.card
    assert asked.messages == [card]
    assert time.monotonic() - began < SOON


async def test_a_failure_that_had_its_effect_brings_no_second_message(stage: Stage) -> None:
    with stage.discord.faults.answer("PATCH", BY_TOKEN, 503, times=None, after=True):
        asked = await stage.accepted()
        card = await asked.delivered()
        await eventually(lambda: not card.buttons or "Cancel" not in {button["label"] for button in card.buttons})
    assert asked.messages == [card]


async def test_where_there_is_no_other_edit_the_bot_waits_and_posts_nothing(stage: Stage) -> None:
    channel = stage.discord.world.add_channel(stage.discord.world.add_guild("Afar", has_bot=False), "general")
    with stage.discord.faults.answer("PATCH", BY_TOKEN, 503, times=None) as fault:
        asked = await stage.accepted(channel=channel)
        await eventually(lambda: fault.hits >= 5)
        assert not asked.shown
    assert await asked.delivered() is asked.card
    assert asked.messages == [asked.card]


@pytest.mark.parametrize("down", [BY_TOKEN, BY_BOT])
async def test_an_answer_that_makes_no_sense_is_no_reason_for_a_second_message(stage: Stage, down: str) -> None:
    with stage.discord.faults.answer("PATCH", down, 200, times=None, after=True):
        asked = await stage.accepted()
        assert await asked.delivered() is asked.card
        await eventually(lambda: '"open_jobs": 0' in health.ask(stage.bot.data_dir)[1])
    assert asked.messages == [asked.card]
    assert asked.ending == ("done", asked.card)


async def test_a_page_of_html_is_no_refusal(stage: Stage) -> None:
    with stage.discord.faults.answer("PATCH", r"/(webhooks|channels)/.*", 403, times=4):
        asked = await stage.accepted()
        assert await asked.delivered() is asked.card
    assert asked.messages == [asked.card]
