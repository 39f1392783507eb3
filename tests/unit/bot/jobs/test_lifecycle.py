"""The job repository and the quota agree, however a job ends."""

import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.credits.errors import QuotaExceeded, TooManyRunning
from bot.errors import AlreadyHandled, FailureKind, JobFailed
from bot.images.errors import NoPictures
from bot.imini.errors import PromptRefused
from bot.jobs.errors import CardDeleted, InputUnreadable, JobsUnwritable, NotDeliverable, StorageFailed, TimedOut
from bot.jobs.job import Failure, Job
from bot.jobs.state import JobState
from bot.jobs.task import RemoteImage
from bot.requests.errors import AttachmentProblem, BadAttachment, FileProblem
from tests.support.clock import FakeClock
from tests.support.core import WINDOW, Bounds, Core
from tests.support.imini import FakeImini
from tests.support.jobs import START, a_card, a_job, a_request

BOUNDS = Bounds(credits=20, running=3)
IMAGES = (RemoteImage("https://file.iminicdn.com/1.png"),)


@pytest.fixture
async def core(tmp_path: Path, clock: FakeClock) -> AsyncIterator[Core]:
    """A bot whose members have 20 credits and three jobs at once."""
    async with Core(tmp_path, FakeImini(), clock, BOUNDS) as core:
        yield core


def _job(number: int = 1, pictures: int = 10, **fields: Any) -> Job:
    """A job that costs a credit for each of its pictures."""
    return a_job(**{"id": f"{number:010}", "request": a_request(num=pictures), "cost": pictures, **fields})


async def test_an_opened_job_is_on_disk_and_its_credits_are_set_aside(core: Core) -> None:
    job = await core.lifecycle.open(_job())
    assert await core.written(job) == job
    assert (await core.used(), core.lifecycle.open_count) == (10, 1)


async def test_a_refused_job_leaves_no_trace(core: Core) -> None:
    await core.lifecycle.open(_job(1, 10))
    with pytest.raises(QuotaExceeded):
        await core.lifecycle.open(_job(2, cost=11))
    assert await core.repository.find(_job(2).id) is None
    assert (await core.used(), core.lifecycle.open_count) == (10, 1)


async def test_a_member_at_the_cap_of_jobs_is_refused(core: Core) -> None:
    for number in range(3):
        await core.lifecycle.open(_job(number, 1))
    with pytest.raises(TooManyRunning):
        await core.lifecycle.open(_job(3, 1))
    assert core.lifecycle.open_count == 3


async def test_a_job_that_can_not_be_stored_is_not_accepted(core: Core) -> None:
    await core.disk(full=True)
    with pytest.raises(JobsUnwritable):
        await core.lifecycle.open(_job())
    assert (await core.used(), core.lifecycle.open_count) == (0, 0)


@pytest.mark.parametrize(("pictures", "charged"), [(10, 10), (7, 7), (1, 1), (0, 0), (11, 10)])
async def test_only_the_pictures_that_arrived_are_charged(core: Core, pictures: int, charged: int) -> None:
    job = await core.lifecycle.deliver(await core.lifecycle.open(_job(state=JobState.READY)), pictures)
    assert (job.state, job.charged, job.acknowledged) == (JobState.DELIVERED, charged, True)
    assert (await core.written(job)).charged == charged
    assert (await core.used(), core.lifecycle.open_count) == (charged, 0)


async def test_a_failed_job_costs_nothing_and_stays_open_until_its_card_says_so(core: Core, clock: FakeClock) -> None:
    job = await core.lifecycle.open(_job())
    clock.advance(30)
    failed = await core.lifecycle.fail(job, PromptRefused(status=400, code="INVALID_PROMPT", message="no"))
    assert await core.written(failed) == failed
    assert failed.failure == Failure(FailureKind.MODERATION, "INVALID_PROMPT", "no")
    assert (failed.state, failed.finished_at, failed.acknowledged) == (JobState.FAILED, START + 30, False)
    assert (await core.used(), core.lifecycle.open_count) == (0, 0)
    assert [found.id for found in await core.repository.open_jobs()] == [job.id]
    await core.lifecycle.close(failed)
    assert await core.repository.open_jobs() == []


async def test_what_is_charged_before_the_pictures_are_shown_goes_back_if_the_bot_is_to_blame(core: Core) -> None:
    job = await core.lifecycle.open(a_job(request=a_request(num=4), cost=4))
    await core.lifecycle.settle(job, 3)
    assert await core.used() == 3
    await core.lifecycle.fail(job, JobFailed("TypeError"))
    assert await core.used() == 0


