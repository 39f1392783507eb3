"""Finding, changing and deleting stored jobs, for the features of the Discord side."""

import logging
from contextlib import suppress

from bot.credits.quota import QuotaTiers
from bot.errors import JobFailed, SaveFailed, StorageError, StorageUnavailable, saving
from bot.jobs.card import Card
from bot.jobs.errors import AlreadyFetched, TakenOver, UnknownJob
from bot.jobs.job import Job, Removal
from bot.jobs.lifecycle import JobLifecycle
from bot.jobs.recent import JobSummary, RecentJobs
from bot.jobs.repository import JobRepository
from bot.jobs.state import JobState
from bot.jobs.task import RemoteImage
from bot.runtime.clock import Clock

_log = logging.getLogger(__name__)


class JobService:
    """Facade of the stored jobs. Every call that reads may raise StorageError.

    Deleting a job never changes what it cost.
    """

    def __init__(self, repository: JobRepository, lifecycle: JobLifecycle, recent: RecentJobs, clock: Clock) -> None:
        self._repository = repository
        self._lifecycle = lifecycle
        self._recent = recent
        self._clock = clock

    async def get(self, id_or_task: str) -> Job:
        """Raises UnknownJob."""
        job = await self._repository.find(id_or_task)
        if job is None:
            raise UnknownJob
        return job

    async def find(self, job_id: str) -> Job | None:
        """Like ``get``, but None if there is no such job: its requester may have erased it."""
        return await self._repository.find(job_id)

    async def of_interaction(self, interaction_id: int) -> Job | None:
        """The job that an interaction requested."""
        return await self._repository.of_interaction(interaction_id)

    async def of_user(self, user_id: int, *, text: str = "", limit: int = 10, offset: int = 0) -> list[Job]:
        """A page of a member's jobs whose prompt contains ``text`` (case ignored), newest first."""
        return await self._repository.of_user(user_id, text=text, limit=limit, offset=offset)

    async def recent(self, user_id: int, text: str = "") -> list[JobSummary]:
        """A member's newest jobs that match ``text``, for autocomplete; none if they can't be read quickly."""
        return await self._recent.of(user_id, text)

    async def requester(self, job_id: str) -> int | None:
        """The member who requested the job with this id, even if it is erased."""
        return await self._repository.requester(job_id)

    async def reopen(self, job_id: str, card: Card, images: tuple[RemoteImage, ...], tiers: QuotaTiers = ()) -> Job:
        """Reopen a failed job on ``card``, as imini has its ``images`` after all; it counts as requested now.

        ``tiers`` are those of its requester where it was asked for.

        Raises:
            UserError: the job is refused; nothing was reserved.
        """
        try:
            job = await self.get(job_id)
        except StorageError as error:
            raise StorageUnavailable from error
        if not job.recoverable or self._lifecycle.is_open(job.id):
            raise AlreadyFetched
        # interaction_id stays that of the first request; the press that reopens the job has a pending message.
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
        return await self._lifecycle.reopen(reopened, tiers)

    async def record(self, job: Job) -> Job:
        """Store where a job's pictures are shown by now. Raises TakenOver: another run goes on with the job."""
        return await self._lifecycle.record(job)

    async def set_card(self, job: Job, card: Card) -> Job:
        return await self._lifecycle.set_card(job, card)

    async def withdraw(self, job: Job) -> None:
        """Drop a job that was not sent and whose card never appeared."""
        await self._lifecycle.withdraw(job)

    async def abandon(self, job: Job, error: JobFailed) -> None:
        """Fail and close a job that can't be shown: Discord told its requester that the bot did not respond."""
        await self._lifecycle.close(await self._lifecycle.fail(job, error))

    async def describe(self, job: Job, alt: str) -> Job:
        """Store the requester's own alternative text. Raises SaveFailed."""
        if not job.acknowledged:
            # Its card is still being posted, and whoever does that stores the job once more, without this text.
            raise SaveFailed
        job = job.with_(alt=alt)
        try:
            with saving():
                await self._repository.save(job)
        except TakenOver as error:
            raise SaveFailed from error  # opened again meanwhile, by another process
        self._recent.update(job)
        return job

    async def remove(self, job_id: str, removal: Removal) -> None:
        """Record that the messages showing a job were deleted; the job itself may be erased. Raises StorageError."""
        whose = "a moderator, " if removal.moderator else ""
        _log.info("job %s deleted by %suser %d in guild %s", job_id, whose, removal.user_id, removal.guild_id)
        await self._repository.add_removal(job_id, removal)
        if job := await self._repository.find(job_id):
            self._recent.update(job)

    async def bring_back(self, job: Job, card: Card) -> None:
        """Record that the requester has the pictures on ``card`` now, and lift removals other than a moderator's."""
        if job.state is not JobState.DELIVERED:
            job = job.advance(JobState.DELIVERED)
        if job.acknowledged:  # else whoever still posts its card would store the job as it was before
            with suppress(TakenOver):
                job = await self._lifecycle.record(job.with_(card=card, failure=None, hidden=False))
        with suppress(StorageError):
            await self._repository.lift_removals(job.id)
        self._recent.update(job.with_(removals=tuple(removal for removal in job.removals if removal.moderator)))

    async def forget(self, job: Job) -> None:
        """Erase a job at its requester's request. Raises SaveFailed."""
        with saving():
            await self._repository.drop(job.id)
        self._recent.drop(job)

    async def forget_all(self, user_id: int) -> None:
        """Erase all jobs of a member; open ones run to their end first. Raises SaveFailed."""
        with saving():
            count = await self._repository.erase(user_id)
        self._recent.erase(user_id)
        _log.info("erased %d jobs at their member's request", count)

    async def forget_old(self, older_than: float, records_older_than: float) -> None:
        """Erase closed jobs older than ``older_than`` seconds, and delete the records that are too old as well."""
        now = self._clock.now()
        try:
            count = await self._repository.empty(now - older_than)
            await self._repository.forget(now - records_older_than)
        except StorageError:
            return  # the database has logged why; the next day's run deletes them
        _log.info("deleted %d jobs older than %.0f days (RETENTION_DAYS)", count, older_than / 86400)
