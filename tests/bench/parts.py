"""``python -m tests.bench.parts``: what each part of a job costs alone, and their sum beside both bots.

Whatever a bot does to acknowledge, submit, poll, fetch, check, keep and upload costs at least that sum: each part runs
in a loop without anything around it, and its server in another process. Seconds of processor of all threads count.
"""

import asyncio
import io
import json
import multiprocessing
import os
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory
from typing import Any

import aiohttp
import discord
from aiohttp import web
from discord.user import ClientUser

from bot.imaging.integrity import verified
from bot.runtime.clock import Clock
from bot.storage.sqlite.database import SqliteDatabase
from bot.timing.progress import Progress
from cogs.cards import job_card
from tests.bench import machine
from tests.bench.contestants import Contestant, session
from tests.bench.load import Load
from tests.bench.scale.page import PAGE, replaced
from tests.bench.scenarios import TYPICAL, WARM_UP, Measured, measured, picture, taking
from tests.standin import spec
from tests.support.jobs import a_job
from tests.support.locales import ENGLISH
from tests.support.table import table

TABLE = "parts"
RATE, SECONDS = 20.0, 12.0
COMMITS = 5
"""Of a job: ``tests/integration/test_commits.py``."""

FEW, MANY = 50, 500
"""How often a part with a picture is repeated, and one without."""

USER: Any = {
    "id": "80351110224678912",
    "username": "alice",
    "global_name": "Alice",
    "discriminator": "0",
    "avatar": None,
}
INTERACTION: dict[str, Any] = {
    "id": "1575610901094989824",
    "application_id": "1575610856438235136",
    "type": 2,
    "token": "t" * 200,
    "version": 1,
    "locale": "en-US",
    "guild_locale": "en-US",
    "guild_id": "1575610857562308608",
    "guild": {"id": "1575610857562308608", "locale": "en-US", "features": []},
    "channel_id": "1575610857562308609",
    "channel": {"id": "1575610857562308609", "type": 0, "name": "art", "position": 0},
    "member": {"user": USER, "roles": [], "joined_at": "2026-01-01T00:00:00+00:00", "permissions": "0", "flags": 0},
    "app_permissions": "0",
    "attachment_size_limit": 10 << 20,
    "authorizing_integration_owners": {"0": "1575610857562308608"},
    "context": 0,
    "entitlements": [],
    "data": {"id": "1", "name": "imagine", "type": 1, "options": [{"name": "prompt", "type": 3, "value": "a red fox"}]},
}
"""https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object"""

TASK = {"task_id": "task_7531817838697250816", "status": "processing", "images": [], "request_id": "038d29c6"}
MESSAGE = {"id": "1575610901094989824", "channel_id": "1575610857562308609", "components": [{"type": 17}] * 20}


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a job: how often a job has it, and the seconds of processor that it takes once."""

    name: str
    times: float
    seconds: float


async def parts(polls: float, edits: float, many: int = MANY, few: int = FEW) -> list[Part]:
    """The parts of a job that imini is asked for ``polls`` times, and whose first answer is edited ``edits`` times."""
    drawn, file, client = a_job(), picture("1K", "1:1"), discord.Client(intents=discord.Intents(guilds=True))
    state: Any = client._connection  # noqa: SLF001 - what the gateway hands each dispatch to
    state.user = ClientUser(state=state, data=USER)

    def parse() -> None:
        discord.Interaction(data=json.loads(json.dumps(INTERACTION)), state=state)

    def draw() -> None:
        json.dumps(job_card.running(drawn, ENGLISH, Progress(0.5, 9)).to_components())  # type: ignore[no-untyped-call]

    with TemporaryDirectory() as folder:
        async with _server() as url, aiohttp.ClientSession() as http, _row(Path(folder)) as commit:

            async def ask() -> None:
                async with http.get(f"{url}/task") as response:
                    await response.json()

            async def download() -> None:
                async with http.get(f"{url}/picture") as response:
                    await response.read()

            async def upload() -> None:
                form = aiohttp.FormData({"payload_json": json.dumps(MESSAGE)})
                form.add_field("files[0]", io.BytesIO(file), filename="a.png", content_type="image/png")
                async with http.post(f"{url}/message", data=form) as response:
                    await response.json()

            # The submit and the first answer, each poll, and each edit but the last, which brings the picture.
            asked = 2 + polls + edits - 1
            return [
                Part("parsing the command (discord.py)", 1, await _cost(many, _awaitable(parse))),
                Part("building a card as JSON", 1 + edits, await _cost(many, _awaitable(draw))),
                Part("sending a request without a file, and reading the response", asked, await _cost(many, ask)),
                Part("downloading a 1K picture", 1, await _cost(few, download)),
                Part("verifying its checksums", 1, await _cost(few, _awaitable(lambda: verified(file)))),
                Part("uploading the picture as a form", 1, await _cost(few, upload)),
                Part("committing to SQLite", COMMITS, await _cost(many, commit)),
            ]


async def _cost(times: int, part: Callable[[], Awaitable[object]]) -> float:
    """The seconds of processor that ``part`` takes once, in all threads of this process."""
    await part()
    begin = time.process_time()
    for _ in range(times):
        await part()
    return (time.process_time() - begin) / times


def _awaitable(part: Callable[[], object]) -> Callable[[], Awaitable[None]]:
    async def call() -> None:
        part()

    return call


@asynccontextmanager
async def _row(folder: Path) -> AsyncIterator[Callable[[], Awaitable[object]]]:
    """What writes a row as large as a job's, and returns once it is on the disk."""
    async with SqliteDatabase(folder / "imagine.db", Clock()) as database:
        await database.write("INSERT INTO members (user_id, data) VALUES (1, '')", ())
        yield lambda: database.write("UPDATE members SET data = ? WHERE user_id = 1", ("x" * 1500,))


