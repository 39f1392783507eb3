"""Takes over a job that another process works on, as a member wants to change it."""

import logging
from collections.abc import Callable, Coroutine
from typing import Any, Final

from bot.cluster.run import Run
from bot.cluster.signals import NO_SIGNALS, Payload, Signals
from bot.errors import SaveFailed, StorageError
from bot.jobs.job import Job
from bot.jobs.lifecycle import JobLifecycle
from bot.jobs.repository import JobRepository
from bot.runtime.background import BackgroundTasks

TAKEN: Final = "taken"
"""The topic under which a process tells the former owner of a job."""

_log = logging.getLogger(__name__)


class TakeOver:
    """Makes jobs of other processes this one's, and hears which of this one's others have taken over.

    A task whose job was taken over ends at its next write at the latest: the signal may get lost.

    Args:
        jobs: waits for a database that is away.
        member_jobs: the same jobs, for as long as a member waits.
    """

    def __init__(
        self,
        run: Run,
        jobs: JobRepository,
        member_jobs: JobRepository,
        lifecycle: JobLifecycle,
        tasks: BackgroundTasks,
        signals: Signals = NO_SIGNALS,
    ) -> None:
        self._run = run
        self._jobs = jobs
        self._member_jobs = member_jobs
        self._lifecycle = lifecycle
        self._tasks = tasks
        self._signals = signals
        self._taking: set[str] = set()

    def on_taken(self, let_go: Callable[[str], Coroutine[Any, Any, None]]) -> None:
        """Have ``let_go`` called with the id of each job that another process may have taken over."""

        def hear(payload: Payload) -> None:
            job_id = str(payload["job"])
            self._tasks.start(let_go(job_id), f"let go of job {job_id}")

        self._signals.subscribe(TAKEN, hear)

    async def take(self, job_id: str, go_on: Callable[[Job], None]) -> Job | None:
        """Take over a job that waits to be sent or is being drawn; None if it does neither, or is this process's.

        Args:
            go_on: runs the job as it is. It is called if the job turns out to be this process's later.

        Raises:
            SaveFailed: the database does not say whose the job is now.
        """
        if not self._run.is_shared or job_id in self._taking or self._lifecycle.is_open(job_id):
            return None
        self._taking.add(job_id)
        try:
            job = await self._member_jobs.take(job_id)
        except StorageError as error:
            # It may have been taken over all the same, and then nobody else works on it.
            self._tasks.start(self._take_late(job_id, go_on), f"take over job {job_id}")
            raise SaveFailed from error
        return await self._taken(job_id, job)

    async def _take_late(self, job_id: str, go_on: Callable[[Job], None]) -> None:
        if job := await self._taken(job_id, await self._jobs.take(job_id)):
            go_on(job)

    async def _taken(self, job_id: str, job: Job | None) -> Job | None:
        self._taking.discard(job_id)
        if job:
            _log.info("taking over job %s from another process, because a member changed it", job_id)
            self._signals.publish(TAKEN, {"job": job_id})
            await self._lifecycle.resume(job)
        return job
