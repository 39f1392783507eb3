"""The newest jobs of each member, for autocomplete: in memory, or from a database that other processes write too."""

from dataclasses import dataclass
from typing import Protocol

from cachetools import LRUCache

from bot.errors import StorageError
from bot.jobs.job import Job, Removal
from bot.jobs.repository import JobRepository
from bot.jobs.state import JobState

CAPACITY = 1000
"""How many members' jobs are kept."""

JOBS_EACH = 25
"""How many jobs of one member are kept. Discord lists at most 25 choices."""

PROMPT_KEPT = 100
"""Characters."""


@dataclass(frozen=True, slots=True)
class JobSummary:
    """One line of a list of jobs; ``prompt`` is its first part, ``at`` the time of the request (epoch seconds)."""

    id: str
    task_id: str | None
    prompt: str
    state: JobState
    at: float
    removals: tuple[Removal, ...] = ()

    def matches(self, text: str) -> bool:
        """Whether the prompt contains ``text`` (case ignored), or one of the ids begins with it."""
        query = text.strip().casefold()
        ids = (self.id, self.task_id or "")
        return query in self.prompt.casefold() or any(one.startswith(query) for one in ids)


class RecentJobs(Protocol):
    """Port: the newest jobs of members. Whatever changes a job calls it."""

    async def of(self, user_id: int, text: str = "") -> list[JobSummary]:
        """A member's jobs that match ``text``, newest first."""

    async def restore(self, jobs: JobRepository) -> None:
        """Read what is to be in memory. Raises StorageError."""

    def add(self, job: Job) -> None:
        """Add a job as its member's newest; a reopened one is moved there."""

    def update(self, job: Job) -> None:
        """Update a job. A dropped job is not added again, as its member may have erased it."""

    def drop(self, job: Job) -> None: ...

    def erase(self, user_id: int) -> None: ...


class StoredRecentJobs:
    """The newest jobs as they are stored, whichever process changed them. ``jobs`` must not wait long."""

    def __init__(self, jobs: JobRepository) -> None:
        self._jobs = jobs

    async def of(self, user_id: int, text: str = "") -> list[JobSummary]:
        try:
            jobs = await self._jobs.of_user(user_id, limit=JOBS_EACH)
        except StorageError:
            return []
        return [summary for summary in map(_summary, jobs) if summary.matches(text)]

    async def restore(self, jobs: JobRepository) -> None:
        pass

    def add(self, job: Job) -> None:
        pass

    def update(self, job: Job) -> None:
        pass

    def drop(self, job: Job) -> None:
        pass

    def erase(self, user_id: int) -> None:
        pass


class MemoryRecentJobs:
    """The newest jobs of the most recently active members; the least recently active one is dropped first."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._jobs = LRUCache[int, tuple[JobSummary, ...]](capacity)

    async def of(self, user_id: int, text: str = "") -> list[JobSummary]:
        return [summary for summary in reversed(self._jobs.get(user_id, ())) if summary.matches(text)]

    async def restore(self, jobs: JobRepository) -> None:
        async for job in jobs.newest(self._capacity):
            self.add(job)

    def add(self, job: Job) -> None:
        self._jobs[job.user_id] = (*self._others(job), _summary(job))[-JOBS_EACH:]

    def update(self, job: Job) -> None:
        if job.user_id in self._jobs:
            kept = self._jobs[job.user_id]
            self._jobs[job.user_id] = tuple(_summary(job) if old.id == job.id else old for old in kept)

    def drop(self, job: Job) -> None:
        if job.user_id in self._jobs:
            self._jobs[job.user_id] = self._others(job)

    def erase(self, user_id: int) -> None:
        self._jobs.pop(user_id, None)

    def _others(self, job: Job) -> tuple[JobSummary, ...]:
        return tuple(old for old in self._jobs.get(job.user_id, ()) if old.id != job.id)


def _summary(job: Job) -> JobSummary:
    prompt = " ".join(job.request.prompt[: 2 * PROMPT_KEPT].split())[:PROMPT_KEPT]
    return JobSummary(job.id, job.task_id, prompt, job.state, job.created_at, job.removals)
