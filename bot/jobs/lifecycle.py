"""The books: what state each job is in, on disk, and what it costs its requester. Nothing else writes these two."""

import logging
from collections.abc import Collection
from contextlib import suppress
from typing import Unpack

from bot.credits.attempts import Attempts
from bot.credits.quota import Quota
from bot.errors import AlreadyHandled, Duplicate, FailureKind, JobFailed, StorageError, UserError
from bot.jobs.card import Card
from bot.jobs.errors import JobsUnwritable, NotDeliverable, StorageFailed
from bot.jobs.job import Failure, Job, JobChanges
from bot.jobs.recent import RecentJobs
from bot.jobs.repository import JobRepository
from bot.jobs.state import JobState
from bot.runtime.clock import Clock

_log = logging.getLogger(__name__)

FAILURES_KEPT = 5
"""Jobs of a member that imini never accepted, or declined afterwards, and that are kept, the newest: enough to reword
or repeat them.
"""

_MEMBERS_DOING = {FailureKind.MODERATION, FailureKind.BAD_INPUT}


class JobLifecycle:
    """Opens, moves and ends jobs. Every method returns the job as it is afterwards."""

    def __init__(
        self,
        repository: JobRepository,
        quota: Quota,
        recent: RecentJobs,
        attempts: Attempts,
        clock: Clock,
    ) -> None:
        self._repository = repository
        self._quota = quota
        self._recent = recent
        self._attempts = attempts
        self._clock = clock
        self._open: dict[str, Job] = {}

    @property
    def active_jobs(self) -> Collection[Job]:
        """The jobs that have not ended yet, as they were when they were opened."""
        return self._open.values()

    @property
    def open_jobs(self) -> int:
        """How many jobs have not ended yet."""
        return len(self._open)

    def is_open(self, job_id: str) -> bool:
        """Whether nothing has begun to end the job yet: it ends once, so that journal and quota agree on how."""
        return job_id in self._open

    async def open(self, job: Job) -> Job:
        """Reserve the job's credits and write it down.

        Raises:
            Refusal: why not; nothing was reserved.
            AlreadyHandled: its interaction has a job already; nothing was reserved.
        """
        self._open[job.id] = job
        try:
            await self._quota.reserve(job.user_id, job.id, job.cost)
            await self._repository.save(job)
        except UserError:
            self._open.pop(job.id, None)
            raise
        except StorageError as error:
            self._open.pop(job.id, None)
            await self._quota.settle(job.id, 0)
            raise AlreadyHandled if isinstance(error, Duplicate) else JobsUnwritable from error
        place = job.card.guild_id, job.card.channel_id
        _log.info("job %s accepted: user %d, guild %s, channel %s", job.id, job.user_id, *place)
        self._recent.add(job)
        return job

    async def begin_submit(self, job: Job) -> Job:
        """Write down that a submit begins: killed from here on, nobody can know whether imini took it.

        Raises:
            StorageFailed: it could not be written, so it must not be sent.
        """
        job = job.advance(JobState.SUBMITTING)
        try:
            await self._repository.save(job)
        except StorageError as error:
            raise StorageFailed(message=str(error)) from error
        return job

    async def record(self, job: Job) -> Job:
        """Write down what has already happened; with a full disk, go on from memory rather than lose the pictures."""
        try:
            await self._repository.save(job)
        except StorageError:
            _log.error("job %s goes on, but a restart now would forget its state %s", job.id, job.state)
        self._recent.update(job)
        return job

    async def set_card(self, job: Job, card: Card) -> Job:
        """Remember where the job's card is now."""
        return await self.record(job.with_(card=card))

    async def mark_notified(self, job: Job) -> Job:
        """Remember that the requester is being pinged, before it is done, so that nobody is ever pinged twice."""
        return await self.record(job.with_(notified=True))

    async def close(self, job: Job) -> Job:
        """Remember that the requester knows how the job ended, or can't be told."""
        job = await self.record(job.with_(acknowledged=True))
        if job.state in {JobState.FAILED, JobState.CANCELLED}:
            await self._drop_old_failures(job.user_id)
        return job

    async def settle(self, job: Job, pictures: int) -> None:
        """Charge ``pictures`` before they are shown: who sees the card may spend the rest. ``failed`` takes it back."""
        await self._quota.settle(job.id, job.share(pictures))

    async def deliver(self, job: Job, pictures: int) -> Job:
        """End a job whose ``pictures`` are on its card; only they are charged. It stays open while the place where its
        card was before has not been told.
        """
        closed = job.card.former is None
        return await self._end(job, JobState.DELIVERED, charged=job.share(pictures), acknowledged=closed)

    async def mark_undelivered(self, job: Job, pictures: int, error: NotDeliverable) -> Job:
        """End a job whose ``pictures`` are there but on no card. They are charged: ``/task`` shows them from now on."""
        _log.warning("job %s (task %.100s) was drawn but not shown, %s: %s", job.id, job.task_id, error.kind, error)
        return await self._end(job, JobState.UNDELIVERED, charged=job.share(pictures), failure=Failure.of(error))

    async def fail(self, job: Job, error: JobFailed) -> Job:
        """End a job that can't be finished; its credits go back."""
        _log.warning("job %s (task %.100s) failed, %s: %s", job.id, job.task_id or "-", error.kind, error)
        in_vain = error.kind in _MEMBERS_DOING
        if in_vain:
            self._attempts.count(job.user_id)
        return await self._end(job, JobState.FAILED, failure=Failure.of(error), in_vain=in_vain)

    async def mark_unknown(self, job: Job, why: str) -> Job:
        """End a job of which nobody can know whether imini took it; its credits go back, nothing is sent again."""
        _log.error(
            "job %s may have been accepted and billed, and was not sent again (%s): %s %s %s, %d picture(s)",
            job.id, why, job.request.resolution, job.request.aspect_ratio, job.request.quality, job.request.num,
        )  # fmt: skip
        # Who sends a job holds it as accepted until imini has it; that the submit began, ``intend`` has written down.
        sent = job if job.state is JobState.SUBMITTING else job.advance(JobState.SUBMITTING)
        return await self._end(sent, JobState.UNKNOWN)

    async def cancel(self, job: Job) -> Job:
        """End a job that was not sent yet, at its requester's wish; it costs nothing."""
        self._attempts.count(job.user_id)
        return await self._end(job, JobState.CANCELLED, in_vain=True)

    async def hide(self, job: Job) -> Job:
        """Remember that a job was cancelled while imini draws it, which can't be stopped and is billed."""
        return await self.record(job.with_(hidden=True))

    async def withdraw(self, job: Job) -> None:
        """Forget a job that was not sent, as its interaction was never answered by this bot: no card tells of it."""
        _log.info("job %s of interaction %s is withdrawn: its card is not there", job.id, job.interaction_id)
        job = await self._end(job, JobState.CANCELLED, acknowledged=True)
        with suppress(StorageError):
            await self._repository.drop(job.id)
            self._recent.drop(job)

    async def resume(self, job: Job) -> None:
        """Count a job of an earlier run that has not ended."""
        self._open[job.id] = job
        await self._quota.restore(job.user_id, job.id, job.cost, job.created_at, running=True)

    async def _drop_old_failures(self, user_id: int) -> None:
        try:
            await self._repository.drop_failures(user_id, FAILURES_KEPT)
        except StorageError:
            _log.error("old failed jobs of user %d are kept for now", user_id)

    async def _end(self, job: Job, state: JobState, **changes: Unpack[JobChanges]) -> Job:
        job = job.with_(charged=0, finished_at=self._clock.now()).advance(state, **changes)
        self._open.pop(job.id, None)
        await self._quota.settle(job.id, job.charged)
        return await self.record(job)
