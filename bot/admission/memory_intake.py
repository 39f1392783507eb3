"""The intake of one process: credits are reserved in memory, then the job is stored."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.credits.memory_quota import MemoryQuota
from bot.errors import AlreadyHandled, Duplicate
from bot.jobs.errors import AlreadyFetched
from bot.jobs.job import Job
from bot.jobs.repository import JobRepository


class MemoryIntake:
    """Reserves in ``quota``. What is reserved for a job that can't be stored goes back."""

    def __init__(self, quota: MemoryQuota, repository: JobRepository) -> None:
        self._quota = quota
        self._repository = repository

    async def open(self, job: Job) -> None:
        async with self._reserved(job):
            try:
                await self._repository.add(job)
            except Duplicate as error:
                raise AlreadyHandled from error

    async def reopen(self, job: Job) -> None:
        async with self._reserved(job):
            if not await self._repository.reopen(job):
                raise AlreadyFetched

    @asynccontextmanager
    async def _reserved(self, job: Job) -> AsyncIterator[None]:
        await self._quota.reserve(job.user_id, job.id, job.cost)
        try:
            yield
        except Exception:
            await self._quota.settle(job.id, 0)
            raise
