"""Interactions while the bot is busy."""

from sandbox.discord.world import open_world


async def test_a_request_that_imini_leaves_unanswered_holds_up_no_other() -> None:
    async with open_world(5, "en-US") as world:
        started = await world.you.slash(world.channel, "imagine", prompt="sandbox:hang")
        assert started.response
        for command in ("quota", "history"):
            assert (await world.you.slash(world.channel, command)).response
