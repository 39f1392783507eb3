"""The crash campaigns in short: each step of a job is hit once. ``make crash`` kills a hundred times."""

from pathlib import Path

from tests.crash.bare_campaign import BareCampaign
from tests.crash.campaign import Campaign
from tests.crash.comebacks import COMEBACKS
from tests.crash.moments import STEPS


async def test_a_kill_at_any_step_loses_no_job_and_doubles_none(tmp_path: Path) -> None:
    campaign = Campaign(kills=len(STEPS), seed=1)
    books = await campaign.fight(tmp_path)
    assert list(books.faults) == []
    assert len(campaign.moments) == 2 * len(STEPS)
    assert len(campaign.comebacks) == len(COMEBACKS)
    assert books.kinds["delivered"] >= 6


async def test_nor_does_the_product_without_discord(tmp_path: Path) -> None:
    campaign = BareCampaign(kills=5, seed=1)
    books = await campaign.fight(tmp_path)
    assert list(books.faults) == []
    assert (campaign.seen.total(), len(books.fates)) == (5, len(campaign.asked))
    assert books.kinds["delivered"] >= 1
