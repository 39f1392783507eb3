"""Daily deletion of old jobs and of references that no job uses."""

from bot.images.reference_store import ReferenceStore
from bot.jobs.service import JobService
from bot.runtime.clock import Clock

DAY = 24 * 3600.0


class Retention:
    """Deletes jobs after ``days`` (``RETENTION_DAYS``)."""

    def __init__(self, days: int, jobs: JobService, reference_store: ReferenceStore, clock: Clock) -> None:
        self.days = days
        self._jobs = jobs
        self._reference_store = reference_store
        self._clock = clock

    async def forget_daily(self) -> None:
        """Delete old jobs now and then once a day. Never returns; run it in the background."""
        while True:
            await self._jobs.forget_old(self.days * DAY)
            await self._reference_store.sweep()
            await self._clock.sleep(DAY)
