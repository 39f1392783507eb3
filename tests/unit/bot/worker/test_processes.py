"""Two processes over one PostgreSQL: what one leaves, the other one goes on with, and nothing is done twice."""

import asyncio
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import DatabaseUnreachable, UserError
from bot.images.pictures import Fetched
from bot.jobs.errors import TakenOver
from bot.jobs.job import Job
from bot.jobs.posts import Post
from bot.jobs.state import JobState
from bot.jobs.task import Task, TaskStatus
from bot.runtime.clock import Clock
from bot.storage.postgres.database import PostgresDatabase, open_database
from bot.storage.sql import statements
from bot.storage.sql.jobs import SqlJobRepository
from bot.worker.pending import PendingMessage
from bot.worker.presenter import Record
from tests.support.fast_clock import FastClock
from tests.support.imini import FakeImini
from tests.support.jobs import START, a_card
from tests.support.postgres import PostgresServer
from tests.support.presenter import RecordingPresenter
from tests.support.processes import Held, Opened, Process, Stage, a_process, stored_as, until


async def test_a_job_that_waits_is_sent_by_the_process_that_goes_on_with_it(stage: Stage) -> None:
    stage.imini.passing.clear()
    job = await stage.a.start()
    await stage.pause_a()
    stage.imini.passing.set()
    ended = await stage.ended(job)
    assert (ended.state, len(stage.imini.sent), await stage.held(job)) == (JobState.DELIVERED, 1, (1, False))
    assert [len(process.shown.delivered) for process in (stage.a, stage.b)] == [0, 1]
    assert stage.a.services.admission.open_count == 0


async def test_a_job_that_was_being_sent_is_never_sent_again_and_refunded(stage: Stage) -> None:
    sending = Held()
    stage.imini.arriving = sending.pass_by
    job = await stage.a.start()
    await asyncio.wait_for(sending.reached.wait(), 10)
    await stage.pause_a()
    ended = await stage.ended(job)
    sending.free.set()
    await until(lambda: stage.a.services.admission.open_count == 0)
    assert (ended.state, len(stage.imini.sent), await stage.held(job)) == (JobState.UNKNOWN, 1, (0, False))
    assert (await stage.stored(job)).state is JobState.UNKNOWN
    assert stage.a.shown.ends == []


async def test_a_job_that_is_drawn_is_followed_by_the_process_that_goes_on_with_it(stage: Stage) -> None:
    stage.imini.states.extend([Task(TaskStatus.PROCESSING)])
    job = await stage.a.start()
    await until(lambda: bool(stage.imini.tasks))
    await stored_as(stage, job, JobState.SUBMITTED)
    await stage.pause_a()
    ended = await stage.ended(job)
    assert (ended.state, len(stage.imini.sent), await stage.held(job)) == (JobState.DELIVERED, 1, (1, False))
    assert [len(process.shown.delivered) for process in (stage.a, stage.b)] == [0, 1]


class SlowToShow(RecordingPresenter):
    """Is held before the pictures are shown."""

    def __init__(self) -> None:
        super().__init__()
        self.held = Held()

    async def deliver(self, job: Job, shown: Job, fetched: Fetched, record: Record) -> Job:
        await self.held.pass_by()
        # What posts a message writes that down first.
        return await super().deliver(await record(job), shown, fetched, record)


async def _paused_before_the_pictures_are_shown(stage: Stage) -> tuple[Job, SlowToShow]:
    slow = SlowToShow()
    stage.a.services.worker.runner.connect(slow)
    job = await stage.a.start()
    await stored_as(stage, job, JobState.SUBMITTED)
    for _ in range(200):
        await stage.a.clock.advance(0.5)
        if slow.held.reached.is_set():
            break
        await asyncio.sleep(0.01)
    await stage.pause_a()
    await stage.ended(job)
    slow.held.free.set()
    await until(lambda: stage.a.services.admission.open_count == 0)
    return job, slow


async def test_a_process_that_wakes_after_others_went_on_shows_nothing_a_second_time(stage: Stage) -> None:
    job, slow = await _paused_before_the_pictures_are_shown(stage)
    assert (len(slow.delivered), len(stage.b.shown.delivered)) == (0, 1)
    assert await stage.held(job) == (1, False)


class Unfenced(SqlJobRepository):
    """Writes its jobs whoever owns them."""

    def __init__(self, database: PostgresDatabase, run: str) -> None:
        super().__init__(database, run)
        self._unfenced = database

    async def save(self, job: Job) -> None:
        try:
            await super().save(job)
        except TakenOver:
            await self._unfenced.write("UPDATE jobs SET owner = owner WHERE id = ?", (job.id,))


