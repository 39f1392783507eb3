"""Follows one task at imini until it is final."""

import asyncio
import math
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

from bot.clock import Clock
from bot.durations import Durations, Expectation
from bot.errors import JobError, NoPictures, TaskFailed, TimedOut
from bot.imini import IminiClient
from bot.job import Job, JobState, Progress, TaskStatus, Update
from bot.request import MAX_COUNT
from bot.retry import Backoff, is_transient
from bot.wire import Task

FIRST_POLL = 2.0
CLOSEST_POLL = 1.5
WIDEST_POLL = 15.0
TICK = 5.0
PATIENCE = 5
"""Denials in a row before they are believed: a fresh task may not be known yet, and it may be paid for already."""


def next_poll(elapsed: float, expected: Expectation | None) -> float:
    """Seconds to the next query, ``elapsed`` seconds after the submit.

    Sparse while a result is unlikely, dense around the time when jobs like this one finish, then ever sparser: the wait
    stays a small part of what the member has waited already.
    """
    if elapsed < FIRST_POLL:
        return min(FIRST_POLL - elapsed, FIRST_POLL)
    share = 0.1 if expected and elapsed < 2 * expected.usual else 0.15
    until_likely = expected.early - elapsed if expected else 0.0
    return min(max(CLOSEST_POLL, share * elapsed, until_likely), WIDEST_POLL)


def progress(elapsed: float, now: float, expected: Expectation | None) -> Progress | None:
    """How far a job is, or None where nothing has been learned or the job is already later than usual."""
    if expected is None or elapsed >= expected.usual:
        return None
    return Progress(fraction=elapsed / expected.usual, ends_at=now - elapsed + expected.usual)


@dataclass(slots=True)
class _Trouble:
    """Queries in a row that brought no answer, and the last among them that were denials, not failures."""

    failures: int = 0
    denials: int = 0

    def count(self, error: JobError) -> None:
        """Count a failed query; raise ``error`` once it is to be believed."""
        self.failures += 1
        self.denials = 0 if is_transient(error) else self.denials + 1
        if self.denials >= PATIENCE:
            raise error

    @property
    def lasting(self) -> bool:
        """Whether this is more than a hiccup."""
        return self.failures >= PATIENCE


class Tracker:
    """Polls imini for one job at a time; hold one and call ``follow`` for each job."""

    def __init__(
        self, client: IminiClient, durations: Durations, timeout: timedelta, backoff: Backoff, clock: Clock
    ) -> None:
        self._client = client
        self._durations = durations
        self._timeout = timeout.total_seconds()
        self._backoff = backoff
        self._clock = clock

    async def follow(self, job: Job) -> AsyncIterator[Update]:
        """Updates of a submitted job; the last one holds it as READY with its images.

        Raises:
            TaskFailed, TimedOut, NoPictures: the job is over.
            ApiError: imini kept denying the task or the account.
        """
        yield self._update(job)
        trouble, seen_running = _Trouble(), False
        # A deadline that passed while the bot was down counts only once imini has been asked for real.
        deadline = math.inf if self._deadline(job) <= self._clock.now() else self._deadline(job)
        wait = max(0.0, FIRST_POLL - self._elapsed(job))
        while True:
            async for update in self._waiting(job, min(wait, deadline - self._clock.now())):
                yield update
            try:
                task = await self._query(job, deadline)
            except JobError as error:
                trouble.count(error)
                if trouble.lasting:
                    deadline = self._deadline(job)
                self._check(deadline)
                wait = max(self._backoff.delay(trouble.failures - 1, error), self._next(job))
                continue
            trouble = _Trouble()
            if task.status is TaskStatus.SUCCEEDED:
                yield Update(self._finished(job, task, seen_running=seen_running))
                return
            if task.status is TaskStatus.FAILED:
                raise TaskFailed(task.code, task.message, task.request_id)
            deadline = self._deadline(job)
            self._check(deadline)
            seen_running = True
            job = job.to(JobState.SUBMITTED, status=task.status)
            wait = self._next(job)
            yield self._update(job)

    async def _query(self, job: Job, deadline: float) -> Task:
        """One query that does not outlast the deadline by more than a moment."""
        rest = deadline - self._clock.now()
        try:
            async with asyncio.timeout(None if rest == math.inf else max(rest, FIRST_POLL)):
                return await self._client.task(job.task_id or "")
        except TimeoutError:
            raise TimedOut(seconds=self._timeout) from None

    async def _waiting(self, job: Job, seconds: float) -> AsyncIterator[Update]:
        """Wait, with an update now and then to move the progress bar."""
        until = self._clock.now() + seconds
        while (rest := until - self._clock.now()) > 0:
            await self._clock.sleep(min(rest, TICK))
            if rest > TICK:
                yield self._update(job)

    def _finished(self, job: Job, task: Task, *, seen_running: bool) -> Job:
        """The job, ready. Found finished at the first look, it may have been so for hours, which teaches nothing."""
        if not task.images:
            raise NoPictures(message="the task succeeded without pictures")
        drawn_in = self._elapsed(job) if seen_running else None
        if drawn_in:
            self._durations.learn(job.request, drawn_in)
        images = task.images[:MAX_COUNT]
        return job.to(JobState.READY, status=task.status, images=images, drawn_in=drawn_in)

    def _update(self, job: Job) -> Update:
        return Update(job, progress(self._elapsed(job), self._clock.now(), self._durations.expected(job.request)))

    def _next(self, job: Job) -> float:
        return next_poll(self._elapsed(job), self._durations.expected(job.request))

    def _check(self, deadline: float) -> None:
        if deadline <= self._clock.now():
            raise TimedOut(seconds=self._timeout)

    def _deadline(self, job: Job) -> float:
        return (job.submitted_at or job.created_at) + self._timeout

    def _elapsed(self, job: Job) -> float:
        return self._clock.now() - (job.submitted_at or job.created_at)
