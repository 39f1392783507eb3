"""``/quota``: what is left."""

import pytest

from tests.integration.cards import text_of
from tests.integration.studio import Studio, the_card
from tests.support.locales import ENGLISH

DAY = 24 * 3600


async def _shown(studio: Studio) -> str:
    answer = the_card(await studio.alice.slash(studio.channel, "quota"))
    assert answer.ephemeral
    return text_of(answer.components)


@pytest.mark.settings(quota_credits=12)
async def test_who_has_spent_nothing_has_everything(studio: Studio) -> None:
    text = await _shown(studio)
    assert "`░░░░░░░░░░░░` 0 of 12 used" in text
    assert ENGLISH("quota-all") in text


@pytest.mark.settings(quota_credits=12)
async def test_what_is_spent_and_what_runs_is_shown_with_when_it_comes_back(studio: Studio) -> None:
    start = studio.time.now()
    await studio.finished(count=4)
    await studio.imagine(count=2)
    text = await _shown(studio)
    assert "`██████░░░░░░` 6 of 12 used" in text
    assert ENGLISH("quota-left", n=6) in text
    assert ENGLISH("quota-running", n=1) in text
    assert f"<t:{start + DAY:.0f}:R>" in text


@pytest.mark.settings(quota_credits=12)
async def test_what_was_spent_is_back_after_a_window(studio: Studio) -> None:
    await studio.finished(count=4)
    await studio.time.advance(DAY)
    assert "0 of 12 used" in await _shown(studio)
