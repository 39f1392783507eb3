"""Follows one task at imini until it is final."""

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import timedelta

from bot.clock import Clock
from bot.durations import Durations, Expectation
from bot.errors import (
    AccountRefused,
    JobError,
    KeyRefused,
    NoPictures,
    OutOfCredits,
    TaskFailed,
    TaskNotFound,
    TimedOut,
)
from bot.imini import IminiClient
from bot.job import Job, JobState, Progress, TaskStatus, Update
from bot.retry import Backoff, is_transient
from bot.wire import Task

_log = logging.getLogger(__name__)

FIRST_POLL = 2.0
CLOSEST_POLL = 1.5
WIDEST_POLL = 10.0
TICK = 5.0
PATIENCE = 5
"""Answers in a row that deny the task or the account before they are believed: a fresh task may not be known yet."""

_DENIALS = (TaskNotFound, KeyRefused, OutOfCredits, AccountRefused)


def next_poll(elapsed: float, expected: Expectation | None) -> float:
    """Seconds to the next query, ``elapsed`` seconds after the submit.

    Sparse while a result is unlikely, dense around the time when jobs like this one finish, then ever sparser: the wait
    stays a small part of what the member has waited already.
    """
    if elapsed < FIRST_POLL:
        return FIRST_POLL - elapsed
    if expected and elapsed < expected.early:
        return max(CLOSEST_POLL, expected.early - elapsed)
    share = 0.07 if expected and elapsed < 2 * expected.usual else 0.15
    return min(max(CLOSEST_POLL, share * elapsed), WIDEST_POLL)


def progress(elapsed: float, now: float, expected: Expectation | None) -> Progress | None:
    """How far a job is, or None where nothing has been learned or the job is already later than usual."""
    if expected is None or elapsed >= expected.usual:
        return None
    return Progress(fraction=elapsed / expected.usual, ends_at=now - elapsed + expected.usual)


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
        failures, seen_running = 0, False
        wait = self._next(job)
        while True:
            async for update in self._waiting(job, wait):
                yield update
            try:
                task = await self._query(job)
            except JobError as error:
                failures += 1
                if not is_transient(error) and not (isinstance(error, _DENIALS) and failures < PATIENCE):
                    raise
                wait = max(self._backoff.delay(failures - 1, error), self._next(job))
                self._still_in_time(job)
                continue
            failures = 0
            if task.status is TaskStatus.SUCCEEDED:
                # Found finished at the first look: it may have been so for hours, which teaches nothing.
                if seen_running:
                    self._durations.learn(job.request, self._elapsed(job))
                yield Update(_finished(job, task, self._clock.now()))
                return
            if task.status is TaskStatus.FAILED:
                raise TaskFailed(task.code, task.message, task.request_id)
            self._still_in_time(job)
            seen_running = True
            job = job.to(JobState.SUBMITTED, status=task.status)
            wait = self._next(job)
            yield self._update(job)

    async def _query(self, job: Job) -> Task:
        """One query that does not outlast the deadline by more than a moment."""
        try:
            async with asyncio.timeout(max(self._rest(job), FIRST_POLL)):
                return await self._client.task(job.task_id or "")
        except TimeoutError:
            raise TimedOut(seconds=self._timeout) from None

    async def _waiting(self, job: Job, seconds: float) -> AsyncIterator[Update]:
        """Wait, but never past the deadline, with an update now and then to move the progress bar."""
        until = self._clock.now() + min(seconds, max(self._rest(job), 0.0))
        while (rest := until - self._clock.now()) > 0:
            await self._clock.sleep(min(rest, TICK))
            if rest > TICK:
                yield self._update(job)

    def _update(self, job: Job) -> Update:
        return Update(job, progress(self._elapsed(job), self._clock.now(), self._durations.expected(job.request)))

    def _next(self, job: Job) -> float:
        return next_poll(self._elapsed(job), self._durations.expected(job.request))

    def _still_in_time(self, job: Job) -> None:
        if self._rest(job) <= 0:
            raise TimedOut(seconds=self._timeout)

    def _rest(self, job: Job) -> float:
        return self._timeout - self._elapsed(job)

    def _elapsed(self, job: Job) -> float:
        return self._clock.now() - (job.submitted_at or job.created_at)


def _finished(job: Job, task: Task, now: float) -> Job:
    if not task.images:
        raise NoPictures(message="the task succeeded without pictures")
    return job.to(JobState.READY, status=task.status, images=task.images, ready_at=now)
