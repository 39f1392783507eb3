"""Jobs that outlive the process: open ones to go on with, finished ones to find again.

A member can make the bot forget jobs. Such a job is *unwanted*: it is in no list any more, an open one still goes on,
and once it is closed neither prompt nor pictures are kept: the record that is left holds ids, times, credits and how it
ended, for as long as any job is kept.
"""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any, Protocol

from bot.jobs.job import Job, Removal


@dataclass(frozen=True, slots=True)
class Charge:
    """What a job cost its member: ``credits``, ``at`` epoch seconds. Known even of a job that was erased."""

    user_id: int
    job_id: str
    credits: int
    at: float


class JobRepository(Protocol):
    """Where jobs are written down: by the pipeline alone; members erase. Writing may raise StorageError."""

    async def save(self, job: Job) -> None:
        """Write ``job`` as it is now. Raises Duplicate for a second job of one interaction."""

    async def find(self, id_or_task: str) -> Job | None:
        """The job with this id or task ID."""

    async def of_interaction(self, interaction_id: int) -> Job | None:
        """The job that an interaction asked for."""

    async def open_jobs(self) -> list[Job]:
        """The jobs that still need something done, oldest first."""

    def since(self, at: float) -> AsyncGenerator[Job]:
        """The jobs created after ``at`` (epoch seconds), oldest first."""

    def newest(self, limit: int) -> AsyncGenerator[Job]:
        """The last jobs of all members, oldest first."""

    async def charges(self, since: float) -> list[Charge]:
        """What jobs created after ``since`` (epoch seconds) cost, oldest first."""

    async def in_vain(self, since: float) -> list[tuple[int, float]]:
        """Member and time (epoch seconds) of the jobs since then that came to nothing by their doing, oldest first."""

    def history(self, user_id: int, text: str = "") -> AsyncGenerator[Job]:
        """A member's jobs whose prompt contains ``text`` (case ignored), newest first."""

    async def of_user(self, user_id: int, *, text: str = "", limit: int = 10, offset: int = 0) -> list[Job]:
        """A part of ``history``."""

    def erased_records(self, user_id: int) -> AsyncGenerator[dict[str, Any]]:
        """The records that are left of a member's erased jobs, newest first."""

    async def requester(self, job_id: str) -> int | None:
        """The member who requested the job with this id, also of an erased one."""

    async def add_removal(self, job_id: str, removal: Removal) -> None:
        """Note a removal, also of a job that was erased since."""

    async def lift_removals(self, job_id: str) -> None:
        """Take back the removals that were no moderator's."""

    async def forget(self, before: float) -> int:
        """Delete the closed jobs created before ``before`` (epoch seconds), and what is left of erased ones; returns
        how many.
        """

    async def reference_owners(self) -> set[str]:
        """The ids of the jobs whose references a known job uses; never that of an erased one."""

    async def drop(self, job_id: str) -> None:
        """Erase one job; if it is open, once it is closed."""

    async def drop_failures(self, user_id: int, but: int) -> None:
        """Erase a member's closed jobs that imini never accepted, or declined, but for the newest ``but``."""

    async def erase(self, user_id: int) -> int:
        """Erase a member's jobs, open ones once they are closed; returns how many."""
