"""Daily deletion of old jobs and acts, and of references that no job uses, by one process."""

import logging

from bot.budgets.budgets import Budgets
from bot.cluster.duties import Duties
from bot.errors import StorageError
from bot.images.reference_store import ReferenceStore
from bot.jobs.service import JobService
from bot.runtime.clock import Clock
from bot.servers.act_log import ActLog

_log = logging.getLogger(__name__)

DAY = 24 * 3600.0

DUTY = "forget"

TWO_MONTHS = 63
"""Days for which a record of each job is kept at least: budgets and reports count a month and the one before."""


A_YEAR = 365
"""Days for which acts are kept at least, so that moderators can explain what they did."""


class Retention:
    """Erases jobs after ``days`` (``RETENTION_DAYS``), and deletes what is left of them after ``record_days``.

    Acts are deleted after ``act_days``: never before the job that one of them blurred or removed.
    """

    def __init__(
        self,
        days: int,
        jobs: JobService,
        budgets: Budgets,
        act_log: ActLog,
        reference_store: ReferenceStore,
        duties: Duties,
        clock: Clock,
    ) -> None:
        self.days = days
        self.record_days = max(days, TWO_MONTHS)
        self.act_days = max(days, A_YEAR)
        self._act_log = act_log
        self._budgets = budgets
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
                _log.warning("couldn't read whether old jobs are due for deletion: %s", error)
            await self._clock.sleep(DAY)

    async def _forget(self) -> None:
        # Every process wakes up once a day, each at another time; the first one does it for all.
        if await self._duties.claim(DUTY, every=DAY / 2):
            await self._jobs.forget_old(self.days * DAY, self.record_days * DAY)
            await self._budgets.forget_old(self._clock.now() - 2 * DAY)
            await self._act_log.forget_old(self._clock.now() - self.act_days * DAY)
            await self._reference_store.sweep()
            await self._duties.finish(DUTY)
