"""The product: a request is admitted, submitted, followed and settled. The only writer of journal and quota."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

from bot.account import Account
from bot.clock import Clock
from bot.database import DatabaseError
from bot.durations import Durations
from bot.errors import InputUnreadable, JobError, JournalUnavailable, Paused, QueueFull, StorageFailed, SubmitUncertain
from bot.imini import IminiClient
from bot.inputs import Inputs
from bot.job import Card, Failure, Job, JobState, Update
from bot.journal import Journal
from bot.quota import Quota
from bot.request import ImagineRequest
from bot.retry import Backoff, may_resubmit
from bot.tracker import Tracker

_log = logging.getLogger(__name__)

SUBMIT_TRIES = 6


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is taken on at once: jobs that are open, submits in flight."""

    open_jobs: int
    submits: int


class Pipeline:
    """One job straight down: ``admit`` -> ``run`` -> ``delivered`` or ``failed``; a restart re-enters at ``run``."""

    def __init__(
        self,
        *,
        client: IminiClient,
        quota: Quota,
        journal: Journal,
        tracker: Tracker,
        durations: Durations,
        inputs: Inputs,
        account: Account,
        price: Callable[[ImagineRequest], int],
        limits: Limits,
        backoff: Backoff,
        clock: Clock,
        new_id: Callable[[], str],
    ) -> None:
        self._client = client
        self._quota = quota
        self._journal = journal
        self._tracker = tracker
        self._durations = durations
        self._inputs = inputs
        self._account = account
        self._price = price
        self._limits = limits
        self._backoff = backoff
        self._clock = clock
        self._new_id = new_id
        self._open: set[str] = set()
        self._sending: set[str] = set()
        self._submits = asyncio.Semaphore(limits.submits)
        self._stopping = False

    @property
    def open_jobs(self) -> int:
        """How many jobs have not ended yet."""
        return len(self._open)

    def is_sending(self, job_id: str) -> bool:
        """Whether a submit is on its way, so that nobody can say yet whether imini takes the job."""
        return job_id in self._sending

    def check_intake(self) -> None:
        """Raise Paused or QueueFull when no job is taken from anybody."""
        if self._stopping:
            raise Paused(reason=None)
        self._account.check()
        if len(self._open) >= self._limits.open_jobs:
            raise QueueFull

    def price(self, request: ImagineRequest) -> int:
        """The credits that ``request`` costs."""
        return self._price(request)

    def expected(self, request: ImagineRequest) -> float | None:
        """The seconds that ``request`` takes as a rule, None while too few like it have been seen."""
        expectation = self._durations.expected(request)
        return expectation.usual if expectation else None

    async def admit(
        self,
        user_id: int,
        request: ImagineRequest,
        card: Card,
        *,
        parent: str | None = None,
        parent_url: str = "",
        snapshots: str | None = None,
    ) -> Job:
        """Take a request: reserve its credits and write it down. Sends nothing.

        Raises:
            Refusal: why not; nothing was reserved.
        """
        self.check_intake()
        job = Job(
            id=self._new_id(),
            user_id=user_id,
            request=request,
            cost=self._price(request),
            card=card,
            created_at=self._clock.now(),
            parent=parent,
            parent_url=parent_url,
            snapshots=snapshots,
        )
        await self._quota.reserve(user_id, job.id, job.cost)
        self._open.add(job.id)
        try:
            await self._journal.save(job)
        except DatabaseError as error:
            self._open.discard(job.id)
            await self._quota.settle(job.id, 0)
            raise JournalUnavailable from error
        return job

    async def run(self, job: Job) -> AsyncIterator[Update]:
        """Submit and follow a job until it is ready to be delivered, has failed, or nobody can know."""
        try:
            if job.state in {JobState.ACCEPTED, JobState.SUBMITTING}:
                job = await self._submit(job)
            if job.state is JobState.SUBMITTED:
                async for update in self._tracker.follow(job):
                    job = update.job
                    if job.state is JobState.READY:
                        await self._record(job)
                    yield update
            else:
                yield Update(job)
        except SubmitUncertain as error:
            yield Update(await self.uncertain(job, error.message))
        except JobError as error:
            self._account.failed(error)
            yield Update(await self.failed(job, error))
        except Exception as error:  # noqa: BLE001 - a bug must not cost the member anything
            _log.exception("job %s met a bug", job.id)
            yield Update(await self.failed(job, JobError(type(error).__name__)))

    async def moved(self, job: Job, card: Card) -> Job:
        """Remember where the job's card is now."""
        job = job.to(job.state, card=card)
        await self._record(job)
        return job

    async def noted(self, job: Job) -> Job:
        """Remember that the requester is being told, before it is done, so that nobody is ever told twice."""
        job = job.to(job.state, notified=True)
        await self._record(job)
        return job

    async def described(self, job: Job, alt: str) -> Job:
        """Remember the requester's own alternative text."""
        job = job.to(job.state, alt=alt)
        await self._record(job)
        return job

    async def closed(self, job: Job) -> Job:
        """Remember that the requester knows how the job ended, or can't be told."""
        job = job.to(job.state, closed=True)
        await self._record(job)
        return job

    async def cancelled(self, job: Job) -> Job:
        """End a job at its requester's wish. What imini has taken is billed to the host, so only then it is charged."""
        charged = job.cost if job.task_id else 0
        return await self._end(job, JobState.CANCELLED, charged=charged, closed=True)

    async def delivered(self, job: Job, pictures: int) -> Job:
        """End a job whose ``pictures`` are on its card; only they are charged."""
        done = self.charged(job, pictures)
        return await self._end(done, JobState.DELIVERED, charged=done.charged, closed=True)

    def charged(self, job: Job, pictures: int) -> Job:
        """The job as it will be with ``pictures`` on its card."""
        return job.to(JobState.DELIVERED, charged=job.cost * min(pictures, job.request.num) // job.request.num)

    async def failed(self, job: Job, error: JobError) -> Job:
        """End a job that can't be finished; its credits go back."""
        _log.warning("job %s (task %s) failed, %s: %s", job.id, job.task_id or "-", error.kind, error)
        file = error.file if isinstance(error, InputUnreadable) else None
        failure = Failure(error.kind, error.code, error.message, file)
        return await self._end(job, JobState.FAILED, failure=failure)

    async def uncertain(self, job: Job, why: str) -> Job:
        """End a job of which nobody can know whether imini took it; its credits go back, nothing is sent again."""
        _log.error(
            "job %s may have been accepted and billed, and was not sent again (%s): %s %s %s, %d picture(s)",
            job.id, why, job.request.resolution, job.request.aspect_ratio, job.request.quality, job.request.num,
        )  # fmt: skip
        return await self._end(job, JobState.UNKNOWN)

    async def resume(self, since: float) -> list[Job]:
        """After a restart: rebuild quotas and durations from the jobs since ``since``; returns the jobs that go on."""
        for job in await self._journal.since(since):
            if job.charged:
                await self._quota.restore(job.user_id, job.id, job.charged, job.created_at, running=False)
            if job.drawn_in:
                self._durations.learn(job.request, job.drawn_in)
        open_jobs = await self._journal.open_jobs()
        for job in open_jobs:
            if job.state.running:
                self._open.add(job.id)
                await self._quota.restore(job.user_id, job.id, job.cost, job.created_at, running=True)
        return open_jobs

    async def forget(self, older_than: float) -> None:
        """Delete what is known of jobs that were closed and are older than ``older_than`` seconds."""
        try:
            count = await self._journal.forget(self._clock.now() - older_than)
        except DatabaseError:
            return
        _log.info("forgot %d jobs older than %.0f days", count, older_than / 86400)

    async def stop(self, grace: float) -> None:
        """Take no more jobs, and give submits in flight ``grace`` seconds to come home with their task ID."""
        self._stopping = True
        try:
            async with asyncio.timeout(grace):
                for _ in range(self._limits.submits):
                    await self._submits.acquire()
        except TimeoutError:
            _log.warning("stopping although imini has not answered a submit yet")

    async def _submit(self, job: Job) -> Job:
        if job.state is JobState.SUBMITTING:
            raise SubmitUncertain(message="the bot was stopped while it submitted")
        async with self._submits:
            request = await self._inputs.for_submit(job.request)
            try:
                task_id = await self._submit_while_safe(job, request)
                self._account.succeeded()
                job = job.to(JobState.SUBMITTED, task_id=task_id, submitted_at=self._clock.now())
                await self._record(job)
            finally:
                self._sending.discard(job.id)
        return job

    async def _submit_while_safe(self, job: Job, request: ImagineRequest) -> str:
        """Submit, and again only where imini certainly took nothing; returns the task ID."""
        attempt = 0
        while True:
            self._sending.add(job.id)
            await self._intend(job)
            try:
                return await self._client.submit(request)
            except JobError as error:
                if not may_resubmit(error) or attempt + 1 == SUBMIT_TRIES:
                    raise
                delay = self._backoff.delay(attempt, error)
            await self._record(job)
            self._sending.discard(job.id)
            await self._clock.sleep(delay)
            attempt += 1

    async def _intend(self, job: Job) -> None:
        """Write down that a submit begins: killed from here on, nobody can know whether imini took it."""
        if self._stopping:
            raise asyncio.CancelledError
        try:
            await self._journal.save(job.to(JobState.SUBMITTING))
        except DatabaseError as error:
            raise StorageFailed(message=str(error)) from error

    async def _record(self, job: Job) -> None:
        """Write down what has already happened; with a full disk, go on from memory rather than lose the pictures."""
        try:
            await self._journal.save(job)
        except DatabaseError:
            _log.error("job %s goes on, but a restart now would forget its state %s", job.id, job.state)

    async def _end(self, job: Job, state: JobState, *, charged: int = 0, **changes: Any) -> Job:
        job = job.to(state, charged=charged, finished_at=self._clock.now(), **changes)
        await self._quota.settle(job.id, charged)
        await self._record(job)
        self._open.discard(job.id)
        return job