@pytest.mark.parametrize("error", [CardDeleted(), NotDeliverable()], ids=["deleted", "no way"])
async def test_pictures_that_no_card_shows_are_paid_as_imini_has_billed_them(core: Core, error: NotDeliverable) -> None:
    job = await core.lifecycle.open(_job(pictures=4, state=JobState.READY, task_id="task_7"))
    undelivered = await core.lifecycle.mark_undelivered(job, 3, error)
    assert (undelivered.state, undelivered.charged, await core.used()) == (JobState.UNDELIVERED, 3, 3)
    assert undelivered.failure == Failure(error.kind)
    assert (undelivered.paid, (await core.lifecycle.close(undelivered)).recoverable) == (True, False)
    assert (await core.written(job)).charged == 3


async def test_the_host_reads_why_a_job_failed(core: Core, caplog: pytest.LogCaptureFixture) -> None:
    job = await core.lifecycle.open(_job(task_id="task_7"))
    with caplog.at_level(logging.WARNING):
        await core.lifecycle.fail(job, NoPictures(message="none of 3 pictures could be fetched"))
    assert job.id in caplog.text
    assert "task_7" in caplog.text
    assert "undeliverable" in caplog.text
    assert "none of 3 pictures could be fetched" in caplog.text


async def test_the_file_to_blame_stays_with_the_job(core: Core) -> None:
    problem = BadAttachment("image2", "fox.png", AttachmentProblem.UNREADABLE)
    job = await core.lifecycle.fail(await core.lifecycle.open(_job()), InputUnreadable(problem))
    assert job.failure == Failure(FailureKind.BAD_INPUT, file=FileProblem("image2", "fox.png", problem.problem))
    assert await core.written(job) == job


async def test_an_uncertain_job_costs_nothing_and_is_reported_to_the_host(
    core: Core, caplog: pytest.LogCaptureFixture
) -> None:
    job = await core.lifecycle.open(_job(request=a_request(num=4, resolution="4K", prompt="a secret wish")))
    with caplog.at_level(logging.ERROR):
        job = await core.lifecycle.mark_unknown(job, "the connection broke")
    assert (job.state, await core.used(), core.lifecycle.open_count) == (JobState.UNKNOWN, 0, 0)
    for told in (job.id, "may have accepted and billed", "the connection broke", "4K 1:1 medium", "4 picture(s)"):
        assert told in caplog.text
    assert "secret" not in caplog.text


async def test_a_job_that_is_cancelled_before_it_was_sent_costs_nothing(core: Core) -> None:
    job = await core.lifecycle.cancel(await core.lifecycle.open(_job()))
    assert (job.state, job.charged, job.acknowledged) == (JobState.CANCELLED, 0, False)
    assert (await core.used(), core.lifecycle.open_count) == (0, 0)


async def test_a_hidden_job_goes_on_and_costs_what_it_brings(core: Core) -> None:
    job = await core.lifecycle.hide(await core.lifecycle.open(_job(task_id="task_1", state=JobState.SUBMITTED)))
    assert (job.state, job.hidden) == (JobState.SUBMITTED, True)
    assert await core.written(job) == job
    assert (await core.used(), core.lifecycle.open_count) == (10, 1)


async def test_everything_that_happens_to_a_job_is_written_down(core: Core) -> None:
    job = await core.lifecycle.open(_job())
    job = await core.lifecycle.set_card(job, a_card(message_id=77))
    job = await core.lifecycle.mark_notified(job)
    assert (job.card.message_id, job.notified) == (77, True)
    assert await core.written(job) == job


async def test_with_a_full_disk_a_job_goes_on_from_memory(core: Core, caplog: pytest.LogCaptureFixture) -> None:
    job = await core.lifecycle.open(_job(state=JobState.READY))
    await core.disk(full=True)
    with caplog.at_level(logging.ERROR):
        job = await core.lifecycle.deliver(await core.lifecycle.set_card(job, a_card(message_id=77)), 10)
    assert (job.state, job.card.message_id, job.charged) == (JobState.DELIVERED, 77, 10)
    assert "its state delivered isn't stored" in caplog.text
    assert (await core.used(), core.lifecycle.open_count) == (10, 0)


async def test_what_can_not_be_written_down_must_not_be_sent(core: Core) -> None:
    job = await core.lifecycle.open(_job())
    await core.lifecycle.begin_submit(job)
    assert (await core.written(job)).state is JobState.SUBMITTING
    await core.disk(full=True)
    with pytest.raises(StorageFailed):
        await core.lifecycle.begin_submit(job)


