"""The crash campaign in short: the bot is killed once at each step of a job. ``make crash`` does it a hundred times."""

from pathlib import Path

from tests.crash.campaign import Campaign
from tests.crash.moments import HELD_MOMENTS


async def test_a_kill_at_any_step_loses_no_job_and_doubles_none(tmp_path: Path) -> None:
    campaign = Campaign(kills=len(HELD_MOMENTS), seed=1)
    books = await campaign.fight(tmp_path)
    assert list(books.faults) == []
    assert len(campaign.moments) == len(HELD_MOMENTS)
    assert books.kinds["delivered"] >= 6
