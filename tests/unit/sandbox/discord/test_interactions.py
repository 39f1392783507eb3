"""What interactions have that SimCord leaves out."""

from datetime import datetime, timedelta

from sandbox.discord.interactions import TOKEN_LIFE
from sandbox.discord.world import open_world


async def test_a_token_lives_as_long_in_the_bots_time_as_it_does_on_discord() -> None:
    async with open_world(30, "en-US") as world:
        await world.you.slash(world.channel, "quota")
        (record,) = world.env.backend.interactions.values()
        assert record.expires_at
        left = datetime.fromisoformat(record.expires_at) - world.env.now()
        assert left <= timedelta(seconds=TOKEN_LIFE / 30)
