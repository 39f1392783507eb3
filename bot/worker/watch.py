"""What has been seen of a task, and what follows from it for its progress and its duration."""

import math
from dataclasses import dataclass
from typing import Self

from bot.jobs.job import Job
from bot.jobs.task import Task, TaskStatus
from bot.runtime.clock import Clock
from bot.timing.polls import FIRST_POLL
from bot.timing.progress import Countdown, Progress

CLOCK_ERROR = 1.0
"""Seconds by which a task may seem to end earlier or later than was seen: the submit's answer took its time."""


@dataclass(slots=True)
class Watch:
    """One task, in seconds on the monotonic clock.

    It was submitted at ``began``, and last seen in the queue at ``queued``. ``unfinished`` is when it was last known to
    be unfinished, None where that was before this process. ``countdown`` is None where nothing is known of tasks like
    it, or it had to wait for its turn. ``drawn`` is True once it was seen to be processed.
    """

    began: float
    unfinished: float | None
    countdown: Countdown | None
    queued: float | None = None
    drawn: bool = False

    @classmethod
    def of(cls, job: Job, expected: float | None, clock: Clock, timeout: float) -> Self:
        """The watch of a submitted job, ``expected`` to take so many seconds; it began ``timeout`` ago at the most."""
        began, now = clock.to_monotonic(job.submitted_at or job.created_at, timeout), clock.monotonic()
        unfinished = began if now - began < FIRST_POLL else None
        countdown = None if expected is None else Countdown(began, expected)
        return cls(began, unfinished, countdown)

    def see(self, status: TaskStatus, now: float, *, waits: bool) -> None:
        """Note that the task is unfinished ``now``. If it is queued, that says whether it ``waits`` for its turn."""
        self.unfinished = now
        self.drawn |= status is TaskStatus.PROCESSING
        if status is TaskStatus.QUEUED:
            self.queued = now
            self.countdown = None if waits else self.countdown

    def progress(self, now: float) -> Progress | None:
        """How far the task is, where that can be told."""
        return self.countdown.progress(now) if self.countdown else None

    def next_step(self, now: float) -> float:
        """When its progress changes next."""
        step = self.countdown.next_step(now) if self.countdown else None
        return math.inf if step is None else step

    def finished_at(self, task: Task, now: float) -> float | None:
        """When the task that is finished ``now`` was: by the provider's clock where that can be, else half-way."""
        earliest = self.began if self.unfinished is None else self.unfinished
        if task.seconds and earliest - CLOCK_ERROR <= self.began + task.seconds <= now + CLOCK_ERROR:
            return self.began + task.seconds
        return None if self.unfinished is None else (self.unfinished + now) / 2
