"""The message of a new card is stored with the submit's intent, or before whatever the submit waits for."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.jobs.errors import InputUnreadable
from bot.jobs.job import Job
from bot.jobs.state import JobState
from bot.requests.request import ImagineRequest, Reference
from tests.support.clock import FakeClock
from tests.support.core import Bounds, Core
from tests.support.imini import FakeImini
from tests.support.jobs import a_card


@pytest.fixture
async def core(tmp_path: Path, clock: FakeClock) -> AsyncIterator[Core]:
    """A bot with one submit at once."""
    async with Core(tmp_path, FakeImini(), clock, Bounds(submits=1)) as core:
        yield core


async def _shown(core: Core) -> Job:
    """A job whose card is shown, which is not stored yet."""
    return (await core.admit()).on_card(a_card(message_id=77))


async def test_a_job_that_is_sent_at_once_is_stored_with_its_message_and_the_intent(core: Core) -> None:
    job, seen = await _shown(core), list[Job]()

    async def look(_: ImagineRequest) -> None:
        seen.append(await core.written(job))

    core.imini.arriving = look
    await core.submitter.submit(job)
    assert [(one.state, one.card.message_id) for one in seen] == [(JobState.SUBMITTING, 77)]


async def test_a_job_that_waits_for_its_turn_is_stored_with_its_message(core: Core) -> None:
    here, go_on = asyncio.Event(), asyncio.Event()

    async def hold(_: ImagineRequest) -> None:
        here.set()
        await go_on.wait()

    core.imini.arriving = hold
    sent = asyncio.create_task(core.submitter.submit(await core.admit()))
    await here.wait()
    job = await _shown(core)
    waiting = asyncio.create_task(core.submitter.submit(job))
    await asyncio.sleep(0)
    assert await core.written(job) == job
    go_on.set()
    await asyncio.gather(sent, waiting)


async def test_a_job_that_waits_for_the_end_of_a_cooldown_is_stored_with_its_message(core: Core) -> None:
    core.imini.passing.clear()
    job = await _shown(core)
    waiting = asyncio.create_task(core.submitter.submit(job))
    await asyncio.sleep(0)
    assert await core.written(job) == job
    core.imini.passing.set()
    await waiting


async def test_a_job_whose_references_are_read_first_is_stored_with_its_message(core: Core) -> None:
    admitted = await core.admit(images=(Reference(url="http://127.0.0.1:1/fox.png"),))
    job = replace(admitted, references_from="00000000aa").on_card(a_card(message_id=77))
    with pytest.raises(InputUnreadable):
        await core.submitter.submit(job)
    assert await core.written(job) == job


async def test_a_bot_that_stops_leaves_a_job_stored_with_its_message(core: Core) -> None:
    job = await _shown(core)
    await core.submitter.stop(1)
    with pytest.raises(asyncio.CancelledError):
        await core.submitter.submit(job)
    assert await core.written(job) == job
