"""The real clock."""

import asyncio
import time

from bot.clock import Clock


def test_the_real_clock_tells_epoch_seconds() -> None:
    before = time.time()
    assert before <= Clock().now() <= time.time()


async def test_the_real_clock_lets_others_run_while_it_sleeps() -> None:
    order = []

    async def sleeper() -> None:
        await Clock().sleep(0.01)
        order.append("slept")

    async with asyncio.TaskGroup() as group:
        group.create_task(sleeper())
        order.append("went on")
    assert order == ["went on", "slept"]
