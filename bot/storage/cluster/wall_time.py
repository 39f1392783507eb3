"""The time of day that all processes share: that of the database, whatever the clocks of their machines say."""

import asyncio
import logging
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import Final

from bot.errors import StorageError
from bot.runtime.clock import Clock
from bot.storage.database import Database

_log = logging.getLogger(__name__)

EVERY: Final = 60.0
"""Seconds from one look at the database's clock to the next."""

SLOW: Final = 1.0
"""Seconds after which an answer says less about the time than the last reading does."""

NOTEWORTHY: Final = 30.0
"""Seconds by which a machine's clock may be wrong before its host is told."""

_NOW = "SELECT CAST(extract(epoch FROM now()) AS DOUBLE PRECISION) AS now"


class WallTime:
    """The database's time of day, continued by the monotonic clock from the moment at which it was read."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._booted_at = clock.now() - clock.monotonic()

    def now(self) -> float:
        """Epoch seconds."""
        return self._clock.monotonic() + self._booted_at

    @property
    def ahead(self) -> float:
        """Seconds by which the clock of this machine is ahead of the database's; behind, if negative."""
        return self._clock.now() - self.now()

    async def read(self, within: float = math.inf) -> None:
        """Ask the database for the time; an answer that takes longer than ``within`` seconds says too little of it.

        Raises StorageError.
        """
        asked = self._clock.monotonic()
        (row,) = await self._database.fetch(_NOW)
        answered = self._clock.monotonic()
        if answered - asked <= within:
            self._booted_at = row["now"] - (asked + answered) / 2

    async def keep(self) -> None:
        """Read it again and again; never returns. While the database is away, the last reading goes on."""
        while True:
            await self._clock.sleep(EVERY)
            with suppress(StorageError):
                await self.read(SLOW)


@asynccontextmanager
async def shared_clock(database: Database, clock: Clock) -> AsyncIterator[Clock]:
    """``clock`` with the database's time of day, for the block. Raises StorageError."""
    time = WallTime(database, clock)
    await time.read()
    if abs(time.ahead) > NOTEWORTHY:
        _log.warning(
            "the clock of this machine is %.0f s %s that of the database of DATABASE_URL, by which the bot goes; check "
            "NTP on both",
            abs(time.ahead),
            "ahead of" if time.ahead > 0 else "behind",
        )
    keeping = asyncio.create_task(time.keep(), name="wall time")
    try:
        yield replace(clock, now=time.now)
    finally:
        keeping.cancel()
        with suppress(asyncio.CancelledError):
            await keeping