async def test_without_the_fence_pictures_are_shown_twice(opened: Opened, postgres_url: str) -> None:
    """The control: a trial that can't fail shows nothing."""
    assert "owner = ?" in statements.SAVE
    database = await opened.stack.enter_async_context(open_database(postgres_url, Clock()))
    stage = await opened(lambda stores: replace(stores, jobs=Unfenced(database, stores.run.id)))
    _, slow = await _paused_before_the_pictures_are_shown(stage)
    assert (len(slow.delivered), len(stage.b.shown.delivered)) == (1, 1)


async def test_what_a_process_leaves_that_stops_is_gone_on_with_at_the_next_heartbeat(
    opened: Opened, postgres_url: str, tmp_path: Path
) -> None:
    stage = await opened()
    stage.imini.passing.clear()
    async with a_process(postgres_url, tmp_path / "c", stage.imini) as c:
        job = await c.start()
    await stage.b.beat()
    stage.imini.passing.set()
    assert (await stage.ended(job)).state is JobState.DELIVERED


async def test_a_process_takes_ten_jobs_a_second_so_that_all_get_their_share(
    opened: Opened, postgres_url: str, tmp_path: Path
) -> None:
    stage = await opened()
    stage.imini.passing.clear()
    async with a_process(postgres_url, tmp_path / "c", stage.imini) as c:
        for member in range(25):
            await c.start(member)
    await stage.b.beat()
    await until(lambda: stage.b.services.admission.open_count == 10)
    await stage.b.clock.advance(1)
    await until(lambda: stage.b.services.admission.open_count == 20)
    await stage.a.beat()
    await until(lambda: stage.a.services.admission.open_count == 5)


async def test_pending_messages_and_doomed_posts_of_a_process_that_died_are_one_others(stage: Stage) -> None:
    messages = stage.a.services.messages
    pending = await messages.pending.begin(PendingMessage("77", 10, a_card(token="own")), _shown)
    post = Post(90, 20, 30, "0a1b2c3d4e", 10, START, copy=True)
    await messages.posts.add(post)
    await messages.posts.doom([post])
    await stage.b.beat()
    assert (stage.b.interrupted, stage.b.swept) == ([], [])
    await stage.pause_a()
    await until(lambda: bool(stage.b.interrupted and stage.b.swept))
    assert (stage.b.interrupted, stage.b.swept) == ([pending], [post])


async def test_a_placeholder_that_became_the_card_of_a_job_is_not_called_interrupted(stage: Stage) -> None:
    stage.imini.passing.clear()
    job = await stage.b.start()
    await stage.a.services.messages.pending.begin(PendingMessage("77", 10, job.card), _shown)
    await stage.pause_a()
    await stage.b.beat()
    assert stage.b.interrupted == []


async def test_a_process_whose_database_is_away_takes_no_jobs_and_goes_on_when_it_is_back(
    postgres_url: str, tmp_path: Path, postgres_server: PostgresServer, caplog: pytest.LogCaptureFixture
) -> None:
    imini = FakeImini()
    imini.passing.clear()
    async with a_process(postgres_url, tmp_path / "a", imini, clock=FastClock(20, time.time()).clock) as process:
        run = process.services.admission.run
        await process.start()
        await asyncio.to_thread(postgres_server.stop)
        try:
            await until(lambda: run.away)
            with pytest.raises(DatabaseUnreachable):
                await process.admit(11)
            imini.passing.set()
            await asyncio.sleep(0.2)
            assert (imini.sent, process.shown.delivered) == ([], [])
        finally:
            await asyncio.to_thread(postgres_server.start)
        await until(lambda: len(process.shown.delivered) == 1 and not run.away)
        assert len(imini.sent) == 1
        await _admitted(process)
    assert [record.message for record in caplog.records if "goes on in memory" in record.message] == []
    assert sum("no new jobs until it is back" in record.message for record in caplog.records) == 1


async def test_a_job_that_is_being_sent_while_the_database_restarts_is_not_called_unknown(
    postgres_url: str, tmp_path: Path, postgres_server: PostgresServer
) -> None:
    imini, sending = FakeImini(), Held()
    imini.arriving = sending.pass_by
    async with a_process(postgres_url, tmp_path / "a", imini, clock=FastClock(20, time.time()).clock) as process:
        await process.start()
        await asyncio.wait_for(sending.reached.wait(), 10)
        await asyncio.to_thread(postgres_server.stop)
        sending.free.set()
        await asyncio.sleep(0.2)
        await asyncio.to_thread(postgres_server.start)
        await until(lambda: len(process.shown.delivered) == 1)
        assert (len(imini.sent), process.shown.ends) == (1, [])


async def _admitted(process: Process) -> None:
    """Have a job accepted, though 2 s are a tenth of one here."""
    for _ in range(20):
        with suppress(UserError):
            await process.admit(11)
            return
    pytest.fail("no job is accepted")


async def _shown() -> int:
    return 41
