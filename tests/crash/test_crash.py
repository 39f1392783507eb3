"""Short crash campaigns: a kill at each step of a job, the worst for several processes. ``make crash`` is longer."""

from pathlib import Path

from tests.crash.campaign import Campaign
from tests.crash.cluster_campaign import ClusterCampaign
from tests.crash.headless_campaign import HeadlessCampaign
from tests.crash.mischief import one_is_killed, one_is_paused, the_server_restarts
from tests.crash.moments import STEPS, the_submit_was_accepted
from tests.crash.restarts import RESTARTS
from tests.crash.rolling import RollingRestart
from tests.crash.rounds import Round
from tests.support.postgres import PostgresServer


async def test_a_kill_at_any_step_loses_no_job_and_doubles_none(tmp_path: Path) -> None:
    campaign = Campaign(kills=1 + len(STEPS), seed=1)
    audit = await campaign.run(tmp_path)
    assert list(audit.faults) == []
    assert len(campaign.moments) == 1 + 2 * len(STEPS)
    assert len(campaign.restarts) == len(RESTARTS)
    assert audit.kinds["delivered"] >= 6


async def test_nor_does_the_product_without_discord(tmp_path: Path) -> None:
    campaign = HeadlessCampaign(kills=5, seed=1)
    audit = await campaign.run(tmp_path)
    assert list(audit.faults) == []
    assert (campaign.seen.total(), len(audit.outcomes)) == (5, len(campaign.requests))
    assert audit.kinds["delivered"] >= 1


async def test_nor_do_three_processes_of_which_one_is_killed_or_paused_or_whose_server_restarts(
    tmp_path: Path, postgres_server: PostgresServer
) -> None:
    rounds = (Round((one_is_killed, one_is_paused)), Round((the_server_restarts,), the_submit_was_accepted))
    campaign = ClusterCampaign(rounds, seed=1)
    audit = await campaign.run(postgres_server, tmp_path)
    assert list(audit.faults) == []
    assert len(campaign.befell) == 3
    assert campaign.killed.total() == sum(each.kills for each in rounds) + 1
    assert campaign.snapshots >= 20
    assert audit.kinds["delivered"] >= 1


async def test_processes_that_are_replaced_one_after_the_other_leave_no_command_unanswered(
    tmp_path: Path, postgres_server: PostgresServer
) -> None:
    campaign = RollingRestart(replaced=1, seed=1, per_second=8, pause=1, max_concurrency=3)
    audit = await campaign.run(postgres_server, tmp_path)
    assert list(audit.faults) == []
    assert campaign.ignored == []
    # One shard has changed hands, once, and Discord had nobody to send its commands to meanwhile.
    assert [len(gaps) for gaps in campaign.gaps.values()] == [1]
    assert [shard for shard in range(campaign.processes) if campaign.missed(shard) and shard not in campaign.gaps] == []
    assert audit.kinds["delivered"] >= 10
