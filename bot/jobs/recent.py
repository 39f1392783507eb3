"""The last jobs of each member, in memory: what a list that must be there at once is made of."""

from dataclasses import dataclass

from cachetools import LRUCache

from bot.jobs.job import Job, Removal
from bot.jobs.state import JobState

CAPACITY = 1000
"""Members whose jobs are kept."""

JOBS_EACH = 25
"""Jobs of one member that are kept, the newest."""

PROMPT_KEPT = 100


@dataclass(frozen=True, slots=True)
class JobSummary:
    """As much of a job as a line of a list shows; ``prompt`` is its beginning, ``at`` epoch seconds."""

    id: str
    task_id: str | None
    prompt: str
    state: JobState
    at: float
    removals: tuple[Removal, ...] = ()

    def matches(self, text: str) -> bool:
        """Whether ``text`` is in the prompt, or one of the ids begins with it; case does not matter."""
        wanted = text.strip().casefold()
        ids = (self.id, self.task_id or "")
        return wanted in self.prompt.casefold() or any(found.startswith(wanted) for found in ids)


class RecentJobs:
    """The newest jobs of the members who were active last; whoever has been away for long is dropped first."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self.capacity = capacity
        self._jobs = LRUCache[int, tuple[JobSummary, ...]](capacity)

    def of(self, user_id: int, text: str = "") -> list[JobSummary]:
        """A member's jobs that match ``text``, newest first."""
        return [summary for summary in reversed(self._jobs.get(user_id, ())) if summary.matches(text)]

    def add(self, job: Job) -> None:
        """A new job, or one that was taken up again."""
        self._jobs[job.user_id] = (*self._others(job), _summary(job))[-JOBS_EACH:]

    def update(self, job: Job) -> None:
        """A job has changed. One that was dropped stays so: its member may have erased it."""
        if job.user_id in self._jobs:
            there = self._jobs[job.user_id]
            self._jobs[job.user_id] = tuple(_summary(job) if old.id == job.id else old for old in there)

    def drop(self, job: Job) -> None:
        """Forget one job."""
        if job.user_id in self._jobs:
            self._jobs[job.user_id] = self._others(job)

    def erase(self, user_id: int) -> None:
        """Forget all jobs of a member."""
        self._jobs.pop(user_id, None)

    def _others(self, job: Job) -> tuple[JobSummary, ...]:
        return tuple(old for old in self._jobs.get(job.user_id, ()) if old.id != job.id)


def _summary(job: Job) -> JobSummary:
    prompt = " ".join(job.request.prompt[: 2 * PROMPT_KEPT].split())[:PROMPT_KEPT]
    return JobSummary(job.id, job.task_id, prompt, job.state, job.created_at, job.removals)
