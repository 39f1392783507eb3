"""The product in a process without Discord: what a member would see goes into a file, a line each.

``python -m tests.support.bare RUN TIMES ORIGIN`` takes up what the run before left open. Then it reads requests from
standard input, as JSON lines, and ends once the input has and every job is closed, or 20 s later. Its clock is a
``Haste``'s.
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
from bot.services import Services
from bot.settings import Settings
from bot.storage.sqlite.database import Database
from bot.storage.sqlite.jobs import SqliteJobRepository
from bot.worker.pending import PendingMessage
from bot.worker.presenter import LiveCard, Record
from bot.worker.recovery import RecoveryHandlers
from tests.support.haste import Haste
from tests.support.presenter import Live

PAGE = "page.jsonl"
SETTLED_WITHIN = 20.0
FOREIGN = {"discord", "cogs"}


@dataclass(frozen=True, slots=True)
class Page:
    """The presenter: writes down what it is told to show, and moves nothing."""

    path: Path
    run: int

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
        """One line, in one step: a process that is killed leaves no half of it."""
        about = {"job": job.id, "prompt": job.request.prompt, "state": job.state, "charged": job.charged}
        self.append({"run": self.run, "event": event, **about, **more})

    def append(self, line: dict[str, Any]) -> None:
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")

    async def find_card(self, job: Job) -> int | None:
        """Whether the first answer of an earlier run is there."""
        shown = any(line["event"] == "accepted" and line["job"] == job.id for line in read(self.path))
        return job.user_id if shown else None


def read(path: Path) -> list[dict[str, Any]]:
    """The lines of a page."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []


async def _nothing(_: PendingMessage | Sequence[Post]) -> bool:
    return False


async def _no_errand(_: PendingMessage) -> None:
    pass


async def work(settings: Settings, run: int, haste: Haste) -> None:
    """One run, to its end."""
    page = Page(settings.data_dir / PAGE, run)
    opened: list[Database] = []

    def database(path: Path, clock: Clock) -> Database:
        opened.append(Database(path, clock))
        return opened[-1]

    async with compose(settings, haste.clock, ProductFactories(database=database)) as services:
        worker, repository = services.worker, SqliteJobRepository(opened[-1])
        worker.runner.connect(page)
        await worker.recovery.run(RecoveryHandlers(page.find_card, _nothing, _no_errand, _nothing))
        members = [await _take(services, page, json.loads(line)) async for line in _lines()]
        with suppress(TimeoutError):  # What is open then is lost, as the journal will show.
            async with asyncio.timeout(SETTLED_WITHIN):
                while await repository.open_jobs():  # noqa: ASYNC110 - the journal tells nobody
                    await asyncio.sleep(0.02)
        for member in members:
            balance = await services.members.quota.balance(member)
            page.append({"run": run, "event": "balance", "user": member, "used": balance.used})
        await worker.runner.stop(grace=1)
        await services.runtime.tasks.close()
    foreign = sorted(FOREIGN.intersection(name.partition(".")[0] for name in sys.modules))
    page.append({"run": run, "event": "left", "open": services.admission.open_count, "foreign": foreign})


async def _take(services: Services, page: Page, wanted: dict[str, Any]) -> int:
    """Admit a request, show its card, note where that is, start the job; returns the member, who has but this one."""
    member = int(wanted["id"])
    request = ImagineRequest.parse(prompt=wanted["prompt"], num=wanted["num"])
    card = Card(0, "", 0.0, channel_id=1, guild_id=1)
    try:
        job = await services.admission.admit(member, request, card, interaction_id=member)
    except AlreadyHandled:
        return member
    page.write("accepted", job)
    services.worker.runner.start(await services.jobs.set_card(job, replace(card, message_id=member)))
    return member


async def _lines() -> AsyncIterator[bytes]:
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    async for line in reader:
        yield line


def main(run: str, times: str, origin: str) -> None:
    """Read the settings of the environment, and work."""
    settings = Settings.load()
    log.configure(settings.log_level, settings.log_format, [])
    asyncio.run(work(settings, int(run), Haste(float(times), float(origin))))


if __name__ == "__main__":
    main(*sys.argv[1:])
