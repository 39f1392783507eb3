"""The product in a process without Discord. It writes what a member would see to a file, as JSON lines.

``python -m tests.support.headless RUN SPEED ORIGIN`` recovers what the run before left open. Then it reads requests
from standard input, as JSON lines, and stops once the input has ended and every job is closed, or 20 s later. Its
clock is a ``FastClock``. With ``DATABASE_URL``, it is one of several processes, whose ``DATA_DIR`` are in one folder;
it ends with exit code 1 once others have gone on with its jobs.
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot.compose import compose
from bot.errors import AlreadyHandled
from bot.images.pictures import Fetched
from bot.jobs.card import Card
from bot.jobs.job import Job
from bot.jobs.posts import Post
from bot.requests.request import ImagineRequest
from bot.resources import ProductFactories
from bot.runtime import log
from bot.runtime.clock import Clock
from bot.runtime.exit_codes import EXIT_FAILED, EXIT_OK
from bot.services import Services
from bot.settings import Settings
from bot.storage.postgres.database import open_database
from bot.storage.sql.jobs import SqlJobRepository
from bot.storage.sqlite.database import SqliteDatabase
from bot.worker.pending import PendingMessage
from bot.worker.presenter import LiveCard, Record
from bot.worker.recovery import RecoveryHandlers
from tests.support.fast_clock import FastClock
from tests.support.presenter import Live

PAGE = "page.jsonl"
SETTLE_TIMEOUT = 20.0
"""Seconds from the end of the input to the end of the process."""

FOREIGN = {"discord", "cogs"}
"""Packages that the product must not import."""


@dataclass(frozen=True, slots=True)
class Page:
    """A presenter that writes its calls to a file."""

    path: Path
    run: int
    is_shared: bool = False

    @asynccontextmanager
    async def progress(self, job: Job) -> AsyncIterator[LiveCard]:
        yield Live(job.card, lambda update: self.write("running", update.job))

    async def deliver(self, job: Job, shown: Job, fetched: Fetched, record: Record) -> Job:  # noqa: ARG002 - the port's
        self.write("delivered", shown, pictures=len(fetched.pictures))
        return job

    async def report_end(self, job: Job, record: Record) -> Job:  # noqa: ARG002 - the port's
        self.write("ended", job)
        return job

    async def ping(self, job: Job) -> None:
        self.write("pinged", job)

    def write(self, event: str, job: Job, **more: Any) -> None:
        """Write one line at once, so that a killed process leaves no half of it."""
        about = {"job": job.id, "prompt": job.request.prompt, "state": job.state, "charged": job.charged}
        self.append({"run": self.run, "event": event, **about, **more})

    def append(self, line: dict[str, Any]) -> None:
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")

    async def find_card(self, job: Job) -> int | None:
        """The requester, if an earlier run, or another process, has shown the job's card."""
        pages = self.path.parent.parent.glob(f"*/{self.path.name}") if self.is_shared else [self.path]
        lines = (line for page in pages for line in read(page))
        shown = any(line["event"] == "accepted" and line["job"] == job.id for line in lines)
        return job.user_id if shown else None


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []


async def _nothing(_: PendingMessage | Sequence[Post]) -> bool:
    return False


async def _finish_nothing(_: PendingMessage) -> None:
    pass


async def work(settings: Settings, run: int, fast_clock: FastClock) -> int:
    """Run until the end of the input. Returns the exit code."""
    page = Page(settings.data_dir / PAGE, run, settings.database_url is not None)
    opened: list[SqliteDatabase] = []

    def database(path: Path, clock: Clock) -> SqliteDatabase:
        opened.append(SqliteDatabase(path, clock))
        return opened[-1]

    async with (
        compose(settings, fast_clock.clock, ProductFactories(database=database)) as services,
        _stored(settings, opened) as repository,
    ):
        working = asyncio.create_task(_work(services, page, repository))
        over = asyncio.create_task(services.admission.run.over())
        await asyncio.wait({working, over}, return_when=asyncio.FIRST_COMPLETED)
        if over.done():
            working.cancel()
            await services.runtime.tasks.close()
            return EXIT_FAILED
        over.cancel()
        await working
    foreign = sorted(FOREIGN.intersection(name.partition(".")[0] for name in sys.modules))
    page.append({"run": run, "event": "left", "open": services.admission.open_count, "foreign": foreign})
    return EXIT_OK


@asynccontextmanager
async def _stored(settings: Settings, opened: Sequence[SqliteDatabase]) -> AsyncIterator[SqlJobRepository]:
    """The jobs of all processes."""
    if settings.database_url is None:
        yield SqlJobRepository(opened[-1], opened[-1].run)
    else:
        async with open_database(settings.database_url.get_secret_value(), Clock()) as database:
            yield SqlJobRepository(database, "an observer")


async def _work(services: Services, page: Page, repository: SqlJobRepository) -> None:
    worker = services.worker
    worker.runner.connect(page)
    await worker.recovery.run(RecoveryHandlers(page.find_card, _nothing, _finish_nothing, _nothing))
    members = [await _accept(services, page, json.loads(line)) async for line in _lines()]
    with suppress(TimeoutError):  # The audit will find what is still open.
        async with asyncio.timeout(SETTLE_TIMEOUT):
            while await repository.open_jobs():  # noqa: ASYNC110 - the repository has no events
                await asyncio.sleep(0.02)
    for member in members:
        balance = await services.members.quota.balance(member)
        page.append({"run": page.run, "event": "balance", "user": member, "used": balance.used})
    await worker.runner.stop(grace=1)
    await services.runtime.tasks.close()


async def _accept(services: Services, page: Page, requested: dict[str, Any]) -> int:
    """Admit a request, show its card and run its job; returns the member, who has only this one."""
    member = int(requested["id"])
    request = ImagineRequest.parse(prompt=requested["prompt"], num=requested["num"])
    card = Card(0, "", 0.0, channel_id=1, guild_id=1)
    try:
        job = await services.admission.admit(member, request, card, interaction_id=member)
    except AlreadyHandled:
        return member
    page.write("accepted", job)
    services.worker.runner.start(job.on_card(replace(card, message_id=member)))
    return member


async def _lines() -> AsyncIterator[bytes]:
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    async for line in reader:
        yield line


def main(run: str, speed: str, origin: str) -> None:
    settings = Settings.load()
    log.configure(settings.log_level, settings.log_format, [])
    sys.exit(asyncio.run(work(settings, int(run), FastClock(float(speed), float(origin)))))


if __name__ == "__main__":
    main(*sys.argv[1:])
