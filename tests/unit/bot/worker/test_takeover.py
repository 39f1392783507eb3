"""A member who presses in a process that does not run the job: it is taken over, and the truth is told."""

import asyncio
from dataclasses import replace

import pytest

from bot.errors import DatabaseAway, SaveFailed
from bot.jobs.job import Job
from bot.jobs.state import JobState
from bot.jobs.task import Task, TaskStatus
from bot.runtime.clock import Clock
from bot.storage.postgres.database import open_database
from bot.storage.sql.jobs import SqlJobRepository
from tests.support.processes import Held, Opened, Process, Stage, stored_as, until


async def test_a_job_that_waits_in_another_process_can_be_cancelled(stage: Stage) -> None:
    stage.imini.passing.clear()
    job = await stage.a.start()
    await _active(stage.a)
    assert await stage.b.services.worker.runner.cancel(job.id)
    ended = await stage.ended(job)
    await until(lambda: stage.a.services.admission.open_count == 0)  # by the signal
    stage.imini.passing.set()
    assert (ended.state, stage.imini.sent, await stage.held(job)) == (JobState.CANCELLED, [], (0, False))
    assert [len(process.shown.ends) for process in (stage.a, stage.b)] == [0, 1]


async def test_a_job_that_is_drawn_for_another_process_can_be_hidden(stage: Stage) -> None:
    stage.imini.states.extend([Task(TaskStatus.PROCESSING)])
    job = await stage.a.start()
    job = await stored_as(stage, job, JobState.SUBMITTED)
    assert stage.b.services.worker.runner.is_drawing(job)
    assert await stage.b.services.worker.runner.hide(job.id)
    ended = await stage.ended(job)
    await until(lambda: stage.a.services.admission.open_count == 0)
    assert (ended.state, ended.hidden, await stage.held(job)) == (JobState.UNDELIVERED, True, (1, False))
    assert [process.shown.delivered for process in (stage.a, stage.b)] == [[], []]


async def test_a_job_that_another_process_is_sending_can_not_be_cancelled(stage: Stage) -> None:
    sending = Held()
    stage.imini.arriving = sending.pass_by
    job = await stage.a.start()
    await asyncio.wait_for(sending.reached.wait(), 10)
    assert not await stage.b.services.worker.runner.cancel(job.id)
    sending.free.set()
    assert (await stored_as(stage, job, JobState.SUBMITTED)).state is JobState.SUBMITTED


class Unsure(SqlJobRepository):
    """Takes a job over, but loses the answer."""

    async def take(self, job_id: str) -> Job | None:
        await super().take(job_id)
        raise DatabaseAway("the answer is lost")


async def test_a_job_that_may_have_been_taken_over_goes_on_and_the_member_is_told_the_truth(
    opened: Opened, postgres_url: str
) -> None:
    database = await opened.stack.enter_async_context(open_database(postgres_url, Clock()))
    stage = await opened(lambda stores: replace(stores, member_jobs=Unsure(database, stores.run.id)))
    stage.imini.passing.clear()
    job = await stage.a.start()
    await _active(stage.a)
    with pytest.raises(SaveFailed):
        await stage.b.services.worker.runner.cancel(job.id)
    await until(lambda: stage.b.services.admission.open_count == 1)
    stage.imini.passing.set()
    assert (await stage.ended(job)).state is JobState.DELIVERED


async def _active(process: Process) -> None:
    await until(lambda: process.services.admission.open_count > 0)
    await asyncio.sleep(0.05)
