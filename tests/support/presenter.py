"""A presenter without Discord that records its calls."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.images.pictures import Fetched
from bot.jobs.card import Card
from bot.jobs.job import Job
from bot.worker.presenter import LiveCard, Record, Update


@dataclass(slots=True)
class Live:
    """The card of a running job."""

    card: Card
    show: Callable[[Update], None]


@dataclass(slots=True)
class RecordingPresenter:
    """Records its calls in order: ``updates``, jobs ``delivered``, ``ends`` and ``pings``."""

    updates: list[Update] = field(default_factory=list)
    delivered: list[Job] = field(default_factory=list)
    ends: list[Job] = field(default_factory=list)
    pings: list[Job] = field(default_factory=list)

    @asynccontextmanager
    async def progress(self, job: Job) -> AsyncIterator[LiveCard]:
        yield Live(job.card, self.updates.append)

    async def deliver(self, job: Job, shown: Job, fetched: Fetched, record: Record) -> Job:  # noqa: ARG002 - the port's
        self.delivered.append(shown)
        return job

    async def report_end(self, job: Job, record: Record) -> Job:  # noqa: ARG002 - the port's
        self.ends.append(job)
        return job

    async def ping(self, job: Job) -> None:
        self.pings.append(job)
