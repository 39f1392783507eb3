"""Over real sockets: what a server has spent and decided outlives its removal of the bot, and holds for a raid."""

import asyncio
from pathlib import Path

from tests.standin import User
from tests.support.locales import ENGLISH
from tests.support.stage import Stage, a_stage


async def _refused(stage: Stage, user: User, sentence: str) -> None:
    asked = await stage.accepted(user=user)
    await stage.discord.until(lambda: sentence in asked.card.text)


async def _removed_and_added_again(stage: Stage) -> None:
    gateway, world = stage.discord.gateway, stage.discord.world
    await gateway.dispatch("GUILD_DELETE", {"id": stage.guild.id}, stage.guild)
    await gateway.dispatch("GUILD_CREATE", world.guild_create(stage.guild), stage.guild)


async def test_a_server_that_removes_the_bot_and_adds_it_again_has_its_budget_spent_and_its_blocks_in_force(
    tmp_path: Path,
) -> None:
    async with a_stage(tmp_path, SERVER_BUDGET="2/day") as stage:
        manager, blocked = stage.member(), stage.member()
        stage.channel.managers.append(manager)
        await (await stage.accepted(count=2)).delivered()
        block = await stage.discord.slash(manager, stage.channel, "server block", {"user": blocked})
        await block.acknowledged()
        await _removed_and_added_again(stage)
        await _refused(stage, blocked, ENGLISH("refusal-member-blocked"))
        await _refused(stage, stage.member(), ENGLISH("refusal-budget-server", n=0, needed=1))


async def test_of_a_raid_of_60_accounts_at_once_only_as_many_are_served_as_the_budget_covers(tmp_path: Path) -> None:
    async with a_stage(tmp_path, SERVER_BUDGET="7/day") as stage:
        raid = await asyncio.gather(*(stage.ask() for _ in range(60)))
        await stage.discord.until(lambda: all(one.interaction.message for one in raid), 15)
        served = [one for one in raid if not one.declined]
        for one in served:
            await one.delivered()
        assert (len(served), len(stage.imini.tasks)) == (7, 7)
