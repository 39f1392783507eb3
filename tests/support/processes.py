"""Processes beside each other, in one test: each is the whole product over one PostgreSQL, without Discord."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.cluster.lease import HEARTBEAT, TTL
from bot.compose import build_images, build_job_parts, build_services
from bot.compose_servers import build_servers
from bot.images.pictures import Fetched
from bot.images.reference_store import ReferenceStore
from bot.images.results import ResultFetcher
from bot.images.workspace import Workspace
from bot.imini.client import IminiClient
from bot.jobs.job import Job
from bot.jobs.posts import Post
from bot.jobs.state import JobState
from bot.requests.request import ImagineRequest
from bot.resources import ProductFactories, open_resources
from bot.runtime.background import BackgroundTasks
from bot.runtime.clock import Clock
from bot.services import Services
from bot.settings import Settings
from bot.storage.postgres.database import PostgresDatabase, open_database
from bot.storage.sql.jobs import SqlJobRepository
from bot.storage.stores import Stores
from bot.worker.pending import PendingMessage
from bot.worker.recovery import RecoveryHandlers
from tests.support.hand_clock import HandClock
from tests.support.imaging import InThread
from tests.support.imini import FakeImini
from tests.support.jobs import a_card, a_request
from tests.support.presenter import RecordingPresenter
from tests.support.runners import fetched
from tests.support.waiting import eventually

Change = Callable[[Stores], Stores]


@dataclass(slots=True)
class Process:
    """One process: its parts, its clock, and what it showed its members."""

    services: Services
    clock: HandClock
    shown: RecordingPresenter = field(default_factory=RecordingPresenter)
    interrupted: list[PendingMessage] = field(default_factory=list)
    swept: list[Post] = field(default_factory=list)

    @property
    def run(self) -> str:
        """The id of its run."""
        return self.services.admission.run.id

    async def admit(self, user_id: int = 10) -> Job:
        """A job that was just accepted, whose card is known."""
        return await self.services.admission.admit(user_id, a_request(), a_card())

    async def start(self, user_id: int = 10) -> Job:
        """A job that runs here."""
        job = await self.admit(user_id)
        self.services.worker.runner.start(job)
        return job

    async def beat(self, times: int = 1) -> None:
        """Let heartbeats pass."""
        renewed = self.services.admission.run.renewals()
        for _ in range(times):
            await self.clock.advance(HEARTBEAT)
            await anext(renewed)
        await renewed.aclose()

    async def find_card(self, job: Job) -> int | None:
        return job.user_id

    async def interrupt(self, pending: PendingMessage) -> bool:
        self.interrupted.append(pending)
        return True

    async def erase(self, pending: PendingMessage) -> None:
        self.interrupted.append(pending)

    async def sweep(self, posts: Sequence[Post]) -> None:
        self.swept.extend(posts)


async def _arrive(imini: FakeImini, request: ImagineRequest) -> None:
    # A test may set it after the process has started.
    await imini.arriving(request)


def _client(imini: FakeImini) -> type[IminiClient]:
    """A client of the one imini of all processes."""

    class Client(FakeImini):
        def __init__(self, *_: object, **__: object) -> None:
            super().__init__()
            self.outcomes, self.states, self.passing = imini.outcomes, imini.states, imini.passing
            self.sent, self.tasks = imini.sent, imini.tasks
            self.arriving = partial(_arrive, imini)

    return Client


class OnePicture(ResultFetcher):
    """Fetches one picture for every job."""

    async def fetch(self, job: Job, workspace: Workspace, owner: str | None = None) -> Fetched:  # noqa: ARG002 - the port's
        return fetched()


@asynccontextmanager
async def a_process(
    url: str, folder: Path, imini: FakeImini, change: Change = lambda stores: stores, clock: Clock | None = None
) -> AsyncIterator[Process]:
    """A process with ``folder`` as its ``DATA_DIR``; ``change`` replaces some of its stores. It ends gracefully.

    Its clock is a hand clock, unless it gets another ``clock``.
    """
    hand = HandClock()
    time = clock or hand.clock
    settings = Settings(
        discord_token=SecretStr("a-token"),
        imini_api_key=SecretStr("a-key"),
        data_dir=folder,
        database_url=SecretStr(url),
        quota_cost_1k=(1, 1, 2),
    )
    factories = ProductFactories(InThread, client=_client(imini), result_fetcher=OnePicture)
    async with open_resources(settings, time, factories) as opened:
        resources = replace(opened, stores=change(opened.stores))
        tasks = BackgroundTasks()
        servers, budgets = build_servers(settings, resources.stores, tasks, time)
        job_parts = build_job_parts(settings, resources.stores, budgets.budgets, tasks, time)
        references = ReferenceStore(resources.stores.references, job_parts.repository)
        images = build_images(settings, resources, references, time, factories)
        parts = servers, budgets, job_parts, images, references, tasks, time
        process = Process(build_services(settings, resources, *parts), hand)
        worker = process.services.worker
        worker.runner.connect(process.shown)
        await worker.recovery.run(RecoveryHandlers(process.find_card, process.interrupt, process.erase, process.sweep))
        yield process
        await tasks.close()


STEADY = int(TTL / HEARTBEAT) + 2
"""Heartbeats after which a process may end the runs of others."""


@dataclass(slots=True)
class Held:
    """Holds whoever passes until it is told to let go."""

    reached: asyncio.Event = field(default_factory=asyncio.Event)
    free: asyncio.Event = field(default_factory=asyncio.Event)

    async def pass_by(self, _: ImagineRequest | None = None) -> None:
        self.reached.set()
        await self.free.wait()


@dataclass(slots=True)
class Stage:
    """Two processes, ``a`` and ``b``, one imini, and the database as a host sees it."""

    a: Process
    b: Process
    imini: FakeImini
    database: PostgresDatabase

    async def pause_a(self) -> None:
        """Let ``b`` find that ``a``, whose clock stands still, is late, and go on with its jobs."""
        await self.database.write("UPDATE runs SET expires_at = now() - interval '1 s' WHERE id = ?", (self.a.run,))
        await self.b.beat(STEADY)

    async def stored(self, job: Job) -> Job:
        found = await SqlJobRepository(self.database, "the host").find(job.id)
        assert found
        return found

    async def ended(self, job: Job) -> Job:
        """The job once it is closed."""
        for _ in range(400):
            if (stored := await self.stored(job)).acknowledged:
                return stored
            await self.b.clock.advance(1)
            await asyncio.sleep(0.01)
        pytest.fail(f"it never ended: {await self.stored(job)}")

    async def held(self, job: Job) -> tuple[int, bool]:
        """The credits that the job holds, and whether it counts as running."""
        (row,) = await self.database.fetch("SELECT credits, running FROM jobs WHERE id = ?", (job.id,))
        return row["credits"], row["running"]


@dataclass(slots=True)
class Opened:
    """Opens stages."""

    url: str
    folder: Path
    stack: AsyncExitStack

    async def __call__(self, change: Change = lambda stores: stores) -> Stage:
        imini = FakeImini()
        enter = self.stack.enter_async_context
        a = await enter(a_process(self.url, self.folder / "a", imini, change))
        b = await enter(a_process(self.url, self.folder / "b", imini, change))
        return Stage(a, b, imini, await enter(open_database(self.url, Clock())))


async def until(what: Callable[[], bool]) -> None:
    """Wait for it."""
    await eventually(what, 10)


async def stored_as(stage: Stage, job: Job, state: JobState) -> Job:
    """The job as it is stored, once it is in ``state``."""
    for _ in range(500):
        if (stored := await stage.stored(job)).state is state:
            return stored
        await asyncio.sleep(0.01)
    pytest.fail(f"it is {await stage.stored(job)}")
