"""One job straight down, with everything real but imini and the clock."""

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.errors import FailureKind, JobFailed
from bot.images.errors import NoPictures
from bot.imini.errors import (
    AccountRefused,
    ApiError,
    InvalidRequest,
    PromptRefused,
    SubmitUncertain,
    Unavailable,
    Unreachable,
)
from bot.jobs.state import JobState
from bot.jobs.task import Task, TaskStatus
from bot.requests.request import ImagineRequest
from bot.worker.submitter import TRIES
from bot.worker.tracker import EMPTY_RESULTS
from tests.support.clock import FakeClock
from tests.support.core import TASK_TIMEOUT, Bounds, Core
from tests.support.imini import FakeImini
from tests.support.jobs import START

BOUNDS = Bounds(credits=20, running=5, open_jobs=6)


@pytest.fixture
async def core(tmp_path: Path, clock: FakeClock) -> AsyncIterator[Core]:
    """A bot with room for six jobs."""
    async with Core(tmp_path, FakeImini(), clock, BOUNDS) as core:
        yield core


async def test_a_job_goes_all_the_way_to_its_pictures(core: Core) -> None:
    core.imini.states.extend([Task(TaskStatus.QUEUED), Task(TaskStatus.PROCESSING)])
    updates = await core.updates(await core.admit(num=3))
    job = updates[-1].job
    assert [(update.job.state, update.job.status) for update in updates] == [
        (JobState.SUBMITTED, TaskStatus.QUEUED),
        (JobState.SUBMITTED, TaskStatus.QUEUED),
        (JobState.SUBMITTED, TaskStatus.PROCESSING),
        (JobState.READY, TaskStatus.SUCCEEDED),
    ]
    assert len(job.images) == 3
    assert await core.written(job) == job
    assert (await core.used(), len(core.imini.sent)) == (3, 1)


async def test_a_submitted_job_is_followed_and_not_sent_again(core: Core) -> None:
    submitted = await core.submitter.submit(await core.admit())
    job = await core.run(submitted)
    assert (job.state, len(core.imini.sent)) == (JobState.READY, 1)


async def test_a_job_whose_pictures_are_known_asks_imini_nothing(core: Core) -> None:
    ready = await core.run(await core.admit())
    core.imini.states.append(AssertionError("asked again"))
    assert [update.job for update in await core.updates(ready)] == [ready]


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (InvalidRequest(status=400, code="INVALID_PARAMETER", message="num"), FailureKind.BAD_INPUT),
        (PromptRefused(status=400, code="INVALID_PROMPT"), FailureKind.MODERATION),
        (AccountRefused(status=401, kind=FailureKind.KEY_REFUSED), FailureKind.KEY_REFUSED),
        (AccountRefused(status=402, code="INSUFFICIENT_CREDITS"), FailureKind.OUT_OF_CREDITS),
        (AccountRefused(status=403), FailureKind.OUT_OF_CREDITS),
        (ApiError(status=500, kind=FailureKind.BUSY), FailureKind.BUSY),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, JobFailed) else value,
)
async def test_what_imini_refuses_fails_once_and_gives_the_credits_back(
    core: Core, error: ApiError, kind: FailureKind
) -> None:
    core.imini.outcomes.append(error)
    job = await core.run(await core.admit(num=4))
    assert job.failure
    assert (job.state, job.failure.kind, job.failure.code) == (JobState.FAILED, kind, error.code)
    assert await core.written(job) == job
    assert (await core.used(), core.lifecycle.open_count, len(core.imini.sent)) == (0, 0, 1)


@pytest.mark.parametrize("error", [Unreachable(message="DNS"), Unavailable(status=503)])
async def test_an_imini_that_stays_away_fails_the_job_as_busy(core: Core, error: JobFailed) -> None:
    core.imini.outcomes.extend([error] * TRIES)
    job = await core.run(await core.admit(num=4))
    assert job.failure
    assert (job.failure.kind, await core.used(), len(core.imini.sent)) == (FailureKind.BUSY, 0, TRIES)


async def test_an_uncertain_submit_ends_honestly_and_is_never_repeated(core: Core) -> None:
    core.imini.outcomes.append(SubmitUncertain(message="ConnectionLost"))
    job = await core.run(await core.admit(num=4))
    assert (job.state, job.failure, await core.used()) == (JobState.UNKNOWN, None, 0)
    assert len(core.imini.sent) == 1
    assert await core.written(job) == job


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        (Task(TaskStatus.FAILED, code="CONTENT_POLICY"), FailureKind.MODERATION),
        (Task(TaskStatus.FAILED, code="INTERNAL"), FailureKind.BUSY),
        (Task(TaskStatus.SUCCEEDED, images=()), FailureKind.UNDELIVERABLE),
    ],
    ids=["moderated", "failed", "no pictures"],
)
async def test_a_task_without_pictures_fails_the_job_and_gives_the_credits_back(
    core: Core, state: Task, kind: FailureKind
) -> None:
    core.imini.states.extend([state] * EMPTY_RESULTS)
    job = await core.run(await core.admit(num=4))
    assert job.failure
    assert (job.state, job.failure.kind, job.task_id) == (JobState.FAILED, kind, "task_1")
    assert (await core.used(), core.lifecycle.open_count) == (0, 0)


