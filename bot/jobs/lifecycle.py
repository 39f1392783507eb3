"""Every change of a job's state and its credits. Nothing else writes the job repository or the quota."""

import logging
from collections.abc import Awaitable, Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from typing import Unpack

from bot.cluster.run import Run
from bot.credits.attempts import Attempts
from bot.credits.quota import Quota, QuotaTiers
from bot.errors import FailureKind, JobFailed, StorageError, saving
from bot.jobs.card import Card
from bot.jobs.errors import IdTaken, JobsUnwritable, NotDeliverable, StorageFailed, TakenOver
from bot.jobs.job import Failure, Job, JobChanges
from bot.jobs.recent import RecentJobs
from bot.jobs.repository import JobIntake, JobRepository
from bot.jobs.state import JobState
from bot.metrics.job_meter import JobMeter
from bot.metrics.meter import NO_METER, Meter
from bot.runtime.clock import Clock

_log = logging.getLogger(__name__)

FAILURES_KEPT = 5
"""How many of a member's jobs without pictures are kept, the newest: enough to reword or repeat them.

These cost no credits, so a member could otherwise fill the disk with them.
"""

_MEMBERS_FAULT = {FailureKind.MODERATION, FailureKind.BAD_INPUT}
"""Failures that count towards ``MAX_DECLINED``."""


