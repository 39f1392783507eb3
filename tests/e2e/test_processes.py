"""Several processes over one PostgreSQL: each has its shards, and one that stands by takes those of one that ends."""

from pathlib import Path

import pytest

from tests.e2e.ensemble import PROCESSES, SHARDS, Ensemble, an_ensemble
from tests.standin import Channel
from tests.support.waiting import eventually


async def test_commands_from_the_servers_of_every_process_are_carried_out_once(
    tmp_path: Path, postgres_url: str
) -> None:
    async with an_ensemble(tmp_path, postgres_url, 2) as ensemble:
        for _ in range(2):
            await ensemble.works()


@pytest.mark.parametrize("shards", [2, 4])
async def test_each_command_reaches_the_one_process_that_has_its_shard(
    tmp_path: Path, postgres_url: str, shards: int
) -> None:
    async with an_ensemble(tmp_path, postgres_url, PROCESSES, shards=shards) as ensemble:
        world, gateway = ensemble.stage.discord.world, ensemble.stage.discord.gateway
        alice, bob, carol = (ensemble.stage.member() for _ in range(3))
        foreign = world.add_channel(world.add_guild("Elsewhere", has_bot=False), "art")
        for shard, channel in enumerate(ensemble.channels):
            await _comes_to(ensemble, shard, channel)
            # A server without the bot, where a member has installed it: no document says to whom Discord sends that.
            gateway.elsewhere = shard
            await _comes_to(ensemble, shard, foreign)
        for outside in (world.dm(alice), world.add_private(alice, bob), world.add_private(alice, bob, carol)):
            await _comes_to(ensemble, 0, outside)


async def _comes_to(ensemble: Ensemble, shard: int, channel: Channel) -> None:
    """A command from there is told to one session, accepted by the process that has the shard, and drawn once."""
    user = ensemble.stage.member()
    while (asked := await ensemble.stage.accepted(user=user, channel=channel)).refused:
        pass
    assert [session.shard for session in asked.interaction.hearers] == [(shard, ensemble.shards)]
    assert ensemble.hearers(user) == [shard % PROCESSES]
    await ensemble.delivered([asked])


async def test_the_sessions_of_all_processes_begin_as_fast_as_discord_allows(tmp_path: Path, postgres_url: str) -> None:
    async with an_ensemble(tmp_path, postgres_url, 2, max_concurrency=1) as ensemble:
        gateway = ensemble.stage.discord.gateway
        assert (gateway.identifies, gateway.starts.collisions) == (SHARDS, 0)


async def test_a_standby_goes_on_with_the_shards_and_the_jobs_of_a_process_that_was_killed(
    tmp_path: Path, postgres_url: str
) -> None:
    async with an_ensemble(tmp_path, postgres_url, 3) as ensemble:
        asked = await ensemble.asked()
        await eventually(lambda: not ensemble.submitting())
        await ensemble.holders[0].kill()
        await ensemble.lapse()
        await ensemble.settled()
        await ensemble.delivered(asked)
        await ensemble.works()


async def test_processes_are_restarted_one_after_the_other(tmp_path: Path, postgres_url: str) -> None:
    async with an_ensemble(tmp_path, postgres_url, 3) as ensemble:
        for process in ensemble.processes:
            asked = await ensemble.asked()
            assert await process.stop() == 0
            await ensemble.settled()
            await ensemble.delivered(asked)
            process.launch()
            await ensemble.settled()
            await ensemble.works()
