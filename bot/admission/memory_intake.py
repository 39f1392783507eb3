"""The intake of one process: credits are reserved in memory, then the job is stored within its caps."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from bot.budgets.budgets import Allowance, Budgets
from bot.credits.memory_attempts import MemoryAttempts
from bot.credits.memory_quota import MemoryQuota
from bot.credits.quota import QuotaTiers
from bot.errors import AlreadyHandled, Duplicate
from bot.jobs.errors import AlreadyFetched
from bot.jobs.job import Job
from bot.jobs.repository import JobRepository


class MemoryIntake:
    """Reserves in ``quota``. What is reserved for a job that can't be stored goes back."""

    def __init__(
        self, quota: MemoryQuota, attempts: MemoryAttempts, repository: JobRepository, budgets: Budgets
    ) -> None:
        self._quota = quota
        self._attempts = attempts
        self._repository = repository
        self._budgets = budgets

    async def open(self, job: Job, tiers: QuotaTiers = ()) -> None:
        await self._attempts.check(job.user_id)
        await self._budgets.reserve(job.expense, partial(self._open, job, tiers))

    async def reopen(self, job: Job, tiers: QuotaTiers = ()) -> None:
        await self._budgets.reserve(job.expense, partial(self._reopen, job, tiers))

    async def _open(self, job: Job, tiers: QuotaTiers, allowance: Allowance) -> None:
        async with self._reserved(job, tiers, allowance):
            try:
                await self._repository.add(job, allowance.caps)
            except Duplicate as error:
                raise AlreadyHandled from error

    async def _reopen(self, job: Job, tiers: QuotaTiers, allowance: Allowance) -> None:
        async with self._reserved(job, tiers, allowance):
            if not await self._repository.reopen(job, allowance.caps):
                raise AlreadyFetched

    @asynccontextmanager
    async def _reserved(self, job: Job, tiers: QuotaTiers, allowance: Allowance) -> AsyncIterator[None]:
        await self._quota.reserve(job.user_id, job.id, job.cost, allowance.granted, tiers)
        try:
            yield
        except Exception:
            await self._quota.settle(job.id, 0)
            raise
