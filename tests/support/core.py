"""The product without Discord: everything is real except imini, the clock and the ids."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any, Self

from bot.admission.admission import AdmissionControl, Terms
from bot.admission.capacity import Capacity
from bot.admission.memory_intake import MemoryIntake
from bot.cluster.run import SoleRun
from bot.credits.memory_attempts import MemoryAttempts
from bot.credits.memory_quota import MemoryQuota
from bot.credits.pricing import Pricing
from bot.credits.window import CreditWindow
from bot.images.download_slots import DownloadSlots
from bot.images.reference_files import ReferenceFolder
from bot.images.reference_loader import ReferenceLoader
from bot.images.reference_store import ReferenceStore
from bot.imini.circuit_breaker import CircuitBreaker
from bot.imini.client import IminiClient
from bot.jobs.job import Job
from bot.jobs.lifecycle import JobLifecycle
from bot.jobs.recent import MemoryRecentJobs
from bot.jobs.service import JobService
from bot.net.backoff import Backoff
from bot.net.download import Downloader
from bot.net.guard import AllowedOrigins
from bot.requests.limits import AttachmentLimits
from bot.requests.models import DEFAULT as DEFAULT_MODEL
from bot.requests.models import model_named
from bot.storage.sql.jobs import SqlJobRepository
from bot.storage.sqlite.database import SqliteDatabase
from bot.timing.estimator import DurationEstimator
from bot.timing.polls import PollSchedule
from bot.worker.generation import Generation
from bot.worker.presenter import Update
from bot.worker.recovery import MemoryCounts, Replay
from bot.worker.submitter import Submitter
from bot.worker.tracker import Tracker
from tests.support.budgets import Governed
from tests.support.clock import FakeClock
from tests.support.imaging import imaging
from tests.support.imini import FakeImini
from tests.support.jobs import a_card, a_request

WINDOW = timedelta(hours=24)
TASK_TIMEOUT = timedelta(minutes=15)
FIRST_PAUSE = timedelta(seconds=15)


PER_PICTURE = Pricing((1, 1, 1), (1, 1, 1), (1, 1, 1))
"""Every picture costs one credit."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Limits that a host can set: credits in a window, active jobs of a member and of the bot, submits at once."""

    credits: int = 50
    running: int = 5
    open_jobs: int = 100
    submits: int = 4
    declined: int = 20


DEFAULT = Bounds()


class Core:
    """The bot's core over the database in ``folder``; another one over the same folder is a restart.

    Use as ``async with``. ``ids`` numbers the jobs, so that two runs don't use the same id. ``client`` replaces
    ``imini``; ``repository`` makes the job repository.
    """

    def __init__(
        self,
        folder: Path,
        imini: FakeImini,
        clock: FakeClock,
        bounds: Bounds = DEFAULT,
        ids: Iterator[int] | None = None,
        client: IminiClient | None = None,
        repository: Callable[[SqliteDatabase, str], SqlJobRepository] = SqlJobRepository,
    ) -> None:
        numbers = ids or count(1)
        calls = client or imini
        time = clock.clock
        backoff = Backoff(jitter=0)
        self.imini = imini
        self.clock = time
        self.database = SqliteDatabase(folder / "imagine.db", time)
        self.own_run = run = SoleRun(self.database.run)
        self.repository = repository(self.database, run.id)
        self.governed = Governed(self.database, time)
        self.quota = MemoryQuota(CreditWindow(bounds.credits, WINDOW.total_seconds(), bounds.running), time)
        self.estimator = DurationEstimator()
        self.recent = MemoryRecentJobs()
        attempts = MemoryAttempts(bounds.declined, time)
        intake = MemoryIntake(self.quota, attempts, self.repository, self.governed.budgets)
        self.lifecycle = JobLifecycle(intake, self.repository, self.quota, self.recent, attempts, run, time)
        self.jobs = JobService(self.repository, self.lifecycle, self.recent, time)
        self.resume = Replay(
            self.repository, self.lifecycle, MemoryCounts(self.quota, attempts), self.estimator, self.recent
        ).run
        reference_loader = ReferenceLoader(
            Downloader(AllowedOrigins()),
            imaging(),
            DownloadSlots(1, time),
            folder / "inputs",
            AttachmentLimits(1 << 20, 1_000_000),
            ReferenceStore(ReferenceFolder(folder / "references"), self.repository),
            inline=False,
        )
        self.submitter = Submitter(calls, reference_loader, self.lifecycle, bounds.submits, backoff, time)
        account = CircuitBreaker(FIRST_PAUSE, time)
        tracker = Tracker(calls, self.estimator, PollSchedule(self.estimator), TASK_TIMEOUT, backoff, time)
        self.generation = Generation(self.lifecycle, self.submitter, tracker, account)
        self.admission = AdmissionControl(
            run,
            self.lifecycle,
            account,
            Terms(model_named(DEFAULT_MODEL), PER_PICTURE, Capacity(bounds.open_jobs), attempts),
            time,
            lambda: f"{next(numbers):010x}",
        )

    async def __aenter__(self) -> Self:
        await self.database.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.database.__aexit__()

    async def admit(self, user_id: int = 10, **request: Any) -> Job:
        """A job that was just accepted."""
        return await self.admission.admit(user_id, a_request(**request), a_card())

    async def run(self, job: Job) -> Job:
        """The job once imini's part in it has ended."""
        return await self.generation.run(job, lambda _: None)

    async def updates(self, job: Job) -> list[Update]:
        """All updates that its card receives until then."""
        updates: list[Update] = []
        await self.generation.run(job, updates.append)
        return updates

    async def written(self, job: Job) -> Job:
        """The job as it is stored."""
        found = await self.repository.find(job.id)
        assert found, f"job {job.id} is not stored"
        return found

    async def used(self, user_id: int = 10) -> int:
        """The credits that the member has spent or reserved."""
        return (await self.quota.balance(user_id)).used

    async def disk(self, *, full: bool) -> None:
        """Make every write to the database fail, or none."""
        await self.database.fetch(f"PRAGMA query_only = {'ON' if full else 'OFF'}")
