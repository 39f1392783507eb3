"""Jobs sent to imini: each only once, a bounded number at a time, and never before its state is stored."""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from bot.errors import FailureKind, JobFailed
from bot.imini.errors import (
    AccountRefused,
    ApiError,
    CutOff,
    InvalidRequest,
    NotPassedOn,
    PromptRefused,
    RateLimited,
    SubmitUncertain,
    TaskNotFound,
    Unavailable,
    Unreachable,
)
from bot.jobs.errors import StorageFailed
from bot.jobs.job import Job
from bot.jobs.state import JobState
from bot.requests.request import ImagineRequest
from bot.worker.submitter import TRIES
from tests.support.clock import FakeClock
from tests.support.core import Bounds, Core
from tests.support.imini import FakeImini
from tests.support.jobs import START

SAFE = [Unreachable("DNS"), CutOff("TimeoutError"), RateLimited(429), Unavailable(503), NotPassedOn(404)]
FINAL = [
    InvalidRequest(status=400),
    PromptRefused(status=400),
    AccountRefused(status=401, kind=FailureKind.KEY_REFUSED),
    AccountRefused(status=402),
    AccountRefused(status=403),
    TaskNotFound(status=404),
    ApiError(status=502, kind=FailureKind.BUSY),
    ApiError(status=418),
    NotPassedOn(status=403),
    SubmitUncertain(message="ConnectionLost"),
]


class WatchedClock(FakeClock):
    """A clock during whose next sleeps happens what is in ``meanwhile``, in turn."""

    def __init__(self) -> None:
        super().__init__()
        self.meanwhile: deque[Callable[[], Awaitable[None]]] = deque()

    async def _sleep(self, seconds: float) -> None:
        if self.meanwhile:
            await self.meanwhile.popleft()()
        await super()._sleep(seconds)


@pytest.fixture
def clock() -> WatchedClock:
    """The clock of these tests."""
    return WatchedClock()


@pytest.fixture
async def core(tmp_path: Path, clock: WatchedClock) -> AsyncIterator[Core]:
    """A bot with two submits at once."""
    async with Core(tmp_path, FakeImini(), clock, Bounds(submits=2)) as core:
        yield core


class Gate:
    """Holds submits back until it is opened."""

    def __init__(self, core: Core) -> None:
        self._opened = asyncio.Event()
        self._came = asyncio.Condition()
        self.here = 0
        core.imini.arriving = self._hold

    async def _hold(self, _: ImagineRequest) -> None:
        async with self._came:
            self.here += 1
            self._came.notify_all()
        await self._opened.wait()

    async def reached(self, number: int) -> None:
        """Wait until ``number`` submits are held."""
        async with self._came:
            await self._came.wait_for(lambda: self.here >= number)

    def open(self) -> None:
        """Let everybody through from now on."""
        self._opened.set()


async def test_a_job_comes_back_with_its_task_id(core: Core, clock: WatchedClock) -> None:
    job = await core.admit(num=3)
    clock.advance(2)
    job = await core.submitter.submit(job)
    assert (job.state, job.task_id, job.submitted_at) == (JobState.SUBMITTED, "task_1", START + 2)
    assert await core.written(job) == job
    assert core.imini.sent == [job.request]


async def test_the_intent_is_on_disk_before_anything_is_sent(core: Core) -> None:
    job = await core.admit()
    seen: list[Job] = []

    async def look(_: ImagineRequest) -> None:
        seen.append(await core.written(job))

    core.imini.arriving = look
    await core.submitter.submit(job)
    assert seen == [job.advance(JobState.SUBMITTING)]


async def test_what_can_not_be_written_down_is_not_sent(core: Core) -> None:
    job = await core.admit()
    await core.disk(full=True)
    with pytest.raises(StorageFailed):
        await core.submitter.submit(job)
    assert core.imini.sent == []
    assert not core.submitter.is_sending(job.id)


async def test_a_task_id_that_can_not_be_written_down_is_gone_on_with(core: Core) -> None:
    job = await core.admit()

    async def fill(_: ImagineRequest) -> None:
        await core.disk(full=True)

    core.imini.arriving = fill
    assert (await core.submitter.submit(job)).task_id == "task_1"


@pytest.mark.parametrize("error", SAFE, ids=lambda error: type(error).__name__)
async def test_a_submit_that_certainly_was_not_accepted_is_sent_again(
    core: Core, clock: WatchedClock, error: JobFailed
) -> None:
    core.imini.outcomes.extend([error, error])
    job = await core.submitter.submit(await core.admit())
    assert job.task_id == "task_3"
    assert len(clock.sleeps) == 2
    assert clock.sleeps[0] >= (5 if isinstance(error, RateLimited) else 1)


async def test_between_two_tries_the_job_is_stored_as_accepted(core: Core, clock: WatchedClock) -> None:
    job = await core.admit()
    seen: list[Job] = []

    async def look() -> None:
        seen.append(await core.written(job))

    clock.meanwhile.append(look)
    core.imini.outcomes.append(Unreachable(message="DNS"))
    await core.submitter.submit(job)
    assert seen == [job]


async def test_imini_says_how_long_to_wait(core: Core, clock: WatchedClock) -> None:
    core.imini.outcomes.append(RateLimited(status=429, retry_after=42))
    await core.submitter.submit(await core.admit())
    assert clock.sleeps == [42]


