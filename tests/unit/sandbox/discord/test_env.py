"""Interactions while the bot is busy."""

from simcord.results import InteractionResult

from sandbox.discord.world import open_world


async def test_a_request_that_imini_leaves_unanswered_holds_up_no_other() -> None:
    async with open_world(5, "en-US") as world:
        started = await world.you.slash(world.channel, "imagine", prompt="sandbox:hang")
        assert _is_answered(started)
        for command in ("quota", "history"):
            assert _is_answered(await world.you.slash(world.channel, command))


def _is_answered(result: InteractionResult) -> bool:
    """At once, or behind a placeholder, as on a busy machine."""
    return bool(result.response or result.followups)
