"""A cancellation at any step of a job, and what quota and stored job say afterwards."""

import asyncio
from collections import deque
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.budgets.caps import Cap
from bot.images.pictures import Fetched
from bot.jobs.job import Job
from bot.jobs.state import JobState
from bot.jobs.task import RemoteImage, Task, TaskStatus
from bot.storage.sql.jobs import SqlJobRepository
from bot.storage.sqlite.database import SqliteDatabase
from tests.support.clock import FakeClock
from tests.support.core import Core
from tests.support.imini import FakeImini
from tests.support.presenter import RecordingPresenter
from tests.support.runners import a_result_fetcher, a_runner, fetched

IMAGES = (RemoteImage("https://file.iminicdn.com/1.png"),)
LONGEST = 60
"""More steps of the event loop than a job takes here."""


class SlowJournal(SqlJobRepository):
    """Every write takes two steps, and is on disk (``written``) after the first."""

    def __init__(self, database: SqliteDatabase, run: str) -> None:
        super().__init__(database, run)
        self.written: dict[str, Job] = {}

    async def add(self, job: Job, caps: Sequence[Cap] = ()) -> None:  # noqa: ARG002 - the port's
        """Write it."""
        await self.save(job)

    async def save(self, job: Job) -> None:
        """Write it, with a step before and one after."""
        await asyncio.sleep(0)
        self.written[job.id] = job
        await asyncio.sleep(0)

    async def find(self, id_or_task: str) -> Job | None:
        """The job as it is on disk."""
        return self.written.get(id_or_task)


async def _all_done() -> None:
    while others := asyncio.all_tasks() - {asyncio.current_task()}:
        await asyncio.wait(others)


@pytest.mark.parametrize("last", [TaskStatus.FAILED, TaskStatus.SUCCEEDED])
async def test_whenever_a_cancellation_comes_quota_and_stored_jobs_agree(tmp_path: Path, last: TaskStatus) -> None:
    clock, imini, ends = FakeClock(), FakeImini(), set()
    async with Core(tmp_path, imini, clock, repository=SlowJournal) as core:
        assert isinstance(core.repository, SlowJournal)
        runner = a_runner(core, clock, RecordingPresenter())
        for steps in range(LONGEST):
            imini.states = deque([Task(TaskStatus.PROCESSING), Task(last, IMAGES, code="INVALID_PROMPT")])
            job = await core.admit(user_id=steps)
            runner.start(job)
            for _ in range(steps):
                await asyncio.sleep(0)
            hides = runner.is_drawing(job)
            stopped = await (runner.hide(job.id) if hides else runner.cancel(job.id))
            await _all_done()
            end = core.repository.written[job.id]
            assert (await core.used(steps), core.lifecycle.open_count) == (end.charged, 0), (
                f"after {steps} steps: {end}"
            )
            assert (stopped, end.acknowledged) == (end.hidden or end.state is JobState.CANCELLED, True)
            ends.add((end.state, end.hidden, end.charged))
    failed = last is TaskStatus.FAILED
    assert ends == {
        (JobState.CANCELLED, False, 0),
        (JobState.FAILED, True, 0) if failed else (JobState.UNDELIVERED, True, 1),
        (JobState.FAILED, False, 0) if failed else (JobState.DELIVERED, False, 1),
    }


@pytest.mark.parametrize("large", [True, False])
async def test_processes_for_pictures_that_may_be_too_large_are_started_while_imini_draws(
    tmp_path: Path, *, large: bool
) -> None:
    clock, imini = FakeClock(), FakeImini()
    imini.states = deque([Task(TaskStatus.PROCESSING), Task(TaskStatus.SUCCEEDED, IMAGES)])
    order: list[str] = []

    async def fetch(*_: object) -> Fetched:
        order.append("fetch")
        return fetched()

    result_fetcher = a_result_fetcher()
    result_fetcher.may_shrink.return_value = large
    result_fetcher.prepare.side_effect = lambda _: order.append("prepare")
    result_fetcher.fetch.side_effect = fetch
    async with Core(tmp_path, imini, clock) as core:
        runner = a_runner(core, clock, RecordingPresenter(), result_fetcher=result_fetcher)
        await runner.run(await core.admit())
        await _all_done()
    assert order[:-1] == ["prepare"] * (len(order) - 1)
    assert (order[-1], len(order) > 1) == ("fetch", large)
