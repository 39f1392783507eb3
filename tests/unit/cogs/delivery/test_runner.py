"""A cancellation that comes at any step of a job, and what the books say of it afterwards."""

import asyncio
from collections import deque
from contextlib import nullcontext
from pathlib import Path
from unittest.mock import Mock, create_autospec

import discord
import pytest

from bot.images.pictures import Fetched, Picture
from bot.images.results import Gallery
from bot.imini.responses import Task
from bot.jobs.job import Job, RemoteImage, TaskStatus
from bot.jobs.state import JobState
from bot.runtime.background import Tasks
from bot.services import Services
from bot.storage.sqlite.jobs import SqliteJournal
from cogs.delivery.messenger import Delivery
from cogs.delivery.runner import Runner
from cogs.delivery.uploader import Shipping
from tests.support.clock import FakeClock
from tests.support.core import Core
from tests.support.imini import FakeImini
from tests.support.locales import TEXTS

IMAGES = (RemoteImage("https://file.iminicdn.com/1.png"),)
LONGEST = 60
"""More steps of the event loop than a job takes here."""


def _runner(core: Core, clock: FakeClock) -> Runner:
    """A runner that delivers at once whatever imini makes."""
    gallery = create_autospec(Gallery, instance=True)
    gallery.workspace.return_value = nullcontext()
    gallery.fetch.return_value = Fetched([create_autospec(Picture, instance=True, blank=False)])
    shipping = create_autospec(Shipping, instance=True)
    shipping.ship.side_effect = lambda job, *_: job
    services = Mock(
        spec=Services,
        pipeline=core.pipeline,
        ledger=core.ledger,
        journal=core.journal,
        submitter=core.submitter,
        clock=clock.clock,
        tasks=Tasks(),
        texts=TEXTS,
        notify_after=10**9,
        gallery=gallery,
    )
    client, delivery = create_autospec(discord.Client, instance=True), create_autospec(Delivery, instance=True)
    for way in (delivery.try_once, delivery.deliver, delivery.leave_word):
        way.side_effect = lambda job, *_, **__: job.card
    return Runner(client, services, delivery, shipping)


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> dict[str, Job]:
    """The journal as it is on disk; every write takes two steps, and is on disk after the first."""
    written: dict[str, Job] = {}

    async def save(_: SqliteJournal, job: Job) -> None:
        await asyncio.sleep(0)
        written[job.id] = job
        await asyncio.sleep(0)

    monkeypatch.setattr(SqliteJournal, "save", save)
    return written


async def _all_done() -> None:
    while others := asyncio.all_tasks() - {asyncio.current_task()}:
        await asyncio.wait(others)


@pytest.mark.parametrize("last", [TaskStatus.FAILED, TaskStatus.SUCCEEDED])
async def test_whenever_a_cancellation_comes_quota_and_journal_agree(
    tmp_path: Path, written: dict[str, Job], last: TaskStatus
) -> None:
    clock, imini, ends = FakeClock(), FakeImini(), set()
    async with Core(tmp_path, imini, clock) as core:
        runner = _runner(core, clock)
        for steps in range(LONGEST):
            imini.states = deque([Task(TaskStatus.PROCESSING), Task(last, IMAGES, code="INVALID_PROMPT")])
            job = await core.admit(user_id=steps)
            runner.start(job)
            for _ in range(steps):
                await asyncio.sleep(0)
            hides = runner.is_drawing(job.id)
            stopped = await (runner.hide(job.id) if hides else runner.cancel(job.id))
            await _all_done()
            end = written[job.id]
            assert (await core.used(steps), core.ledger.open_jobs) == (end.charged, 0), f"after {steps} steps: {end}"
            assert (stopped, end.closed) == (end.hidden or end.state is JobState.CANCELLED, True)
            ends.add((end.state, end.hidden, end.charged))
    failed = last is TaskStatus.FAILED
    assert ends == {
        (JobState.CANCELLED, False, 0),
        (JobState.FAILED, True, 0) if failed else (JobState.UNDELIVERED, True, 1),
        (JobState.FAILED, False, 0) if failed else (JobState.DELIVERED, False, 1),
    }