class JobLifecycle:
    """Opens, advances and ends jobs. Methods return the changed job."""

    def __init__(
        self,
        intake: JobIntake,
        repository: JobRepository,
        quota: Quota,
        recent: RecentJobs,
        attempts: Attempts,
        run: Run,
        clock: Clock,
        meter: Meter = NO_METER,
    ) -> None:
        self._run = run
        self._intake = intake
        self._repository = repository
        self._quota = quota
        self._recent = recent
        self._attempts = attempts
        self._clock = clock
        self._meter = JobMeter(meter, clock)
        self._open: dict[str, Job] = {}

    @property
    def open_jobs(self) -> Collection[Job]:
        """The jobs that have not ended, as they were when they were opened."""
        return self._open.values()

    @property
    def open_count(self) -> int:
        """The number of open jobs."""
        return len(self._open)

    def is_open(self, job_id: str) -> bool:
        """Whether the job has not begun to end. It ends only once, so that repository and quota agree."""
        return job_id in self._open

    async def open(self, job: Job, tiers: QuotaTiers = ()) -> Job:
        """Reserve the job's credits, within a quota that its member's ``tiers`` set, and store it.

        Raises:
            UserError: the job is refused; nothing was reserved.
            AlreadyHandled: its interaction has a job already; nothing was reserved.
            IdTaken: another job has its id; nothing was reserved.
        """
        if job.id in self._open:
            raise IdTaken(job.id)
        await self._take_in(job, tiers, self._intake.open)
        place = job.card.guild_id, job.card.channel_id
        _log.info("job %s accepted: user %d, guild %s, channel %s", job.id, job.user_id, *place)
        self._recent.add(job)
        return job

    async def reopen(self, job: Job, tiers: QuotaTiers = ()) -> Job:
        """Reserve the credits of a closed failed job, likewise, and store it as open.

        Raises:
            UserError: the job is refused; nothing was reserved.
        """
        await self._take_in(job, tiers, self._intake.reopen)
        _log.info("job %s reopened", job.id)
        self._recent.add(job)
        return job

    async def _take_in(self, job: Job, tiers: QuotaTiers, store: Callable[[Job, QuotaTiers], Awaitable[None]]) -> None:
        """Count the job as open, and store it with its reservation; neither, if that fails."""
        # Counted before the first await, so that concurrent requests can't exceed MAX_OPEN_JOBS together.
        self._open[job.id] = job
        try:
            await store(job, tiers)
        except Exception as error:
            self._open.pop(job.id, None)
            if isinstance(error, StorageError) and not isinstance(error, IdTaken):
                raise JobsUnwritable from error
            raise

    async def begin_submit(self, job: Job) -> Job:
        """Persist SUBMITTING before sending. A crash after this point leaves the outcome unknown.

        Raises:
            StorageFailed: the state could not be written, so the job must not be sent.
        """
        job = job.advance(JobState.SUBMITTING)
        try:
            await self._save(job)
        except StorageError as error:
            raise StorageFailed(message=str(error)) from error
        await self._run.wait()
        self._meter.step(job.id, job.state)
        return job

    async def record(self, job: Job) -> Job:
        """Store what has already happened. If the disk fails, the job goes on in memory, so its pictures arrive.

        Raises:
            TakenOver: another run goes on with the job.
        """
        if self.is_open(job.id):
            self._meter.step(job.id, job.state, job.generation_seconds)
        try:
            await self._save(job)
        except StorageError:
            _log.error("job %s continues, but its state %s isn't stored and a restart would lose it", job.id, job.state)
        self._recent.update(job)
        return job

    async def checkpoint(self, job: Job) -> Job:
        """Store what has already happened, before an act that can't be undone: then this run must still own the job."""
        job = await self.record(job)
        await self._run.wait()
        return job

    async def set_card(self, job: Job, card: Card) -> Job:
        return await self.record(job.with_(card=card))

    async def mark_notified(self, job: Job) -> Job:
        """Store the ping before it is sent, so that nobody is pinged twice after a crash."""
        return await self.checkpoint(job.with_(notified=True))

    async def close(self, job: Job) -> Job:
        """Mark the job as acknowledged: its requester knows how it ended, or can't be told."""
        job = await self.record(job.with_(acknowledged=True))
        if job.state in {JobState.FAILED, JobState.CANCELLED}:
            await self._drop_old_failures(job.user_id)
        return job

    async def settle(self, job: Job, pictures: int) -> None:
        """Charge for ``pictures`` before they are shown: from then on, the requester may spend the rest.

        If the job fails after all, ``fail`` refunds them.
        """
        with self._fenced(job):
            await self._quota.settle(job.id, job.share(pictures))
        await self._run.wait()

    async def deliver(self, job: Job, pictures: int) -> Job:
        """End a job whose ``pictures`` are on its card; only they are charged.

        A job whose card has moved is not closed yet: ``report_end`` still has to link the former card to the new one.
        """
        closed = job.card.former is None
        self._meter.deliver(job.id, pictures)
        return await self._end(job, JobState.DELIVERED, charged=job.share(pictures), acknowledged=closed)

    async def mark_undelivered(self, job: Job, pictures: int, error: NotDeliverable) -> Job:
        """End a job whose ``pictures`` exist but are on no card. They are charged, as ``/task`` can show them."""
        _log.warning(
            "job %s (task %.100s) has pictures that couldn't be posted, %s: %s", job.id, job.task_id, error.kind, error
        )
        return await self._end(job, JobState.UNDELIVERED, charged=job.share(pictures), failure=Failure.of(error))

    async def fail(self, job: Job, error: JobFailed) -> Job:
        """End a job that can't go on, and refund its credits."""
        _log.warning("job %s (task %.100s) failed, %s: %s", job.id, job.task_id or "-", error.kind, error)
        in_vain = error.kind in _MEMBERS_FAULT
        if in_vain:
            self._attempts.count(job.user_id)
        return await self._end(job, JobState.FAILED, failure=Failure.of(error), in_vain=in_vain)

    async def fail_from_bug(self, job: Job, error: Exception) -> Job:
        """End a job that a bug in the bot stopped: it must not cost the member anything."""
        _log.error("job %s failed because of a bug in the bot", job.id, exc_info=error)
        return await self.fail(job, JobFailed(type(error).__name__))

    async def mark_unknown(self, job: Job, reason: str) -> Job:
        """End a job that imini may or may not have accepted. Its credits are refunded, and it is not sent again."""
        _log.error(
            "imini may have accepted and billed job %s, so it isn't sent again (%s): %s %s %s, %d picture(s)",
            job.id, reason, job.request.resolution, job.request.aspect_ratio, job.request.quality, job.request.num,
        )  # fmt: skip
        # The submitter returns the job only once it is submitted, so this one may say ACCEPTED although
        # SUBMITTING is stored.
        sent = job if job.state is JobState.SUBMITTING else job.advance(JobState.SUBMITTING)
        return await self._end(sent, JobState.UNKNOWN)

    async def cancel(self, job: Job) -> Job:
        """End a job before it is sent. It costs nothing, but counts towards ``MAX_DECLINED``.

        Raises:
            SaveFailed: the job is not cancelled, since a restart would go on with it.
            TakenOver: another run works on the job.
        """
        job = self._ended(job, JobState.CANCELLED, in_vain=True)
        with saving():
            await self._save(job)
        self._forget(job)
        self._attempts.count(job.user_id)
        await self._quota.finish(job.id, 0)
        self._recent.update(job)
        return job

    async def hide(self, job: Job) -> Job:
        """Mark a job that was cancelled while imini draws it. imini can't stop the task and bills it.

        Raises:
            SaveFailed: the job is not marked.
            TakenOver: another run works on the job.
        """
        job = job.with_(hidden=True)
        with saving():
            await self._save(job)
        return job

    async def withdraw(self, job: Job) -> None:
        """Drop a job that was not sent and has no card, as this bot's response to its interaction never arrived."""
        _log.info("job %s of interaction %s was withdrawn: its card doesn't exist", job.id, job.interaction_id)
        job = await self._end(job, JobState.CANCELLED, acknowledged=True)
        with suppress(StorageError):
            await self._repository.drop(job.id)
            self._recent.drop(job)

    async def resume(self, job: Job) -> None:
        """Go on with a job of another run that has not ended, with its reservation."""
        self._open[job.id] = job
        await self._quota.restore(job.user_id, job.id, job.cost, job.created_at, running=True)

    def let_go(self, job_id: str) -> None:
        """Forget an open job that another run works on."""
        self._open.pop(job_id, None)
        self._meter.let_go(job_id)
        _log.warning("job %s was taken over by another process, which continues it", job_id)

    async def _save(self, job: Job) -> None:
        with self._fenced(job):
            await self._repository.save(job)

    @contextmanager
    def _fenced(self, job: Job) -> Iterator[None]:
        """A job that was taken over is no longer one of this process."""
        try:
            yield
        except TakenOver:
            self.let_go(job.id)
            raise

    async def _drop_old_failures(self, user_id: int) -> None:
        try:
            await self._repository.drop_failures(user_id, FAILURES_KEPT)
        except StorageError:
            _log.error("old failed jobs of user %d couldn't be deleted; the next failed job retries this", user_id)

    async def _end(self, job: Job, state: JobState, **changes: Unpack[JobChanges]) -> Job:
        job = self._ended(job, state, **changes)
        # Before the first await, so that nothing else can end the job as well.
        self._forget(job)
        await self._quota.finish(job.id, job.charged)
        return await self.record(job)

    def _forget(self, job: Job) -> None:
        """Count an ended job, which is open no more."""
        self._open.pop(job.id, None)
        self._meter.end(job.id, job.state, job.failure.kind if job.failure else "", job.charged)

    def _ended(self, job: Job, state: JobState, **changes: Unpack[JobChanges]) -> Job:
        # An end that names no charge costs nothing, whatever the job says so far.
        return job.with_(charged=0, finished_at=self._clock.now()).advance(state, **changes)
