"""Jobs reopened, and jobs erased: what they cost stays true."""

import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.credits.errors import QuotaExceeded
from bot.errors import SaveFailed, StorageError, StorageUnavailable
from bot.images.errors import NoPictures
from bot.jobs.errors import AlreadyFetched, JobsUnwritable, UnknownJob
from bot.jobs.job import Job
from bot.jobs.service import JobService
from bot.jobs.state import JobState
from bot.jobs.task import RemoteImage
from bot.storage.sql.jobs import SqlJobRepository
from tests.support.clock import FakeClock
from tests.support.core import Bounds, Core
from tests.support.imini import FakeImini
from tests.support.jobs import START, a_card, a_job, a_request

IMAGES = (RemoteImage("https://file.iminicdn.com/1.png"),)


@pytest.fixture
async def core(tmp_path: Path, clock: FakeClock) -> AsyncIterator[Core]:
    """A bot whose members have 20 credits and three jobs at once."""
    async with Core(tmp_path, FakeImini(), clock, Bounds(credits=20, running=3)) as core:
        yield core


def _job(number: int = 1, pictures: int = 10, **fields: Any) -> Job:
    """A job that costs a credit for each of its pictures."""
    return a_job(**{"id": f"{number:010}", "request": a_request(num=pictures), "cost": pictures, **fields})


async def _lost(core: Core, **fields: Any) -> Job:
    """A job whose pictures never reached its requester, who knows."""
    job = await core.lifecycle.open(_job(task_id="task_1", **fields))
    return await core.lifecycle.close(await core.lifecycle.fail(job, NoPictures(message="all gone")))


async def test_a_lost_job_is_reopened_as_if_it_were_requested_now(core: Core, clock: FakeClock) -> None:
    lost = await _lost(core)
    clock.advance(3600)
    job = await core.jobs.reopen(lost.id, a_card(message_id=99), IMAGES)
    assert (job.state, job.images, job.card.message_id) == (JobState.READY, IMAGES, 99)
    assert (job.created_at, job.failure, job.acknowledged) == (START + 3600, None, False)
    assert await core.written(job) == job
    assert (await core.used(), core.lifecycle.open_count) == (10, 1)


class Unreadable(SqlJobRepository):
    """Finds no job."""

    async def find(self, id_or_task: str) -> Job | None:
        raise StorageError(id_or_task)


async def test_a_job_that_can_not_be_read_is_left_as_it_is(core: Core, clock: FakeClock) -> None:
    lost = await core.written(await _lost(core))
    jobs = JobService(Unreadable(core.database, core.database.run), core.lifecycle, core.recent, clock.clock)
    with pytest.raises(StorageUnavailable):
        await jobs.reopen(lost.id, a_card(), IMAGES)
    assert (await core.written(lost), await core.used()) == (lost, 0)


async def test_a_job_is_reopened_only_once(core: Core) -> None:
    lost = await _lost(core)
    await core.jobs.reopen(lost.id, a_card(), IMAGES)
    with pytest.raises(AlreadyFetched):
        await core.jobs.reopen(lost.id, a_card(), IMAGES)
    assert (await core.used(), core.lifecycle.open_count) == (10, 1)


async def test_a_job_that_was_delivered_is_not_reopened(core: Core) -> None:
    job = await core.lifecycle.deliver(await core.lifecycle.open(_job(task_id="task_1", state=JobState.READY)), 10)
    with pytest.raises(AlreadyFetched):
        await core.jobs.reopen(job.id, a_card(), IMAGES)


async def test_a_job_that_nobody_knows_is_not_reopened(core: Core) -> None:
    with pytest.raises(UnknownJob):
        await core.jobs.reopen("0000000007", a_card(), IMAGES)


async def test_a_member_without_credits_can_not_take_a_job_up_again(core: Core) -> None:
    lost = await _lost(core)
    await core.lifecycle.open(_job(2, cost=15))
    with pytest.raises(QuotaExceeded):
        await core.jobs.reopen(lost.id, a_card(), IMAGES)
    assert (await core.written(lost)).state is JobState.FAILED
    assert (await core.used(), core.lifecycle.open_count) == (15, 1)


async def test_a_job_that_can_not_be_stored_is_not_reopened(core: Core) -> None:
    lost = await _lost(core)
    await core.disk(full=True)
    with pytest.raises(JobsUnwritable):
        await core.jobs.reopen(lost.id, a_card(), IMAGES)
    assert (await core.used(), core.lifecycle.open_count) == (0, 0)


async def test_what_a_member_drops_is_forgotten_but_not_what_it_cost(core: Core) -> None:
    job = await core.lifecycle.deliver(await core.lifecycle.open(_job(state=JobState.READY)), 10)
    await core.jobs.forget(job)
    assert await core.repository.find(job.id) is None
    assert await core.recent.of(10) == []
    assert await core.used() == 10


async def test_what_a_member_erases_is_forgotten_but_not_what_it_cost(tmp_path: Path, clock: FakeClock) -> None:
    async with Core(tmp_path, FakeImini(), clock) as core:
        await core.lifecycle.deliver(await core.lifecycle.open(_job(1, 3, state=JobState.READY)), 3)
        running = await core.lifecycle.open(_job(2, 2, state=JobState.READY))
        await core.jobs.forget_all(10)
        assert await core.recent.of(10) == []
        await core.lifecycle.deliver(running, 2)
        assert await core.used() == 5
    async with Core(tmp_path, FakeImini(), clock) as core:
        assert await core.resume(START - 1) == []
        assert await core.used() == 5
        assert await core.repository.of_user(10) == []


async def test_what_can_not_be_forgotten_is_said_so(core: Core) -> None:
    job = await core.lifecycle.deliver(await core.lifecycle.open(_job(state=JobState.READY)), 10)
    await core.disk(full=True)
    with pytest.raises(SaveFailed):
        await core.jobs.forget(job)
    with pytest.raises(SaveFailed):
        await core.jobs.forget_all(10)
    assert [summary.id for summary in await core.recent.of(10)] == [job.id]


async def test_old_jobs_are_forgotten_and_open_ones_kept(
    core: Core, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    done = await core.lifecycle.deliver(await core.lifecycle.open(_job(1, 1, state=JobState.READY)), 1)
    running = await core.lifecycle.open(_job(2, 1))
    clock.advance(86400 * 31)
    with caplog.at_level(logging.INFO):
        await core.jobs.forget_old(86400 * 30, 86400 * 30)
    assert await core.repository.find(done.id) is None
    assert await core.written(running) == running
    assert "deleted 1 jobs older than 30 days" in caplog.text


async def test_a_full_disk_stops_nobody_from_forgetting_later(core: Core) -> None:
    await core.disk(full=True)
    await core.jobs.forget_old(86400, 86400)
