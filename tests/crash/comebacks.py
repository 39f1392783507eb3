"""What a bot that was killed may find when it is started again. Each returns once the bot listens."""

import asyncio
import random
from collections.abc import Awaitable, Callable

from tests.support.stage import Stage
from tests.support.waiting import eventually

Comeback = Callable[[Stage, random.Random], Awaitable[None]]

LONGEST_OUTAGE = 2.0
LONGEST_START = 30.0


async def all_is_well(stage: Stage, _: random.Random) -> None:
    await stage.bot.start()


async def the_gateway_is_down(stage: Stage, rng: random.Random) -> None:
    """It refuses, or answers with a page, while the API works and jobs go on."""
    gateway = stage.discord.gateway
    sessions, refuses = gateway.identifies, rng.random() < 0.5
    if refuses:
        await gateway.main.shut()
    else:
        gateway.main.status = rng.choice((200, 503))
    stage.bot.launch()
    await asyncio.sleep(rng.uniform(0, LONGEST_OUTAGE))
    gateway.main.status = None
    await gateway.main.open()
    await eventually(lambda: gateway.identifies > sessions, LONGEST_START)


COMEBACKS: tuple[Comeback, ...] = (all_is_well, the_gateway_is_down)