@asynccontextmanager
async def _server() -> AsyncIterator[str]:
    """The address of a server in a process of its own, which answers at once."""
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe()
    process = spawn.Process(target=_serve, args=(theirs,), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{await asyncio.to_thread(ours.recv)}"
    finally:
        process.kill()
        process.join()


def _serve(told: "Connection[int, None]") -> None:
    """Answer until killed; ``told`` gets the port."""

    async def message(request: web.Request) -> web.Response:
        await request.read()
        return web.json_response(MESSAGE)

    async def task(_: web.Request) -> web.Response:
        return web.json_response(TASK)

    async def file(_: web.Request) -> web.Response:
        return web.Response(body=picture("1K", "1:1"), content_type="image/png")

    async def run() -> None:
        app = web.Application(client_max_size=1 << 25)
        app.add_routes([web.get("/task", task), web.get("/picture", file), web.post("/message", message)])
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        told.send(runner.addresses[0][1])
        await asyncio.Event().wait()

    asyncio.run(run())


async def _loaded(contestant: Contestant) -> Measured:
    """A bot at 20 requests a second."""
    with TemporaryDirectory() as folder:
        async with session(contestant, Path(folder), taking(TYPICAL), picture("1K", "1:1")) as run:
            requests = Load(run)
            await requests.run(WARM_UP, RATE)
            return await measured(requests, round(RATE * SECONDS), RATE)


async def _rows() -> list[tuple[str, str, str, str]]:
    """The table: the parts, their sum, and what both bots take for all of it."""
    bot, floor = await _loaded(Contestant("bot")), await _loaded(Contestant("floor", "tests.bench.floor", fits=False))
    found = await parts(mean(job.polls for job in bot.jobs), mean(job.edits for job in bot.jobs))
    rows = [
        (part.name, f"{part.times:.1f}", f"{part.seconds * 1e3:.2f}", f"{part.times * part.seconds * 1e3:.2f}")
        for part in found
    ]
    total = sum(part.times * part.seconds for part in found)
    wholes = {
        "all parts": total,
        "the floor (no checks, commits or progress)": floor.processor / len(floor.jobs),
        "the bot": bot.processor / len(bot.jobs),
    }
    return [*rows, *((name, "", "", f"{seconds * 1e3:.2f}") for name, seconds in wholes.items())]


def main() -> None:
    """Print the table; with ``--page``, also write it into ``docs/performance.md``."""
    os.environ.pop(spec.VARIABLE, None)
    rows = asyncio.run(_rows())
    sys.stdout.write(f"{machine.described()}\n{table([('', 'per job', 'ms each', 'ms per job'), *rows])}")
    if "--page" in sys.argv[1:]:
        lines = [
            "| | per job | ms each | ms per job |",
            "|---|---:|---:|---:|",
            *(f"| {' | '.join(row)} |" for row in rows),
        ]
        text = "\n".join([*lines, "", f"Measured {datetime.now(UTC):%Y-%m-%d} on {machine.described()}."])
        PAGE.write_text(replaced(PAGE.read_text("utf-8"), TABLE, text), "utf-8")


if __name__ == "__main__":
    main()
