"""The quota of several processes: the row of a job says what it reserves or cost."""

import logging
from collections.abc import Iterable

from bot.credits.quota import Balance, QuotaTiers
from bot.credits.window import Booking, CreditWindow
from bot.errors import StorageError, StorageUnavailable
from bot.jobs.errors import TakenOver
from bot.runtime.clock import Clock
from bot.storage.accounts import statements
from bot.storage.database import Database, Row, Transaction

_log = logging.getLogger(__name__)

ROUNDING = 1.0
"""Seconds by which more is read than counts, so that only ``CreditWindow`` decides what does."""


async def entries_of(user_id: int, database: Transaction, window: CreditWindow, now: float) -> list[Booking]:
    """What counts of a member, erased jobs included. Raises StorageError."""
    since = now - window.seconds - ROUNDING
    return bookings(await database.fetch(statements.ENTRIES, (user_id, since, user_id)), now)


def bookings(rows: Iterable[Row], now: float) -> list[Booking]:
    """What rows of jobs say that counts."""
    # In the future if another process's clock is ahead. It counts all the same, until that much later.
    return [Booking(min(row["created_at"], now), row["credits"], row["running"]) for row in rows]


class SharedQuota:
    """The quota of members whose jobs ``run`` and others work on. ``SharedIntake`` reserves it.

    All processes have the time of day from the database (``bot/storage/cluster/wall_time.py``). If it is set back,
    credits come back later by as much, and nobody gets more than the limit.

    Args:
        database: for members, who do not wait for long.
        patient: for jobs, which wait until the database is back.
    """

    def __init__(self, window: CreditWindow, database: Database, patient: Database, run: str, clock: Clock) -> None:
        self._window = window
        self._database = database
        self._patient = patient
        self._run = run
        self._clock = clock

    async def check(self, user_id: int, cost: int, granted: int = 0, tiers: QuotaTiers = ()) -> None:
        self._window.for_member(granted, tiers).check(await self._entries(user_id), cost, self._clock.now())

    async def settle(self, job_id: str, charged: int) -> None:
        try:
            settled = await self._patient.write(statements.SETTLE, (charged, job_id, self._run))
        except StorageError as error:
            _log.error("job %s continues, and reserves its full price until its outcome is stored: %s", job_id, error)
        else:
            if not settled:
                raise TakenOver(job_id)

    async def finish(self, job_id: str, charged: int) -> None:
        pass

    async def restore(self, user_id: int, job_id: str, cost: int, at: float, *, running: bool) -> None:
        pass

    async def balance(self, user_id: int, granted: int = 0, tiers: QuotaTiers = ()) -> Balance:
        return self._window.for_member(granted, tiers).balance(await self._entries(user_id), self._clock.now())

    async def _entries(self, user_id: int) -> list[Booking]:
        try:
            return await entries_of(user_id, self._database, self._window, self._clock.now())
        except StorageError as error:
            raise StorageUnavailable from error
