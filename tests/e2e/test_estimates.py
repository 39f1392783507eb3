"""An expensive request: its estimate is answered with Go, and is gone once the job is accepted."""

from pathlib import Path

from tests.support.locales import ENGLISH
from tests.support.stage import a_stage


async def test_go_brings_the_pictures_and_takes_the_estimate_away(tmp_path: Path) -> None:
    async with a_stage(tmp_path, CONFIRM_CREDITS="3") as stage:
        asked = await stage.accepted(resolution="4K", quality="high", count=2)
        user, estimate = asked.interaction.user, asked.card
        assert estimate.ephemeral
        await stage.press(user, estimate, ENGLISH("button-cheaper"))
        assert asked.submits == []
        await stage.press(user, estimate, ENGLISH("button-go"))
        card = await asked.delivered()
        assert not card.ephemeral
        assert asked.shown == [card]
        assert len(asked.submits) == 1
        await stage.discord.until(lambda: estimate.deleted)
