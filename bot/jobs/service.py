"""The jobs on record, for whoever looks at one, looks after it or takes it away. What a job cost stays counted."""

import logging
from contextlib import suppress

from bot.errors import JobFailed, SaveFailed, StorageError, StorageUnavailable
from bot.jobs.card import Card
from bot.jobs.errors import AlreadyFetched, UnknownJob
from bot.jobs.job import Job, Removal
from bot.jobs.lifecycle import JobLifecycle
from bot.jobs.recent import JobSummary, RecentJobs
from bot.jobs.repository import JobRepository
from bot.jobs.state import JobState
from bot.jobs.task import RemoteImage
from bot.runtime.clock import Clock

_log = logging.getLogger(__name__)


class JobErasure:
    """Removes jobs from servers, and forgets them at their requester's wish or for their age."""

    def __init__(self, repository: JobRepository, recent: RecentJobs, clock: Clock) -> None:
        self._repository = repository
        self._recent = recent
        self._clock = clock

    async def remove(self, job_id: str, removal: Removal) -> None:
        """Note that a job, which may have been erased, was taken away where it was shown. Raises StorageError."""
        whose = "a moderator, " if removal.moderator else ""
        _log.info("job %s deleted by %suser %d in guild %s", job_id, whose, removal.user_id, removal.guild_id)
        await self._repository.add_removal(job_id, removal)
        if job := await self._repository.find(job_id):
            self._recent.update(job)

    async def restore(self, job: Job) -> None:
        """Note that the requester brought back what no moderator removed."""
        with suppress(StorageError):
            await self._repository.lift_removals(job.id)
        self._recent.update(job.with_(removals=tuple(removal for removal in job.removals if removal.moderator)))

    async def drop(self, job: Job) -> None:
        """Forget one job at its requester's wish. Raises NotSaved."""
        try:
            await self._repository.drop(job.id)
        except StorageError as error:
            raise SaveFailed from error
        self._recent.drop(job)

    async def erase(self, user_id: int) -> None:
        """Forget a member's jobs; open ones go on and are forgotten then. Raises NotSaved."""
        try:
            count = await self._repository.erase(user_id)
        except StorageError as error:
            raise SaveFailed from error
        self._recent.erase(user_id)
        _log.info("erased %d jobs of a member at their wish", count)

    async def forget(self, older_than: float) -> None:
        """Delete closed jobs older than ``older_than`` seconds, and what is left of erased ones."""
        try:
            count = await self._repository.forget(self._clock.now() - older_than)
        except StorageError:
            return
        _log.info("forgot %d jobs older than %.0f days", count, older_than / 86400)


class JobService:
    """Finds jobs, and notes what becomes of them once they are accepted. Reading may raise StorageError."""

    def __init__(
        self, repository: JobRepository, lifecycle: JobLifecycle, erasure: JobErasure, recent: RecentJobs, clock: Clock
    ) -> None:
        self._repository = repository
        self._lifecycle = lifecycle
        self._erasure = erasure
        self._recent = recent
        self._clock = clock

    async def get(self, id_or_task: str) -> Job:
        """The job with this id or task ID. Raises UnknownJob."""
        job = await self._repository.find(id_or_task)
        if job is None:
            raise UnknownJob
        return job

    async def find(self, job_id: str) -> Job | None:
        """The job with this id, or None: where it goes on without, as its requester may have erased it."""
        return await self._repository.find(job_id)

    async def of_interaction(self, interaction_id: int) -> Job | None:
        """The job that an interaction asked for."""
        return await self._repository.of_interaction(interaction_id)

    async def of_user(self, user_id: int, *, text: str = "", limit: int = 10, offset: int = 0) -> list[Job]:
        """A page of a member's jobs whose prompt contains ``text`` (case ignored), newest first."""
        return await self._repository.of_user(user_id, text=text, limit=limit, offset=offset)

    def recent(self, user_id: int, text: str = "") -> list[JobSummary]:
        """A member's newest jobs that match ``text``, from memory: for a list that must be there at once."""
        return self._recent.of(user_id, text)

    async def requester(self, job_id: str) -> int | None:
        """The member who requested the job with this id, also of an erased one."""
        return await self._repository.requester(job_id)

    async def reopen(self, job_id: str, card: Card, images: tuple[RemoteImage, ...]) -> Job:
        """Resume a failed job on ``card``, as imini has its ``images`` after all; it counts as requested now.

        Raises:
            UnknownJob, or another Refusal: why not; nothing was reserved.
        """
        try:
            job = await self.get(job_id)
        except StorageError as error:
            raise StorageUnavailable from error
        if not job.recoverable or self._lifecycle.is_open(job.id):
            raise AlreadyFetched
        # Its interaction stays the one that asked for it first; the press that brings it back has an errand.
        reopened = job.advance(
            JobState.READY,
            card=card,
            images=images,
            created_at=self._clock.now(),
            finished_at=None,
            failure=None,
            notified=False,
            extra_messages=(),
            acknowledged=False,
        )
        return await self._lifecycle.open(reopened)

    async def set_card(self, job: Job, card: Card) -> Job:
        """Note where the job's card is now."""
        return await self._lifecycle.set_card(job, card)

    async def withdraw(self, job: Job) -> None:
        """Drop a job that was not sent and whose card never appeared."""
        await self._lifecycle.withdraw(job)

    async def abandon(self, job: Job, error: JobFailed) -> None:
        """End a job whose requester can't be told, as Discord showed them that the bot did not respond."""
        await self._lifecycle.close(await self._lifecycle.fail(job, error))

    async def describe(self, job: Job, alt: str) -> Job:
        """Store the requester's own alternative text."""
        return await self._lifecycle.record(job.with_(alt=alt))

    async def remove(self, job_id: str, removal: Removal) -> None:
        """Note that a job, which may have been erased, was deleted where it was shown. Raises StorageError."""
        await self._erasure.remove(job_id, removal)

    async def bring_back(self, job: Job, card: Card) -> None:
        """Note that its requester has the pictures on ``card`` now, whatever they deleted before."""
        if job.state is not JobState.DELIVERED:
            job = job.advance(JobState.DELIVERED)
        job = await self._lifecycle.record(job.with_(card=card, failure=None, hidden=False))
        await self._erasure.restore(job)

    async def forget(self, job: Job) -> None:
        """Erase a job at its requester's wish, but not what it cost. Raises NotSaved."""
        await self._erasure.drop(job)

    async def forget_old(self, older_than: float) -> None:
        """Delete closed jobs older than ``older_than`` seconds, and what is left of erased ones."""
        await self._erasure.forget(older_than)
