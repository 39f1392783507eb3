"""The lease of a run: its right to act, which it renews in time or loses.

The database's clock alone decides when a lease has ended. A process measures its own by its monotonic clock, from the
moment before it asks, so that it never believes to hold what the database has given up.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress
from typing import Final, Protocol

from bot.errors import DatabaseAway, StorageError
from bot.runtime.clock import Clock

TTL: Final = 20.0
"""Seconds for which a renewal lasts."""

HEARTBEAT: Final = 4.0
"""Seconds from one renewal to the next."""


class Runs(Protocol):
    """Port: the leases of all runs. Every call may raise StorageError."""

    async def begin(self, run: str, seconds: float) -> None:
        """Give a new run a lease."""

    async def renew(self, run: str, seconds: float, *, reap: bool) -> bool:
        """Renew a lease, and with ``reap`` end the runs of others that have not; False if the run has been ended."""

    async def end(self, run: str) -> None:
        """End a run: what it owns is nobody's from now on."""


class SharedRun:
    """The run of one of several processes.

    A lease that has lapsed is renewed like any other: until somebody ends the run, its jobs are still its own. Then the
    run is over for good, since others go on with its jobs.
    """

    def __init__(self, run: str, runs: Runs, clock: Clock, ttl: float = TTL) -> None:
        self.id = run
        self.is_shared = True
        self.away = False
        self._runs = runs
        self._clock = clock
        self._ttl = ttl
        self._asked = clock.monotonic()
        # After an outage, nobody is ended before all have had a whole lease's time to come back.
        self._steady_since = self._asked
        self._until = self._asked
        self.is_over = False
        self._news = asyncio.Event()

    @property
    def held(self) -> bool:
        return not self.is_over and self._clock.monotonic() < self._until

    @property
    def may_reap(self) -> bool:
        """Whether a run that is late can't be late because the database was away."""
        return self.held and self._clock.monotonic() - self._steady_since > self._ttl

    async def begin(self) -> None:
        """Ask for a lease. Raises StorageError."""
        asked = self._clock.monotonic()
        await self._runs.begin(self.id, self._ttl)
        self._renewed(asked)

    async def renew(self) -> None:
        """Renew the lease, unless the run is over.

        Raises:
            StorageError: it could not be renewed, and ends by itself.
        """
        asked = self._clock.monotonic()
        if asked - self._asked > 2 * HEARTBEAT:
            self._steady_since = asked
        try:
            renewed = await self._runs.renew(self.id, self._ttl, reap=self.may_reap)
        except DatabaseAway:
            self.away = True
            raise
        if renewed:
            self._renewed(asked)
        else:
            self.is_over = True
        self._tell()

    async def end(self) -> None:
        """Give up the lease, so that others go on at once; it lapses by itself if the database can't be reached."""
        self.is_over = True
        self._tell()
        if not self.away:
            with suppress(StorageError):
                await self._runs.end(self.id)

    async def wait(self) -> None:
        while not self.held:
            if self.is_over:
                raise asyncio.CancelledError
            await self._news.wait()

    async def over(self) -> None:
        while not self.is_over:
            await self._news.wait()

    async def renewals(self) -> AsyncGenerator[None]:
        while True:
            await self._news.wait()
            if self.is_over:
                return
            yield

    def _renewed(self, asked: float) -> None:
        self._asked = asked
        self._until = asked + self._ttl
        self.away = False

    def _tell(self) -> None:
        """Wake all that wait for a renewal, or for the end of the run."""
        news, self._news = self._news, asyncio.Event()
        news.set()