@pytest.mark.parametrize("error", SAFE, ids=lambda error: type(error).__name__)
async def test_after_some_tries_it_is_given_up(core: Core, error: JobFailed) -> None:
    core.imini.outcomes.extend([error] * (TRIES + 1))
    job = await core.admit()
    with pytest.raises(type(error)):
        await core.submitter.submit(job)
    assert len(core.imini.sent) == TRIES
    assert not core.submitter.is_sending(job.id)


@pytest.mark.parametrize("error", FINAL, ids=lambda error: type(error).__name__)
async def test_any_other_failure_is_never_sent_again(core: Core, clock: WatchedClock, error: JobFailed) -> None:
    core.imini.outcomes.append(error)
    job = await core.admit()
    with pytest.raises(type(error)):
        await core.submitter.submit(job)
    assert (len(core.imini.sent), clock.sleeps) == (1, [])
    assert not core.submitter.is_sending(job.id)


async def test_a_job_that_was_being_sent_when_the_bot_was_killed_is_not_sent_again(core: Core) -> None:
    job = await core.admit()
    with pytest.raises(SubmitUncertain):
        await core.submitter.submit(job.advance(JobState.SUBMITTING))
    assert core.imini.sent == []


async def test_never_more_submits_at_once_than_allowed(core: Core) -> None:
    gate = Gate(core)
    tasks = [asyncio.create_task(core.submitter.submit(await core.admit(user_id=user))) for user in range(5)]
    await gate.reached(2)
    for _ in range(20):
        await asyncio.sleep(0)
    assert gate.here == 2
    gate.open()
    jobs = await asyncio.gather(*tasks)
    assert sorted(str(job.task_id) for job in jobs) == [f"task_{number}" for number in range(1, 6)]


async def test_a_job_is_being_sent_only_while_nobody_can_know(core: Core) -> None:
    gate = Gate(core)
    job = await core.admit()
    assert not core.submitter.is_sending(job.id)
    task = asyncio.create_task(core.submitter.submit(job))
    await gate.reached(1)
    assert core.submitter.is_sending(job.id)
    gate.open()
    await task
    assert not core.submitter.is_sending(job.id)


async def test_a_pause_that_imini_requested_is_waited_out_before_anything_counts_as_sent(
    core: Core,
) -> None:
    core.imini.passing.clear()
    job = await core.admit()
    task = asyncio.create_task(core.submitter.submit(job))
    for _ in range(20):
        await asyncio.sleep(0)
    assert not core.submitter.is_sending(job.id)
    assert await core.written(job) == job
    core.imini.passing.set()
    assert (await task).state is JobState.SUBMITTED


async def test_a_submit_that_is_cut_off_is_found_as_such_after_a_restart(core: Core) -> None:
    gate = Gate(core)
    job = await core.admit()
    task = asyncio.create_task(core.submitter.submit(job))
    await gate.reached(1)
    task.cancel()
    await asyncio.wait({task})
    assert (await core.written(job)).state is JobState.SUBMITTING
    assert not core.submitter.is_sending(job.id)


async def test_stopping_lets_submits_in_flight_come_home_and_begins_no_more(core: Core) -> None:
    gate = Gate(core)
    jobs = [await core.admit(user_id=user) for user in range(4)]
    tasks = [asyncio.create_task(core.submitter.submit(job)) for job in jobs]
    await gate.reached(2)
    stopping = asyncio.create_task(core.submitter.stop(grace=30))
    await asyncio.sleep(0)
    gate.open()
    await asyncio.wait([*tasks, stopping])
    assert [task.cancelled() for task in tasks] == [False, False, True, True]
    assert [(await core.written(job)).state for job in jobs] == [
        *[JobState.SUBMITTED] * 2,
        *[JobState.ACCEPTED] * 2,
    ]
    assert len(core.imini.sent) == 2


async def test_a_bot_that_stops_does_not_try_again(core: Core, clock: WatchedClock) -> None:
    job = await core.admit()
    stopping: list[asyncio.Task[None]] = []

    async def stop() -> None:
        stopping.append(asyncio.create_task(core.submitter.stop(grace=30)))
        await asyncio.sleep(0)

    clock.meanwhile.append(stop)
    core.imini.outcomes.append(Unreachable(message="DNS"))
    with pytest.raises(asyncio.CancelledError):
        await core.submitter.submit(job)
    await asyncio.gather(*stopping)
    assert (len(core.imini.sent), await core.written(job)) == (1, job)


async def test_stopping_waits_no_longer_than_it_may(core: Core, caplog: pytest.LogCaptureFixture) -> None:
    gate = Gate(core)
    task = asyncio.create_task(core.submitter.submit(await core.admit()))
    await gate.reached(1)
    with caplog.at_level(logging.WARNING):
        await core.submitter.stop(grace=0.01)
    assert "before imini has responded to a submit" in caplog.text
    task.cancel()
    await asyncio.wait({task})


async def test_stopping_an_idle_bot_takes_no_time(core: Core, caplog: pytest.LogCaptureFixture) -> None:
    await core.submitter.stop(grace=30)
    assert caplog.text == ""
