"""The jobs that this process is working on, and the tasks that do the work."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from bot.jobs.job import Job
from bot.runtime.background import BackgroundTasks


class ActiveJobs:
    """Runs the work of each job in the background, and knows each job as it was seen last."""

    def __init__(self, tasks: BackgroundTasks) -> None:
        self._tasks = tasks
        self._active: dict[str, tuple[Job, asyncio.Task[None]]] = {}

    def start(self, job: Job, work: Coroutine[Any, Any, None]) -> None:
        """Begin to ``work`` on ``job``, which is active until the work is over."""
        task = self._tasks.start(work, f"job {job.id}")
        self._active[job.id] = (job, task)
        task.add_done_callback(lambda _: self._over(job.id, task))

    def find(self, job_id: str) -> Job | None:
        """The job with this id, if it is active."""
        job, _ = self._active.get(job_id, (None, None))
        return job

    def update(self, job: Job) -> None:
        """Remember how a job stands now."""
        if job.id in self._active:
            self._active[job.id] = (job, self._active[job.id][1])

    async def stop(self, job_id: str) -> None:
        """Cut the work of an active job off, and return once it has ended."""
        _, task = self._active.pop(job_id)
        task.cancel()
        await asyncio.wait({task})

    def _over(self, job_id: str, task: asyncio.Task[None]) -> None:
        """Forget a job, unless somebody works on it again."""
        if job_id in self._active and self._active[job_id][1] is task:
            del self._active[job_id]
