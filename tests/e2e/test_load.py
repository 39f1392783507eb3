"""However much the bot has to do, the next member is answered in time."""

import asyncio
from pathlib import Path

from PIL import Image

from sandbox.imini.planned_responses import Fault
from sandbox.imini.sizes import dimensions
from tests.standin import MIB
from tests.support.pictures import encoded
from tests.support.stage import Standing, a_stage
from tests.support.waiting import eventually


async def test_ten_pictures_in_4k_being_made_smaller_do_not_delay_the_eleventh_command(tmp_path: Path) -> None:
    async with a_stage(tmp_path) as stage:
        dots = Image.effect_noise(dimensions("4K", "16:9"), 100)
        stage.imini.script["file"] = Standing([Fault(body=encoded(dots, compress_level=1))])
        tight = stage.discord.world.add_guild("Tight", upload_limit=MIB)
        channel = stage.discord.world.add_channel(tight, "art")
        heavy = await asyncio.gather(*(stage.accepted(channel=channel, resolution="4K") for _ in range(10)))
        await eventually(lambda: sum("/file/" in request.path for request in stage.imini.requests) > 3)
        others = [await stage.accepted()]
        while any(job.ending is None for job in heavy):
            others.append(await stage.accepted())
        assert len(others) > 2
        assert max(other.interaction.ack_latency or 0 for other in others) < 3
        for other in others:
            await other.delivered(30)
