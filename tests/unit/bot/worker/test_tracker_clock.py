"""Jobs that are tracked while the host's clock is set, or resumed after it was."""

import pytest

from bot.jobs.errors import TimedOut
from bot.jobs.job import Job
from bot.jobs.state import JobState
from bot.jobs.task import RemoteImage, Task, TaskStatus
from bot.timing.estimator import DurationEstimator
from tests.support.clock import FakeClock
from tests.support.jobs import START, a_job, a_request
from tests.support.scripted import ScriptedClient
from tests.support.trackers import a_tracker

TIMEOUT = 900.0
EARLY = 0.0005
"""Seconds by which a timer may fire too early: uvloop counts milliseconds, and rounds."""

RUNNING = Task(TaskStatus.PROCESSING)
DONE = Task(TaskStatus.SUCCEEDED, images=(RemoteImage("https://file.iminicdn.com/1.png", 1024, 1024),))


async def _follow(clock: FakeClock, client: ScriptedClient) -> Job:
    """The last of a job that was submitted at START."""
    tracker = a_tracker(client, clock, timeout=TIMEOUT)
    job = a_job(state=JobState.SUBMITTED, task_id="task_7", submitted_at=START)
    return [update.job async for update in tracker.follow(job)][-1]


@pytest.mark.parametrize("by", [-3600, 3600])
async def test_a_clock_that_is_set_while_a_job_is_followed_changes_nothing(clock: FakeClock, by: float) -> None:
    def answer(_: float) -> Task:
        if len(client.asked) == 3:
            clock.set_by(by)
        return RUNNING if len(client.asked) < 6 else DONE

    client = ScriptedClient(clock, answer)
    last = await _follow(clock, client)
    assert last.state is JobState.READY
    assert sum(clock.sleeps) == pytest.approx(clock.time - START - by)
    assert last.generation_seconds == pytest.approx(sum(clock.sleeps[:-1]) + clock.sleeps[-1] / 2)


@pytest.mark.parametrize(("by", "left"), [(-3600, TIMEOUT), (-300, TIMEOUT - 300), (-500, TIMEOUT - 100)])
async def test_a_job_of_an_earlier_run_waits_no_longer_than_a_new_one(clock: FakeClock, by: float, left: float) -> None:
    """It was submitted 600 seconds ago, and the clock was set back by so many before the bot came up again."""
    clock.advance(600)
    clock.set_by(by)
    began = clock.time
    with pytest.raises(TimedOut):
        await _follow(clock, ScriptedClient(clock, lambda _: RUNNING))
    assert clock.time - began == pytest.approx(left)


class _EarlyClock(FakeClock):
    """Its long sleeps end too early."""

    async def _sleep(self, seconds: float) -> None:
        await super()._sleep(seconds - EARLY if seconds > 1 else seconds)


async def test_no_step_of_the_progress_is_passed_over_by_a_sleep_that_ends_too_early() -> None:
    clock, estimator = _EarlyClock(START), DurationEstimator()
    for _ in range(20):
        estimator.learn(a_request(), 21.0)
    client = ScriptedClient(clock, lambda now: DONE if now >= START + 21 else RUNNING)
    job = a_job(state=JobState.SUBMITTED, task_id="task_7", submitted_at=START)
    half_way = []
    async for update in a_tracker(client, clock, estimator).follow(job):
        if update.progress and update.progress.fraction == 0.5:
            half_way.append(clock.time - START)
        clock.advance(2 * EARLY)  # showing it takes its time
    assert half_way[0] == pytest.approx(10.5, abs=0.01)
