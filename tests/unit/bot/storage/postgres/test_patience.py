"""How long a caller waits for a database that is away, and what becomes of the attempt that it gives up."""

import asyncio
import gc
from contextlib import suppress
from typing import Any

from bot.errors import DatabaseAway
from bot.storage.postgres.patience import Outage, Patience
from tests.support.clock import FakeClock


async def _no_cleanup(_: Exception) -> None:
    """Nothing to close."""


async def test_nobody_is_told_how_an_attempt_failed_that_was_given_up(clock: FakeClock) -> None:
    told: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: told.append(context))
    patience = Patience(clock.clock, _no_cleanup, Outage(clock.clock), seconds=0)

    async def ends_with_the_pool() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            raise DatabaseAway("the pool is closed") from None

    with suppress(DatabaseAway):  # pytest.raises would keep the attempt, by the traceback of the error
        await patience.bound(ends_with_the_pool(), patience.deadline())
    gc.collect()
    assert told == []