async def test_a_task_that_never_ends_fails_the_job_at_the_deadline(core: Core, clock: FakeClock) -> None:
    core.imini.states.extend([Task(TaskStatus.PROCESSING)] * 10_000)
    job = await core.run(await core.admit(num=4))
    assert job.failure
    assert (job.failure.kind, await core.used()) == (FailureKind.TIMED_OUT, 0)
    assert clock.time - START == pytest.approx(TASK_TIMEOUT.total_seconds(), abs=30)


@pytest.mark.parametrize("stage", ["submit", "query"])
async def test_a_bug_costs_the_member_nothing_and_is_logged(
    core: Core, stage: str, caplog: pytest.LogCaptureFixture
) -> None:
    (core.imini.outcomes if stage == "submit" else core.imini.states).append(ZeroDivisionError("a bug"))
    job = await core.admit(num=4)
    with caplog.at_level(logging.ERROR):
        ended = await core.run(job)
    assert ended.failure
    assert (ended.state, ended.failure.kind, await core.used()) == (JobState.FAILED, FailureKind.BUG, 0)
    assert len(core.imini.sent) == 1
    assert f"job {job.id} failed because of a bug in the bot" in caplog.text
    assert "ZeroDivisionError: a bug" in caplog.text


async def test_a_disk_that_fills_up_before_the_submit_fails_the_job_unsent(core: Core) -> None:
    job = await core.admit(num=4)
    await core.disk(full=True)
    ended = await core.run(job)
    assert (ended.state, await core.used(), core.imini.sent) == (JobState.FAILED, 0, [])


async def test_a_disk_that_fills_up_after_the_submit_stops_nothing(core: Core) -> None:
    async def fill(_: ImagineRequest) -> None:
        await core.disk(full=True)

    core.imini.arriving = fill
    job = await core.run(await core.admit(num=4))
    assert (job.state, len(job.images)) == (JobState.READY, 4)


async def test_a_job_that_was_killed_while_it_was_sent_is_told_honestly(tmp_path: Path, clock: FakeClock) -> None:
    imini = FakeImini()
    async with Core(tmp_path, imini, clock) as core:
        await core.lifecycle.begin_submit(await core.admit(num=4))
    async with Core(tmp_path, imini, clock) as core:
        (job,) = await core.resume(0)
        assert (job.state, await core.used()) == (JobState.SUBMITTING, 4)
        ended = await core.run(job)
        assert (ended.state, await core.used(), core.lifecycle.open_count) == (JobState.UNKNOWN, 0, 0)
    assert imini.sent == []


@pytest.mark.parametrize("stage", [JobState.ACCEPTED, JobState.SUBMITTED, JobState.READY])
async def test_after_a_restart_a_job_goes_on_from_where_it_stood(
    tmp_path: Path, clock: FakeClock, stage: JobState
) -> None:
    imini = FakeImini()
    async with Core(tmp_path, imini, clock) as core:
        job = await core.admit(num=4)
        if stage is not JobState.ACCEPTED:
            job = await core.submitter.submit(job)
        if stage is JobState.READY:
            await core.run(job)
    async with Core(tmp_path, imini, clock) as core:
        (found,) = await core.resume(0)
        assert found.state is stage
        job = await core.run(found)
        assert (job.state, len(job.images), await core.used()) == (JobState.READY, 4, 4)
    assert len(imini.sent) == 1


async def test_a_bot_that_stops_leaves_jobs_that_were_not_sent_to_the_next_run(core: Core) -> None:
    job = await core.admit()
    await core.submitter.stop(grace=1)
    task = asyncio.create_task(core.run(job))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait({task})
    assert await core.written(job) == job
    assert core.imini.sent == []


async def test_partial_results_are_charged_by_what_arrived(core: Core) -> None:
    job = await core.run(await core.admit(num=10))
    job = await core.lifecycle.deliver(job, 7)
    assert (job.charged, await core.used()) == (7, 7)


async def test_pictures_that_can_not_be_fetched_cost_nothing(core: Core) -> None:
    job = await core.run(await core.admit(num=10))
    job = await core.lifecycle.fail(job, NoPictures(message="none"))
    assert (job.charged, await core.used(), core.lifecycle.open_count) == (0, 0, 0)
