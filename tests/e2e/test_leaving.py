"""The host has the bot leave a server; whoever adds it again finds what its managers decided."""

from pathlib import Path

import pytest

from tests.support.locales import ENGLISH
from tests.support.stage import Stage, a_stage


async def _servers(stage: Stage) -> str:
    world = stage.discord.world
    listed = await stage.discord.slash(world.owner, world.dm(world.owner), "bot servers")
    message = (await listed.acknowledged()).message
    assert message
    return message.text


async def test_a_server_is_left_and_its_blocks_hold_once_the_bot_is_added_again(tmp_path: Path) -> None:
    async with a_stage(tmp_path) as stage:
        discord, world, guild = stage.discord, stage.discord.world, stage.guild
        manager, alice = stage.member(), stage.member()
        stage.channel.managers.append(manager)
        await (await discord.slash(manager, stage.channel, "server block", {"user": alice})).acknowledged()
        left = await discord.slash(world.owner, world.dm(world.owner), "bot leave", {"server": guild.id})
        await left.acknowledged()
        assert not guild.has_bot
        assert guild.id not in await _servers(stage)
        guild.has_bot = True
        await discord.gateway.dispatch("GUILD_CREATE", world.guild_create(guild), guild)
        assert guild.id in await _servers(stage)
        assert ENGLISH("refusal-member-blocked") in (await stage.accepted(user=alice)).card.text
        await (await stage.accepted()).delivered()


@pytest.mark.parametrize("status", [None, 502], ids=["cut", "502"])
async def test_a_server_is_recorded_as_left_though_discords_answer_was_lost(tmp_path: Path, status: int | None) -> None:
    leave = ("DELETE", "/users/@me/guilds/.*")
    async with a_stage(tmp_path) as stage:
        discord, owner = stage.discord, stage.discord.world.owner
        lost = discord.faults.answer(*leave, status, after=True) if status else discord.faults.drop(*leave, after=True)
        left = await discord.slash(owner, discord.world.dm(owner), "bot leave", {"server": stage.guild.id})
        message = (await left.acknowledged()).message
        assert (lost.hits, stage.guild.has_bot) == (1, False)
        assert message
        assert ENGLISH("title-left-server") in message.text
        acts = await (await discord.slash(owner, discord.world.dm(owner), "bot acts")).acknowledged()
        assert acts.message
        assert stage.guild.id in acts.message.text
