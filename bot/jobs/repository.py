"""Port: where jobs are stored, so that open ones survive a restart and finished ones can be found again.

Members can erase jobs. An erased job is in no list. If it is open, it runs to its end first. Once it is closed, prompt
and pictures are deleted; a record with ids, times, credits and the outcome remains until the job's retention ends.
"""

from collections.abc import AsyncGenerator, Collection, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bot.budgets.caps import Cap
from bot.credits.quota import QuotaTiers
from bot.jobs.job import Job, Removal
from bot.timing.estimator import Kind


@dataclass(frozen=True, slots=True)
class Charge:
    """What a job, which may be erased, cost its member. ``at`` is the time of the request in epoch seconds."""

    user_id: int
    job_id: str
    credits: int
    at: float


class JobIntake(Protocol):
    """Reserves a job's credits and stores it: both or neither, also if a call is cut short or repeated.

    Every call may raise StorageError.
    """

    async def open(self, job: Job, tiers: QuotaTiers = ()) -> None:
        """Reserve the credits of a new job, within a quota that its member's ``tiers`` set, and store it.

        Raises:
            TooManyDeclined: the member has reached ``MAX_DECLINED``.
            TooManyRunning, QuotaExceeded: the member can't afford it.
            BudgetExceeded: the server, or the bot, has spent too much already.
            AlreadyHandled: there is a job of the same interaction.
            IdTaken: another job has its id.
        """

    async def reopen(self, job: Job, tiers: QuotaTiers = ()) -> None:
        """Reserve the credits of a closed failed job, likewise, and store it as open.

        Raises:
            TooManyRunning, QuotaExceeded: the member can't afford it.
            BudgetExceeded: the server, or the bot, has spent too much already.
            AlreadyFetched: it is no longer closed and failed.
        """


class JobRepository(Protocol):
    """Every call may raise StorageError. Only ``JobLifecycle`` stores jobs.

    Each open job has an owner, the run that works on it; a closed one has none. The repository is that of one run.
    """

    async def add(self, job: Job, caps: Sequence[Cap] = ()) -> None:
        """Store a new job, as its owner, if all ``caps`` cover its cost.

        Raises:
            NotCovered: one does not.
            Duplicate: there is a job of the same interaction.
            IdTaken: another job has its id.
        """

    async def save(self, job: Job) -> None:
        """Update a job of this run, which closing it (``acknowledged``) releases, or a closed one.

        A job that is no longer stored is not stored again.

        Raises:
            TakenOver: another run works on the job, or may.
        """

    async def reopen(self, job: Job, caps: Sequence[Cap] = ()) -> bool:
        """Update a closed failed job, as its owner; False if it is no longer closed and failed.

        Raises:
            NotCovered: one of ``caps`` does not cover its cost.
        """

    async def adopt(self, limit: int) -> list[Job]:
        """Become the owner of open jobs whose runs have ended, the oldest first. Returns at most ``limit``, or none."""

    async def take(self, job_id: str) -> Job | None:
        """Become the owner of another run's job that waits to be sent or is being drawn; None if it does neither."""

    async def owns(self, job_id: str) -> bool:
        """Whether the job is open and this run's."""

    async def find(self, id_or_task: str) -> Job | None:
        """The job with this id or task ID."""

    async def of_interaction(self, interaction_id: int) -> Job | None:
        """The job that an interaction requested."""

    async def open_jobs(self) -> list[Job]:
        """The jobs that are not closed (``acknowledged``), oldest first."""

    def since(self, at: float) -> AsyncGenerator[Job]:
        """The jobs created after ``at`` (epoch seconds), oldest first."""

    def newest(self, limit: int) -> AsyncGenerator[Job]:
        """The last jobs of all members, oldest first."""

    async def charges(self, since: float) -> list[Charge]:
        """The charges of jobs created after ``since`` (epoch seconds), oldest first."""

    async def in_vain(self, since: float) -> list[tuple[int, float]]:
        """Member and time (epoch seconds) of each job since then that counts towards ``MAX_DECLINED``, oldest first."""

    async def durations(self, each: int) -> list[tuple[Kind, float]]:
        """The seconds that imini took for the last ``each`` jobs of each kind, oldest first."""

    def history(self, user_id: int, text: str = "") -> AsyncGenerator[Job]:
        """A member's jobs whose prompt contains ``text`` (case ignored), newest first."""

    async def of_user(self, user_id: int, *, text: str = "", limit: int = 10, offset: int = 0) -> list[Job]:
        """One page of ``history``."""

    def erased_records(self, user_id: int) -> AsyncGenerator[dict[str, Any]]:
        """The remaining records of a member's erased jobs, newest first."""

    async def requester(self, job_id: str) -> int | None:
        """The member who requested the job with this id, even if it is erased."""

    async def add_removal(self, job_id: str, removal: Removal) -> None:
        """Store a removal, even for an erased job."""

    async def lift_removals(self, job_id: str) -> None:
        """Delete the removals of a job other than a moderator's."""

    async def empty(self, before: float) -> int:
        """Erase closed jobs created before ``before`` (epoch seconds); their records remain. Returns how many."""

    async def forget(self, before: float) -> int:
        """Delete closed jobs created before ``before`` (epoch seconds), including records of erased ones.

        Returns how many jobs were deleted.
        """

    async def reference_owners(self, job_ids: Collection[str]) -> set[str]:
        """Those of ``job_ids`` whose stored references are still needed, never that of an erased job."""

    async def drop(self, job_id: str) -> None:
        """Erase one job; an open one when it is closed."""

    async def drop_failures(self, user_id: int, keep: int) -> None:
        """Erase closed jobs of a member that imini never accepted, or declined, except the newest ``keep``."""

    async def erase(self, user_id: int) -> int:
        """Erase a member's jobs, open ones when they are closed. Returns how many."""
