"""The jobs that this process works on, and their background tasks."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from bot.jobs.job import Job
from bot.runtime.background import BackgroundTasks


class ActiveJobs:
    """Runs one background task per job, and holds the latest version of each job."""

    def __init__(self, tasks: BackgroundTasks) -> None:
        self._tasks = tasks
        self._active: dict[str, tuple[Job, asyncio.Task[None]]] = {}

    def start(self, job: Job, work: Coroutine[Any, Any, None]) -> None:
        """Run ``work`` in the background; ``job`` is active until it ends."""
        task = self._tasks.start(work, f"job {job.id}")
        self._active[job.id] = (job, task)
        task.add_done_callback(lambda _: self._discard(job.id, task))

    def find(self, job_id: str) -> Job | None:
        """The latest version of the job, None if it is not active."""
        job, _ = self._active.get(job_id, (None, None))
        return job

    def update(self, job: Job) -> None:
        """Replace the latest version of an active job."""
        if job.id in self._active:
            self._active[job.id] = (job, self._active[job.id][1])

    async def stop(self, job_id: str) -> None:
        """Cancel the task of an active job, and wait until it has ended."""
        _, task = self._active.pop(job_id)
        task.cancel()
        await asyncio.wait({task})

    def _discard(self, job_id: str, task: asyncio.Task[None]) -> None:
        """Remove a job, unless another task has been started for it."""
        if job_id in self._active and self._active[job_id][1] is task:
            del self._active[job_id]
