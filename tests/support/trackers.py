"""A tracker over scripted responses, and its updates of a job."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bot.errors import JobFailed
from bot.jobs.job import Job
from bot.jobs.state import JobState
from bot.jobs.task import RemoteImage, Task, TaskStatus
from bot.net.backoff import Backoff
from bot.timing.estimator import DurationEstimator
from bot.timing.polls import PollSchedule
from bot.worker.presenter import Update
from bot.worker.tracker import LAST_QUERY, Tracker
from tests.support.clock import FakeClock
from tests.support.jobs import START, a_job
from tests.support.scripted import ScriptedClient

Answer = Callable[[float], Task | JobFailed]

TIMEOUT = 900.0
QUEUED = Task(TaskStatus.QUEUED)
RUNNING = Task(TaskStatus.PROCESSING)
DONE = Task(TaskStatus.SUCCEEDED, images=(RemoteImage("https://file.iminicdn.com/1.png", 1024, 1024),))
NO_JITTER = Backoff(jitter=0)


def submitted(at: float = START, **fields: Any) -> Job:
    """A job that imini accepted ``at`` epoch seconds."""
    return a_job(state=JobState.SUBMITTED, task_id="task_7", submitted_at=at, **fields)


def in_turn(*answers: Task | JobFailed) -> Answer:
    """Each answer once, and the last one for ever."""
    waiting = list(answers)
    return lambda _: waiting.pop(0) if len(waiting) > 1 else waiting[0]


def a_tracker(
    client: ScriptedClient,
    clock: FakeClock,
    estimator: DurationEstimator | None = None,
    timeout: float = TIMEOUT,
    last_query: float = LAST_QUERY,
    polls: PollSchedule | None = None,
) -> Tracker:
    """A tracker that waits without jitter; ``timeout`` and ``last_query`` in seconds."""
    limit = timedelta(seconds=timeout)
    estimator = estimator or DurationEstimator()
    return Tracker(client, estimator, polls or PollSchedule(estimator), limit, NO_JITTER, clock.clock, last_query)


async def follow(tracker: Tracker, job: Job) -> list[Update]:
    """All updates of a job."""
    return [update async for update in tracker.follow(job)]


async def ended(tracker: Tracker, job: Job) -> JobFailed:
    """The error that ends a job without pictures."""
    with pytest.raises(JobFailed) as caught:
        await follow(tracker, job)
    return caught.value
