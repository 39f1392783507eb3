"""Whatever happens in whatever order, restarts included: quota and stored jobs add up to the same."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from functools import partial
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.credits.errors import QuotaExceeded, TooManyRunning
from bot.errors import FailureKind
from bot.images.errors import NoPictures
from bot.imini.errors import ApiError, PromptRefused, SubmitUncertain, Unreachable
from bot.jobs.job import Job
from bot.jobs.state import ForbiddenStep, JobState
from bot.jobs.task import RemoteImage, Task, TaskStatus
from bot.storage.sql.jobs import SqlJobRepository
from bot.storage.sqlite.database import SqliteDatabase
from bot.worker.submitter import TRIES
from tests.support.clock import FakeClock
from tests.support.core import WINDOW, Bounds, Core
from tests.support.imini import FakeImini
from tests.support.jobs import a_card

Result = TypeVar("Result")

BOUNDS = Bounds(credits=25, running=3)
USERS = (1, 2)
SUBMITS: tuple[tuple[Exception, ...], ...] = (
    (),
    (Unreachable(message="DNS"),),
    (Unreachable(message="DNS"),) * TRIES,
    (PromptRefused(status=400),),
    (ApiError(status=500, kind=FailureKind.BUSY),),
    (SubmitUncertain(message="lost"),),
    (ZeroDivisionError("a bug"),),
)
QUERIES: tuple[tuple[Task | Exception, ...], ...] = (
    (),
    (Task(TaskStatus.PROCESSING), ApiError(status=502, kind=FailureKind.BUSY)),
    (Task(TaskStatus.FAILED, code="INTERNAL"),),
    (Task(TaskStatus.SUCCEEDED, images=()),),
    (Task(TaskStatus.PROCESSING),) * 1000,
    (ZeroDivisionError("a bug"),),
)


Fits = Callable[[Job], bool]


def running(job: Job) -> bool:
    """Whether it may still bring pictures."""
    return job.state.is_active


def accepted(job: Job) -> bool:
    """Whether nothing was sent yet."""
    return job.state is JobState.ACCEPTED


def ready(job: Job) -> bool:
    """Whether its pictures are at imini."""
    return job.state is JobState.READY


def cancellable(job: Job) -> bool:
    """Whether its requester may give it up."""
    return job.state is JobState.ACCEPTED


def untold(job: Job) -> bool:
    """Whether it has ended, but its card does not say so."""
    return not job.state.is_active and not job.acknowledged


class StrictJournal(SqlJobRepository):
    """Tells of each job that is saved in a state that may not follow the one it was saved in before."""

    def __init__(self, forbidden: list[ForbiddenStep], database: SqliteDatabase, run: str) -> None:
        super().__init__(database, run)
        self._forbidden = forbidden

    async def save(self, job: Job) -> None:
        before = await self.find(job.id)
        if before and before.state is not job.state:
            try:
                before.state.check_step(job.state)
            except ForbiddenStep as error:
                self._forbidden.append(error)
        await super().save(job)


class QuotaAndJobs(RuleBasedStateMachine):
    """Two members, a bot that is restarted now and then, and a list of what became of every job."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.runner = asyncio.Runner()
        self.clock = FakeClock()
        self.imini = FakeImini()
        self.ids = count(1)
        self.jobs: dict[str, Job] = {}
        self.erased: set[str] = set()
        self.forbidden: list[ForbiddenStep] = []
        self.core: Core

    @initialize()
    def start(self) -> None:
        repository = partial(StrictJournal, self.forbidden)
        self.core = Core(Path(self.folder.name), self.imini, self.clock, BOUNDS, self.ids, repository=repository)
        self.do(self.core.__aenter__())

    def teardown(self) -> None:
        self.do(self.core.__aexit__())
        self.runner.close()
        self.folder.cleanup()

    def do(self, work: Coroutine[Any, Any, Result]) -> Result:
        return self.runner.run(work)

    def those(self, fits: Fits) -> list[Job]:
        return [job for job in self.jobs.values() if fits(job)]

    def one(self, data: st.DataObject, fits: Fits) -> Job:
        return data.draw(st.sampled_from(self.those(fits)))

    def lost(self, job: Job) -> bool:
        return job.recoverable and job.id not in self.erased

    def became(self, job: Job) -> None:
        self.jobs[job.id] = job

    @rule(user=st.sampled_from(USERS), pictures=st.integers(1, 10))
    def ask(self, user: int, pictures: int) -> None:
        with suppress(QuotaExceeded, TooManyRunning):
            self.became(self.do(self.core.admit(user, num=pictures)))

    @rule(user=st.sampled_from(USERS), pictures=st.integers(1, 10), arrived=st.integers(0, 11))
    def have_it_all_go_well(self, user: int, pictures: int, arrived: int) -> None:
        with suppress(QuotaExceeded, TooManyRunning):
            job = self.do(self.core.admit(user, num=pictures))
            self.became(self.do(self.core.lifecycle.deliver(self.do(self.core.run(job)), arrived)))

    @precondition(lambda self: self.those(running))
    @rule(data=st.data(), submit=st.sampled_from(SUBMITS), queries=st.sampled_from(QUERIES))
    def go_on(self, data: st.DataObject, submit: tuple[Exception, ...], queries: tuple[Task | Exception, ...]) -> None:
        sent = len(self.imini.sent)
        self.imini.outcomes.extend(submit)
        self.imini.states.extend(queries)
        self.became(self.do(self.core.run(self.one(data, running))))
        self.imini.outcomes.clear()
        self.imini.states.clear()
        certainly_not_accepted = sum(isinstance(error, Unreachable) for error in submit)
        assert len(self.imini.sent) - sent <= certainly_not_accepted + 1

    @precondition(lambda self: self.those(accepted))
    @rule(data=st.data())
    def only_submit(self, data: st.DataObject) -> None:
        self.became(self.do(self.core.submitter.submit(self.one(data, accepted))))

    @precondition(lambda self: self.those(accepted))
    @rule(data=st.data())
    def be_killed_while_submitting(self, data: st.DataObject) -> None:
        job = self.one(data, accepted)
        self.do(self.core.lifecycle.begin_submit(job))
        self.became(job.advance(JobState.SUBMITTING))
        self.restart()

    @precondition(lambda self: self.those(ready))
    @rule(data=st.data(), pictures=st.integers(0, 11))
    def deliver(self, data: st.DataObject, pictures: int) -> None:
        self.became(self.do(self.core.lifecycle.deliver(self.one(data, ready), pictures)))

    @precondition(lambda self: self.those(ready))
    @rule(data=st.data())
    def lose_the_pictures(self, data: st.DataObject) -> None:
        error = NoPictures(message="gone")
        self.became(self.do(self.core.lifecycle.fail(self.one(data, ready), error)))

    @precondition(lambda self: self.those(cancellable))
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        self.became(self.do(self.core.lifecycle.cancel(self.one(data, cancellable))))

    @precondition(lambda self: self.those(untold))
    @rule(data=st.data())
    def tell_the_ending(self, data: st.DataObject) -> None:
        self.became(self.do(self.core.lifecycle.close(self.one(data, untold))))

    @precondition(lambda self: self.those(self.lost))
    @rule(data=st.data())
    def recover(self, data: st.DataObject) -> None:
        images = (RemoteImage("https://file.iminicdn.com/1.png"),)
        with suppress(QuotaExceeded, TooManyRunning):
            self.became(self.do(self.core.jobs.reopen(self.one(data, self.lost).id, a_card(), images)))

    @precondition(lambda self: self.jobs)
    @rule(user=st.sampled_from(USERS))
    def erase(self, user: int) -> None:
        self.do(self.core.jobs.forget_all(user))
        self.erased |= {job.id for job in self.those(lambda job: job.user_id == user)}

    @precondition(lambda self: self.jobs)
    @rule(hours=st.sampled_from([0.1, 1, 10, 24, 30]))
    def wait(self, hours: float) -> None:
        self.clock.advance(hours * 3600)

    @precondition(lambda self: self.jobs)
    @rule()
    def forget_what_is_too_old(self) -> None:
        self.do(self.core.jobs.forget_old(30 * 86400, 30 * 86400))

    @precondition(lambda self: self.jobs)
    @rule()
    def restart(self) -> None:
        self.do(self.core.__aexit__())
        self.start()
        resumed = self.do(self.core.resume(self.clock.time - WINDOW.total_seconds()))
        assert {job.id: job for job in resumed} == {job.id: job for job in self.those(lambda job: not job.acknowledged)}

    @invariant()
    def quota_and_jobs_add_up(self) -> None:
        for user in USERS:
            mine = [job for job in self.jobs.values() if job.user_id == user]
            reserved = sum(job.cost for job in mine if running(job))
            spent = sum(job.charged for job in mine if self.is_recent(job) and not running(job))
            balance = self.do(self.core.quota.balance(user))
            assert (balance.used, balance.running) == (reserved + spent, sum(map(running, mine)))
        assert self.core.lifecycle.open_count == len(self.those(running))

    async def in_the_journal(self) -> list[Job]:
        return [job async for job in self.core.repository.since(0)]

    @invariant()
    def journal_and_jobs_add_up(self) -> None:
        charges = self.do(self.core.repository.charges(self.clock.time - WINDOW.total_seconds()))
        charged = {job.id: job.charged for job in self.those(self.is_recent) if job.charged}
        assert {charge.job_id: charge.credits for charge in charges} == charged
        written = {job.id: (job.state, job.charged, job.acknowledged) for job in self.do(self.in_the_journal())}
        for job in self.those(lambda job: job.id not in self.erased):
            assert written[job.id] == (job.state, job.charged, job.acknowledged)

    @invariant()
    def no_job_takes_a_forbidden_step(self) -> None:
        assert self.forbidden == []

    @invariant()
    def nothing_that_failed_costs_anything(self) -> None:
        for job in self.jobs.values():
            assert 0 <= job.charged <= job.cost
            assert not (job.charged and job.state in {JobState.FAILED, JobState.UNKNOWN})

    @invariant()
    def nothing_is_sent_twice(self) -> None:
        assert len(self.imini.tasks) == len({job.task_id for job in self.jobs.values() if job.task_id})

    def is_recent(self, job: Job) -> bool:
        return job.created_at > self.clock.time - WINDOW.total_seconds()


QuotaAndJobs.TestCase.settings = settings(max_examples=12, stateful_step_count=30, deadline=None)
test_quota_and_stored_jobs_always_balance = QuotaAndJobs.TestCase
