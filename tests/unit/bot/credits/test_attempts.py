"""Declined requests cost no credits, and are limited all the same."""

from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path

import pytest

from bot.credits.attempts import WINDOW
from bot.credits.errors import TooManyDeclined
from bot.credits.memory_attempts import MemoryAttempts
from bot.errors import FailureKind, JobFailed
from bot.imini.errors import ApiError, InvalidRequest, PromptRefused, TaskFailed, Unavailable
from bot.jobs.errors import TimedOut
from bot.jobs.lifecycle import FAILURES_KEPT
from bot.jobs.state import JobState
from tests.support.clock import FakeClock
from tests.support.core import Bounds, Core
from tests.support.imini import FakeImini
from tests.support.jobs import START

MOST = 4


@pytest.fixture
async def core(tmp_path: Path, clock: FakeClock) -> AsyncIterator[Core]:
    """A product with a limit of ``MOST`` declined requests."""
    async with Core(tmp_path, FakeImini(), clock, Bounds(declined=MOST)) as core:
        yield core


async def _declined(core: Core, error: JobFailed, user_id: int = 10) -> None:
    core.imini.outcomes.append(error)
    job = await core.run(await core.admit(user_id))
    await core.lifecycle.close(job)


@pytest.mark.parametrize("error", [PromptRefused(status=400), InvalidRequest(status=400)])
async def test_a_member_whose_requests_are_declined_has_to_wait_and_nobody_else(core: Core, error: JobFailed) -> None:
    for _ in range(MOST):
        await _declined(core, error)
    with pytest.raises(TooManyDeclined) as caught:
        await core.admit()
    assert (caught.value.limit, caught.value.until) == (MOST, START + WINDOW)
    await core.admit(11)


async def test_after_the_window_the_member_may_try_again(core: Core, clock: FakeClock) -> None:
    for _ in range(MOST):
        await _declined(core, PromptRefused(status=400))
    clock.advance(WINDOW)
    await core.admit()


@pytest.mark.parametrize("by", [-3600, 3600])
async def test_a_clock_that_is_set_makes_nobody_wait_longer_or_shorter(core: Core, clock: FakeClock, by: float) -> None:
    for _ in range(MOST):
        await _declined(core, PromptRefused(status=400))
    clock.set_by(by)
    clock.advance(WINDOW - 1)
    with pytest.raises(TooManyDeclined) as caught:
        await core.admit()
    assert caught.value.until == clock.time + 1
    clock.advance(1)
    await core.admit()


async def test_what_is_cancelled_before_it_was_sent_counts_too(core: Core) -> None:
    for _ in range(MOST):
        await core.lifecycle.cancel(await core.admit())
    with pytest.raises(TooManyDeclined):
        await core.admit()


async def test_a_restart_gives_nobody_new_tries_and_erasing_does_not_either(tmp_path: Path, clock: FakeClock) -> None:
    bounds = Bounds(declined=MOST)
    async with Core(tmp_path, FakeImini(), clock, bounds) as first:
        for _ in range(MOST - 2):
            await _declined(first, PromptRefused(status=400))
        await first.lifecycle.close(await first.lifecycle.fail(await first.admit(), Unavailable(status=503)))
        await first.lifecycle.withdraw(await first.admit())
        await first.jobs.forget_all(10)
        clock.advance(60)
        await first.lifecycle.cancel(await first.admit())
    clock.advance(60)
    async with Core(tmp_path, FakeImini(), clock, bounds, ids=count(100)) as second:
        await second.resume(0)
        await _declined(second, PromptRefused(status=400))
        with pytest.raises(TooManyDeclined) as caught:
            await second.admit()
        assert caught.value.until == START + WINDOW
        await second.admit(11)
        clock.advance(WINDOW - 120)
        await second.admit()


@pytest.mark.parametrize("error", [ApiError(status=500, kind=FailureKind.BUSY), Unavailable(status=503)])
async def test_what_is_no_fault_of_the_members_does_not_count(core: Core, error: JobFailed) -> None:
    for _ in range(MOST + 1):
        job = await core.admit()
        await core.lifecycle.close(await core.lifecycle.fail(job, error))
    await core.admit()


async def test_of_what_imini_never_accepted_little_is_kept(core: Core) -> None:
    kept = await core.admit(prompt="a red fox")
    await core.lifecycle.deliver(await core.run(kept), 1)
    for number in range(FAILURES_KEPT + 3):
        job = await core.admit(prompt=f"declined {number}")
        await core.lifecycle.close(await core.lifecycle.fail(job, Unavailable(status=503)))
    jobs = await core.repository.of_user(10, limit=100)
    assert sum(job.state is JobState.FAILED for job in jobs) == FAILURES_KEPT
    assert kept.id in {job.id for job in jobs}


@pytest.mark.parametrize("way", ["cancelled unsent", "declined during generation"])
async def test_of_what_came_to_nothing_by_the_members_doing_little_is_kept(
    core: Core, clock: FakeClock, way: str
) -> None:
    for number in range(FAILURES_KEPT + 3):
        job = await core.admit(prompt=f"{way} {number}")
        if way == "cancelled unsent":
            ended = await core.lifecycle.cancel(job)
        else:
            submitted = await core.submitter.submit(job)
            ended = await core.lifecycle.fail(submitted, TaskFailed(code="INVALID_PROMPT"))
        await core.lifecycle.close(ended)
        clock.advance(WINDOW)
    assert len(await core.repository.of_user(10, limit=100)) == FAILURES_KEPT


async def test_a_failed_job_that_imini_may_have_pictures_of_is_kept(core: Core) -> None:
    for _ in range(FAILURES_KEPT + 3):
        job = await core.submitter.submit(await core.admit())
        await core.lifecycle.close(await core.lifecycle.fail(job, TimedOut()))
    assert len(await core.repository.of_user(10, limit=100)) == FAILURES_KEPT + 3


async def test_who_was_declined_longest_ago_is_forgotten_first(clock: FakeClock) -> None:
    attempts = MemoryAttempts(1, clock.clock, capacity=2)
    for user_id in (1, 2, 1, 3):
        attempts.count(user_id)
    await attempts.check(2)
    for user_id in (1, 3):
        with pytest.raises(TooManyDeclined):
            await attempts.check(user_id)
