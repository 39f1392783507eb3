"""Conditions under which a killed bot is restarted. Each function returns once the bot is connected."""

import asyncio
import random
from collections.abc import Awaitable, Callable

from tests.support.stage import Stage
from tests.support.waiting import eventually

Restart = Callable[[Stage, random.Random], Awaitable[None]]

MAX_OUTAGE = 2.0
START_TIMEOUT = 30.0


async def all_is_well(stage: Stage, _: random.Random) -> None:
    await stage.bot.start()


async def the_gateway_is_down(stage: Stage, rng: random.Random) -> None:
    """It refuses connections or sends a page, while the API works and jobs continue."""
    gateway = stage.discord.gateway
    sessions, refuses = gateway.identifies, rng.random() < 0.5
    if refuses:
        await gateway.main.shut()
    else:
        gateway.main.status = rng.choice((200, 503))
    stage.bot.launch()
    await asyncio.sleep(rng.uniform(0, MAX_OUTAGE))
    gateway.main.status = None
    await gateway.main.open()
    await eventually(lambda: gateway.identifies > sessions, START_TIMEOUT)


RESTARTS: tuple[Restart, ...] = (all_is_well, the_gateway_is_down)
