"""The pool of connections, as its users see it."""

import asyncio
from contextlib import AsyncExitStack

import pytest

from bot.storage.postgres.connections import SIZE, Pool
from tests.support.waiting import eventually


async def test_a_cancellation_that_comes_with_the_awaited_connection_is_not_lost(postgres_url: str) -> None:
    async with Pool(postgres_url) as pool, AsyncExitStack() as others, AsyncExitStack() as one:
        for holder in [*[others] * (SIZE - 1), one]:
            await holder.enter_async_context(pool.connection())

        async def work() -> None:
            async with pool.connection():
                pytest.fail("the task was cancelled")

        waiting = asyncio.create_task(work())
        await eventually(lambda: pool._pool.get_stats()["requests_waiting"])  # noqa: SLF001 - nobody else asks
        await one.aclose()
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        async with asyncio.timeout(5), pool.connection():
            pass