async def test_after_a_restart_members_have_what_they_had_before(tmp_path: Path, clock: FakeClock) -> None:
    async with Core(tmp_path, FakeImini(), clock, BOUNDS) as core:
        lifecycle = core.lifecycle
        await lifecycle.deliver(await lifecycle.open(_job(1, 5, state=JobState.READY)), 3)
        await lifecycle.close(await lifecycle.fail(await lifecycle.open(_job(2, 5)), TimedOut()))
        await lifecycle.close(
            await lifecycle.mark_undelivered(
                await lifecycle.open(_job(3, 2, state=JobState.READY)), 2, NotDeliverable()
            )
        )
        untold = await lifecycle.mark_unknown(await lifecycle.open(_job(4, 5)), "killed")
        running = await lifecycle.open(_job(5, 4))
        before = await core.quota.balance(10)
    clock.advance(60)
    async with Core(tmp_path, FakeImini(), clock, BOUNDS) as core:
        assert await core.resume(clock.time - WINDOW.total_seconds()) == [untold, running]
        assert await core.quota.balance(10) == before
        assert (before.used, before.running, core.lifecycle.open_count) == (3 + 2 + 4, 1, 1)


async def test_a_job_that_runs_counts_however_old_it_is(tmp_path: Path, clock: FakeClock) -> None:
    async with Core(tmp_path, FakeImini(), clock) as core:
        await core.lifecycle.open(_job())
    clock.advance(2 * WINDOW.total_seconds())
    async with Core(tmp_path, FakeImini(), clock) as core:
        await core.resume(clock.time - WINDOW.total_seconds())
        assert await core.used() == 10


async def test_what_left_the_window_while_the_bot_was_down_is_free_again(tmp_path: Path, clock: FakeClock) -> None:
    async with Core(tmp_path, FakeImini(), clock) as core:
        await core.lifecycle.deliver(await core.lifecycle.open(_job(state=JobState.READY)), 10)
    clock.advance(WINDOW.total_seconds())
    async with Core(tmp_path, FakeImini(), clock) as core:
        await core.resume(clock.time - WINDOW.total_seconds())
        assert await core.used() == 0


async def test_after_a_restart_durations_and_lists_are_known_again(tmp_path: Path, clock: FakeClock) -> None:
    async with Core(tmp_path, FakeImini(), clock) as core:
        for number, drawn_in in enumerate([10.0, 12.0, 14.0, None]):
            drawn = _job(number, 1, state=JobState.READY, created_at=START + number, generation_seconds=drawn_in)
            job = await core.lifecycle.open(drawn)
            await core.lifecycle.deliver(job, 1)
    async with Core(tmp_path, FakeImini(), clock) as core:
        await core.resume(START - 1)
        expected = core.estimator.expected(a_request())
        assert expected
        assert expected == 12.0
        assert [int(summary.id) for summary in await core.recent.of(10)] == [3, 2, 1, 0]


async def test_an_interaction_has_one_job_however_often_it_is_heard(core: Core) -> None:
    job = await core.lifecycle.open(_job(1, 2, interaction_id=77))
    with pytest.raises(AlreadyHandled):
        await core.lifecycle.open(_job(2, 3, interaction_id=77))
    await core.lifecycle.open(_job(3, 4, interaction_id=78))
    assert await core.repository.find(_job(2).id) is None
    assert await core.written(job) == job
    assert (await core.used(), core.lifecycle.open_count) == (6, 2)


async def test_an_interaction_has_one_job_after_a_restart_too(tmp_path: Path, clock: FakeClock) -> None:
    async with Core(tmp_path, FakeImini(), clock, BOUNDS) as first:
        await first.lifecycle.open(_job(1, 2, interaction_id=77))
    async with Core(tmp_path, FakeImini(), clock, BOUNDS) as second:
        await second.resume(0)
        with pytest.raises(AlreadyHandled):
            await second.lifecycle.open(_job(2, 3, interaction_id=77))
        assert await second.used() == 2


async def test_a_withdrawn_job_is_in_no_list_and_costs_nothing_but_its_interaction_stays_handled(core: Core) -> None:
    await core.lifecycle.withdraw(await core.lifecycle.open(_job(1, 2, interaction_id=77)))
    assert (await core.used(), core.lifecycle.open_count) == (0, 0)
    assert await core.repository.find(_job(1).id) is None
    assert await core.repository.open_jobs() == []
    assert await core.recent.of(10, "") == []
    with pytest.raises(AlreadyHandled):
        await core.lifecycle.open(_job(2, 3, interaction_id=77))


async def test_a_job_can_be_withdrawn_whatever_the_disk_says(core: Core) -> None:
    job = await core.lifecycle.open(_job(1, 2))
    await core.disk(full=True)
    await core.lifecycle.withdraw(job)
    assert (await core.used(), core.lifecycle.open_count) == (0, 0)
