"""Which jobs are accepted, and when none are."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.admission.errors import QueueFull
from bot.credits.errors import QuotaExceeded, TooManyRunning
from bot.errors import FailureKind
from bot.imini.errors import AccountRefused, ApiError, IntakePaused, PromptRefused
from bot.jobs.errors import JobsUnwritable
from bot.jobs.state import JobState
from tests.support.clock import FakeClock
from tests.support.core import FIRST_PAUSE, Bounds, Core
from tests.support.imini import FakeImini
from tests.support.jobs import START, a_card, a_request

BOUNDS = Bounds(credits=20, running=5, open_jobs=6)


@pytest.fixture
async def core(tmp_path: Path, clock: FakeClock) -> AsyncIterator[Core]:
    """A bot with room for six jobs."""
    async with Core(tmp_path, FakeImini(), clock, BOUNDS) as core:
        yield core


async def test_an_admitted_job_is_priced_reserved_and_written_down_but_not_sent(core: Core) -> None:
    job = await core.admission.admit(10, a_request(num=4), a_card(), parent="00000000ff")
    assert (job.user_id, job.cost, job.created_at, job.parent) == (10, 4, START, "00000000ff")
    assert await core.written(job) == job
    assert (job.state, await core.used(), core.imini.sent) == (JobState.ACCEPTED, 4, [])


async def test_what_is_refused_is_neither_written_nor_charged(core: Core) -> None:
    for _ in range(2):
        await core.admit(num=10)
    with pytest.raises(QuotaExceeded) as caught:
        await core.admit(num=1)
    assert (caught.value.needed, caught.value.left) == (1, 0)
    assert (await core.used(), core.lifecycle.open_count, len([job async for job in core.repository.since(0)])) == (
        20,
        2,
        2,
    )


async def test_a_member_can_not_have_too_many_jobs_at_once(core: Core) -> None:
    for _ in range(5):
        await core.admit()
    with pytest.raises(TooManyRunning):
        await core.admit()
    await core.admit(user_id=11)


async def test_the_bot_holds_no_more_open_jobs_than_it_may(core: Core) -> None:
    jobs = [await core.admit(user_id=user) for user in range(6)]
    with pytest.raises(QueueFull):
        await core.admit(user_id=99)
    ready = await core.run(jobs[0])
    with pytest.raises(QueueFull):
        await core.admission.check_intake(10, a_card().server_id)
    await core.lifecycle.deliver(ready, 1)
    await core.admit(user_id=99)


async def test_of_many_at_once_only_as_many_are_accepted_as_there_is_room_for(core: Core) -> None:
    outcomes = await asyncio.gather(*(core.admit(user_id=user) for user in range(9)), return_exceptions=True)
    assert sum(isinstance(one, QueueFull) for one in outcomes) == 3
    assert len([job async for job in core.repository.since(0)]) == core.lifecycle.open_count == 6


async def test_of_two_at_once_on_the_last_credits_one_wins(core: Core) -> None:
    outcomes = await asyncio.gather(*(core.admit(num=10) for _ in range(3)), return_exceptions=True)
    assert sum(isinstance(one, QuotaExceeded) for one in outcomes) == 1
    assert await core.used() == 20


async def test_with_a_full_disk_no_job_is_accepted_and_none_charged(core: Core) -> None:
    await core.disk(full=True)
    with pytest.raises(JobsUnwritable):
        await core.admit(num=10)
    assert (await core.used(), core.lifecycle.open_count) == (0, 0)
    await core.disk(full=False)
    await core.admit(num=10)


@pytest.mark.parametrize(
    "error",
    [AccountRefused(status=401, kind=FailureKind.KEY_REFUSED), AccountRefused(status=402), AccountRefused(status=403)],
)
async def test_an_account_that_imini_refuses_pauses_intake_and_recovers_by_itself(
    core: Core, clock: FakeClock, error: ApiError
) -> None:
    core.imini.outcomes.append(error)
    await core.run(await core.admit())
    with pytest.raises(IntakePaused) as caught:
        await core.admit()
    assert (caught.value.reason, caught.value.until) == (error.kind, START + FIRST_PAUSE.total_seconds())
    assert await core.used() == 0
    clock.advance(FIRST_PAUSE.total_seconds())
    assert (await core.run(await core.admit())).state is JobState.READY
    await core.admit()


async def test_a_job_that_imini_accepts_after_all_opens_intake_at_once(core: Core) -> None:
    refused, accepted = await core.admit(), await core.admit()
    core.imini.outcomes.append(AccountRefused(status=402))
    await core.run(refused)
    with pytest.raises(IntakePaused):
        await core.admission.check_intake(10, a_card().server_id)
    await core.run(accepted)
    await core.admission.check_intake(10, a_card().server_id)


async def test_an_account_that_is_refused_while_tasks_are_followed_ends_none_and_leaves_it_to_a_submit_to_pause(
    core: Core,
) -> None:
    core.imini.states.extend([AccountRefused(status=401, kind=FailureKind.KEY_REFUSED)] * 10)
    job = await core.run(await core.admit())
    assert job.state is JobState.READY
    await core.admission.check_intake(10, a_card().server_id)


async def test_a_job_that_fails_for_its_own_reasons_pauses_nothing(core: Core) -> None:
    core.imini.outcomes.append(PromptRefused(status=400))
    await core.run(await core.admit())
    await core.admission.check_intake(10, a_card().server_id)


async def test_a_bot_that_stops_takes_no_more_jobs(core: Core) -> None:
    core.admission.stop()
    with pytest.raises(IntakePaused) as caught:
        await core.admit()
    assert caught.value.reason is None
