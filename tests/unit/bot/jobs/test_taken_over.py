"""A job that another run has taken over ends here without a word; an act that can't be undone waits for the lease."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from itertools import count, repeat
from pathlib import Path

import pytest

from bot.admission.memory_intake import MemoryIntake
from bot.credits.memory_attempts import MemoryAttempts
from bot.jobs.errors import IdTaken, JobsUnwritable, TakenOver
from bot.jobs.job import Job
from bot.jobs.lifecycle import JobLifecycle
from bot.jobs.state import JobState
from bot.storage.sql.jobs import SqlJobRepository
from tests.support.clock import FakeClock
from tests.support.core import Core
from tests.support.databases import a_run
from tests.support.imini import FakeImini
from tests.support.jobs import a_card
from tests.support.presenter import RecordingPresenter
from tests.support.runners import a_runner


@pytest.fixture
async def core(tmp_path: Path, clock: FakeClock) -> AsyncIterator[Core]:
    async with Core(tmp_path, FakeImini(), clock) as core:
        yield core


async def _take(core: Core, job: Job) -> None:
    """Let another run take the job over."""
    other = SqlJobRepository(core.database, await a_run(core.database))
    assert await other.take(job.id)


class Lease:
    """A run that may act only while it is ``held``. ``asked`` is released by each who waits."""

    id = "this run"
    is_shared = True
    away = False

    def __init__(self) -> None:
        self.asked = asyncio.Semaphore(0)
        self._free = asyncio.Event()

    @property
    def held(self) -> bool:
        return self._free.is_set()

    def renew(self) -> None:
        self._free.set()

    async def wait(self) -> None:
        self.asked.release()
        await self._free.wait()

    async def over(self) -> None:
        await asyncio.Event().wait()

    def renewals(self) -> AsyncGenerator[None]:
        raise NotImplementedError


@pytest.fixture
def lease() -> Lease:
    return Lease()


@pytest.fixture
def lifecycle(core: Core, lease: Lease, clock: FakeClock) -> JobLifecycle:
    """A lifecycle under ``lease``."""
    attempts = MemoryAttempts(20, clock.clock)
    intake = MemoryIntake(core.quota, attempts, core.repository, core.governed.budgets)
    return JobLifecycle(intake, core.repository, core.quota, core.recent, attempts, lease, clock.clock)


async def test_a_job_that_was_taken_over_is_not_sent_and_nothing_of_it_is_settled(core: Core, clock: FakeClock) -> None:
    job = await core.admit()
    await _take(core, job)
    shown = RecordingPresenter()
    a_runner(core, clock, shown).start(job)
    while others := asyncio.all_tasks() - {asyncio.current_task()}:
        await asyncio.wait(others)
    assert core.imini.sent == []
    assert core.lifecycle.open_count == 0
    assert await core.used() == job.cost
    assert await core.written(job) == job


async def test_whoever_ends_a_job_that_was_taken_over_is_stopped(core: Core) -> None:
    job = await core.admit()
    await _take(core, job)
    with pytest.raises(TakenOver):
        await core.lifecycle.set_card(job, a_card(message_id=41))
    assert issubclass(TakenOver, asyncio.CancelledError)
    assert await core.written(job) == job


async def test_nothing_that_can_not_be_undone_is_done_without_the_lease(
    core: Core, lifecycle: JobLifecycle, lease: Lease
) -> None:
    job = await core.admit()
    ready = job.advance(JobState.SUBMITTING).advance(JobState.SUBMITTED).advance(JobState.READY)
    acts = [
        asyncio.create_task(lifecycle.begin_submit(job)),
        asyncio.create_task(lifecycle.settle(ready, 1)),
        asyncio.create_task(lifecycle.mark_notified(ready)),
        asyncio.create_task(lifecycle.checkpoint(ready)),
    ]
    for _ in acts:
        await lease.asked.acquire()
    assert not any(act.done() for act in acts)
    lease.renew()
    await asyncio.gather(*acts)


async def test_what_can_be_undone_needs_no_lease(core: Core, lifecycle: JobLifecycle, lease: Lease) -> None:
    job = await lifecycle.set_card(await core.admit(), a_card(message_id=41))
    await lifecycle.record(job.advance(JobState.SUBMITTING))
    assert lease.asked.locked()


async def test_a_job_whose_id_is_taken_gets_another_one(tmp_path: Path, clock: FakeClock) -> None:
    taken = iter([1, 1, 1, 2])
    async with Core(tmp_path, FakeImini(), clock, ids=taken) as core:
        first = await core.admit(user_id=10)
        await core.lifecycle.close(await core.lifecycle.cancel(first))
        second = await core.admit(user_id=11)
        assert [first.id, second.id] == ["0000000001", "0000000002"]
        assert (await core.written(first)).user_id == 10
        assert (await core.used(11), core.lifecycle.open_count) == (second.cost, 1)


async def test_the_id_of_an_open_job_is_taken(core: Core) -> None:
    job = await core.admit()
    with pytest.raises(IdTaken):
        await core.lifecycle.open(job)
    assert (core.lifecycle.is_open(job.id), await core.used()) == (True, job.cost)


async def test_a_bot_that_finds_no_free_id_refuses_the_request(tmp_path: Path, clock: FakeClock) -> None:
    async with Core(tmp_path, FakeImini(), clock, ids=repeat(1)) as core:
        await core.admit(user_id=10)
        with pytest.raises(JobsUnwritable):
            await core.admit(user_id=11)
        assert (await core.used(11), core.lifecycle.open_count) == (0, 1)


async def test_what_an_ended_run_left_is_adopted_by_the_next(tmp_path: Path, clock: FakeClock) -> None:
    ids = count(1)
    async with Core(tmp_path, FakeImini(), clock, ids=ids) as core:
        job = await core.admit()
    async with Core(tmp_path, FakeImini(), clock, ids=ids) as core:
        assert await core.resume(0) == [job]
        assert await core.used() == job.cost
        assert (await core.lifecycle.begin_submit(job)).state is JobState.SUBMITTING
