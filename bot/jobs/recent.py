"""The newest jobs of each member, in memory: autocomplete has no time for the database."""

from dataclasses import dataclass

from cachetools import LRUCache

from bot.jobs.job import Job, Removal
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


class RecentJobs:
    """The newest jobs of the most recently active members; the least recently active one is dropped first."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self.capacity = capacity
        self._jobs = LRUCache[int, tuple[JobSummary, ...]](capacity)

    def of(self, user_id: int, text: str = "") -> list[JobSummary]:
        """A member's jobs that match ``text``, newest first."""
        return [summary for summary in reversed(self._jobs.get(user_id, ())) if summary.matches(text)]

    def add(self, job: Job) -> None:
        """Add a job as its member's newest; a reopened one is moved there."""
        self._jobs[job.user_id] = (*self._others(job), _summary(job))[-JOBS_EACH:]

    def update(self, job: Job) -> None:
        """Update a job. A dropped job is not added again, as its member may have erased it."""
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
