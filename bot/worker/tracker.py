"""Polls one task at imini until it is final."""

import asyncio
import math
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

from bot.errors import JobFailed
from bot.images.errors import NoPictures
from bot.imini.errors import TaskFailed
from bot.imini.retry_policy import demanded_pause, denies_task
from bot.jobs.errors import TimedOut
from bot.jobs.job import Job
from bot.jobs.state import JobState
from bot.jobs.task import Provider, Task, TaskStatus
from bot.net.backoff import Backoff
from bot.requests.request import MAX_COUNT
from bot.runtime.clock import Clock
from bot.timing.estimator import DurationEstimator
from bot.timing.polls import PollSchedule
from bot.worker.presenter import Update
from bot.worker.watch import Watch

TICK = 15.0
"""Seconds after which there is an update at the latest: a card may have to say that it can't be edited any longer."""

SOON = 2.0
"""Seconds before a query in which there is no update: it may find the task finished."""

LAST_QUERY = 2.0
"""Minimum seconds for the last query, even beyond the deadline."""

FAILURES_FOR_OUTAGE = 5
"""Consecutive failed queries that count as an outage."""

DENIED_FOR = 180.0
"""Seconds for which imini must deny a task, without another response in between, before the job fails.

During a deploy or behind a lagging replica, a task is missing for a minute or two, and it may be billed already. For a
task that is really gone, the member waits no longer than for a slow one.
"""

EMPTY_RESULTS = 3
"""Consecutive successes without a picture before the job fails: the images may be listed a moment later."""


@dataclass(slots=True)
class _FailureStreak:
    """Consecutive failed queries: all, those without images at the end, and since when imini denies the task."""

    failures: int = 0
    empty: int = 0
    denied_since: float | None = None

    def count(self, error: JobFailed, now: float) -> None:
        """Count a query that failed with ``error``; ``now`` is in monotonic seconds."""
        self.failures += 1
        self.empty = self.empty + 1 if isinstance(error, NoPictures) else 0
        if not denies_task(error):
            self.denied_since = None
        elif self.denied_since is None:
            self.denied_since = now

    def is_conclusive(self, now: float) -> bool:
        """Whether the last failure has been repeated long enough to fail the job."""
        return self.empty == EMPTY_RESULTS or (self.denied_since is not None and now - self.denied_since >= DENIED_FOR)

    @property
    def is_outage(self) -> bool:
        """Whether queries have failed for more than a moment."""
        return self.failures >= FAILURES_FOR_OUTAGE


@dataclass(slots=True)
class _Deadline:
    """When a job times out (``at``, in monotonic seconds), if it ``holds``.

    A deadline that passed while the bot was down holds only after a query: the task may have finished meanwhile.
    """

    at: float
    holds: bool

    def left(self, now: float) -> float:
        """Seconds until the timeout."""
        return self.at - now if self.holds else math.inf


class Tracker:
    """Follows jobs; one instance serves all of them.

    A query may take ``last_query`` seconds even if the job's ``timeout`` ends earlier.
    """

    def __init__(
        self,
        provider: Provider,
        estimator: DurationEstimator,
        polls: PollSchedule,
        timeout: timedelta,
        backoff: Backoff,
        clock: Clock,
        last_query: float = LAST_QUERY,
    ) -> None:
        self._provider = provider
        self._estimator = estimator
        self._polls = polls
        self._timeout = timeout.total_seconds()
        self._backoff = backoff
        self._clock = clock
        self._last_query = last_query

    async def follow(self, job: Job) -> AsyncIterator[Update]:
        """Updates of a submitted job; the last one holds the job as READY with its images.

        Raises:
            TaskFailed, TimedOut, NoPictures: the job failed.
            ApiError: imini kept denying the task.
        """
        watch = Watch.of(job, self._estimator.expected(job.request), self._clock, self._timeout)
        yield self._update(job, watch)
        streak = _FailureStreak()
        deadline = _Deadline(watch.began + self._timeout, holds=self._since(watch.began) < self._timeout)
        # A job of an earlier process is asked about at once.
        wait = 0.0 if watch.unfinished is None else self._next(job, watch)
        while True:
            until = self._clock.monotonic() + min(wait, self._left(deadline))
            while await self._has_news(watch, until):
                yield self._update(job, watch)
            try:
                task = await self._query(job, deadline)
            except JobFailed as error:
                streak.count(error, self._clock.monotonic())
                if streak.is_conclusive(self._clock.monotonic()):
                    raise
                # During an outage, no query can confirm the deadline, so it holds without one.
                deadline.holds |= streak.is_outage
                self._check(deadline)
                wait = max(self._backoff.delay(streak.failures - 1, demanded_pause(error)), self._next(job, watch))
                continue
            streak = _FailureStreak()
            if task.status is TaskStatus.SUCCEEDED:
                yield Update(self._ready(job, task, watch))
                return
            if task.status is TaskStatus.FAILED:
                raise TaskFailed(task.code, task.message, task.request_id)
            deadline.holds = True
            self._check(deadline)
            watch.see(task.status, self._clock.monotonic(), waits=not self._polls.queue_misleads)
            job = job if task.status is job.status else job.with_(status=task.status)
            wait = self._next(job, watch)
            yield self._update(job, watch)

    async def _query(self, job: Job, deadline: _Deadline) -> Task:
        """One query, ended shortly after the deadline. Raises NoPictures for a success without images."""
        # Without a deadline that holds, only the client's own timeout (IMINI_TIMEOUT) bounds the query.
        seconds = max(self._left(deadline), self._last_query) if deadline.holds else None
        try:
            async with asyncio.timeout(seconds):
                task = await self._provider.task(job.task_id or "")
        except TimeoutError:
            raise TimedOut(seconds=self._timeout) from None
        if task.status is TaskStatus.SUCCEEDED and not task.images:
            raise NoPictures(message="the task succeeded without pictures")
        return task

    async def _has_news(self, watch: Watch, until: float) -> bool:
        """Wait for the next step of the progress; or ``until`` a query, if that comes before or soon after: False."""
        now = self._clock.monotonic()
        update_at = min(watch.next_step(now), now + TICK)
        is_in_time = update_at <= until - SOON
        moment = update_at if is_in_time else until
        # A loop: a sleep may end a moment too early, and the step that had not come yet would be passed over.
        while (seconds := moment - self._clock.monotonic()) > 0:
            await self._clock.sleep(seconds)
        return is_in_time

    def _ready(self, job: Job, task: Task, watch: Watch) -> Job:
        """The job, ready. Found so at the first look, it may not tell how long it took, and then teaches nothing."""
        at = watch.finished_at(task, self._clock.monotonic())
        if at is not None:
            self._estimator.learn(job.request, at - watch.began)
        if watch.queued is not None:
            self._polls.learn_queue(drawn=watch.drawn)
        return job.advance(
            JobState.READY,
            status=task.status,
            images=task.images[:MAX_COUNT],
            generation_seconds=None if at is None else at - watch.began,
        )

    def _update(self, job: Job, watch: Watch) -> Update:
        return Update(job, watch.progress(self._clock.monotonic()))

    def _next(self, job: Job, watch: Watch) -> float:
        queued = None if watch.queued is None else self._since(watch.queued)
        return self._polls.wait(job.request, self._since(watch.began), queued)

    def _check(self, deadline: _Deadline) -> None:
        if self._left(deadline) <= 0:
            raise TimedOut(seconds=self._timeout)

    def _left(self, deadline: _Deadline) -> float:
        return deadline.left(self._clock.monotonic())

    def _since(self, moment: float) -> float:
        return self._clock.monotonic() - moment
