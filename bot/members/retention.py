"""What the bot does on its own now and then: forgetting old jobs."""

from bot.images.reference_store import ReferenceStore
from bot.jobs.service import JobService
from bot.runtime.clock import Clock

DAY = 24 * 3600.0


class Retention:
    """Keeps jobs for ``days``."""

    def __init__(self, days: int, jobs: JobService, reference_store: ReferenceStore, clock: Clock) -> None:
        self.days = days
        self._jobs = jobs
        self._reference_store = reference_store
        self._clock = clock

    async def forget_daily(self) -> None:
        """At the start and then once a day, delete what is older."""
        while True:
            await self._jobs.forget_old(self.days * DAY)
            await self._reference_store.sweep()
            await self._clock.sleep(DAY)
