"""Daily deletion of old jobs and of references that no job uses, by one process."""

import logging

from bot.cluster.duties import Duties
from bot.errors import StorageError
from bot.images.reference_store import ReferenceStore
from bot.jobs.service import JobService
from bot.runtime.clock import Clock

_log = logging.getLogger(__name__)

DAY = 24 * 3600.0

DUTY = "forget"


class Retention:
    """Deletes jobs after ``days`` (``RETENTION_DAYS``)."""

    def __init__(
        self, days: int, jobs: JobService, reference_store: ReferenceStore, duties: Duties, clock: Clock
    ) -> None:
        self.days = days
        self._jobs = jobs
        self._reference_store = reference_store
        self._duties = duties
        self._clock = clock

    async def forget_daily(self) -> None:
        """Delete old jobs now and then once a day. Never returns; run it in the background."""
        while True:
            try:
                await self._forget()
            except StorageError as error:
                _log.warning("whether old jobs are to be deleted can't be read: %s", error)
            await self._clock.sleep(DAY)

    async def _forget(self) -> None:
        # Every process wakes up once a day, each at another time; the first one does it for all.
        if await self._duties.claim(DUTY, every=DAY / 2):
            await self._jobs.forget_old(self.days * DAY)
            await self._reference_store.sweep()
            await self._duties.finish(DUTY)
