"""Short crash campaigns: a kill at each step of a job. ``make crash`` kills a hundred times."""

from pathlib import Path

from tests.crash.campaign import Campaign
from tests.crash.headless_campaign import HeadlessCampaign
from tests.crash.moments import STEPS
from tests.crash.restarts import RESTARTS


async def test_a_kill_at_any_step_loses_no_job_and_doubles_none(tmp_path: Path) -> None:
    campaign = Campaign(kills=len(STEPS), seed=1)
    audit = await campaign.run(tmp_path)
    assert list(audit.faults) == []
    assert len(campaign.moments) == 2 * len(STEPS)
    assert len(campaign.restarts) == len(RESTARTS)
    assert audit.kinds["delivered"] >= 6


async def test_nor_does_the_product_without_discord(tmp_path: Path) -> None:
    campaign = HeadlessCampaign(kills=5, seed=1)
    audit = await campaign.run(tmp_path)
    assert list(audit.faults) == []
    assert (campaign.seen.total(), len(audit.outcomes)) == (5, len(campaign.requests))
    assert audit.kinds["delivered"] >= 1
