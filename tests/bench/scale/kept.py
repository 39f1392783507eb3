"""What members and hosts wait for while many jobs are kept."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from shutil import copyfile
from statistics import median

from tests.bench.contestants import Contestant, Session, session
from tests.bench.figures import Figure, Sample
from tests.bench.scale.archive import DAYS, FOLDER, MEMBER, filled
from tests.bench.scenarios import taking
from tests.bench.usage import memory
from tests.standin import MIB, Interaction, Message, User
from tests.support.waiting import eventually

OFTEN = 20
LONGEST = 120.0
PAUSE = 0.2
"""Seconds between two requests of other members, while something long goes on."""

AWAY = 3600.0
"""imini takes this long: no picture comes during a measurement."""

_FORGOTTEN = "jobs older than"


async def kept(jobs: int, contestant: Contestant, folder: Path, archive: Path = FOLDER) -> Sample:
    """With so many finished ``jobs`` in the database, of which a member with a hundredth of them looks at theirs."""
    file = await filled(jobs, archive)
    copyfile(file, folder / "imagine.db")
    found: dict[Figure, float] = {Figure("database size", "MB", 0): file.stat().st_size / 1e6}
    # Nothing is old enough to be forgotten here, and the oldest jobs are in the second part.
    async with session(contestant, folder, taking(AWAY), b"", RETENTION_DAYS=str(2 * DAYS)) as run:
        found |= {
            Figure("start to IDENTIFY", "s", 2): run.started,
            Figure("memory after startup", "MiB", 0): memory(run.bot.pid) / MIB,
            **await _looked_up(run),
            **await _taken_out(run),
        }
    async with (
        session(contestant, folder, taking(AWAY), b"", RETENTION_DAYS=str(DAYS - 1)) as run,
        _others(run) as waits,
    ):
        begin = time.perf_counter()
        await eventually(lambda: _FORGOTTEN in run.bot.log.rpartition(f"{2 * DAYS} days")[2], LONGEST)
        took = time.perf_counter() - begin
    return {
        **found,
        Figure("deletion of a day's expired jobs", "s", 1): took,
        Figure("longest initial response to /imagine during that deletion", "ms", 0): max(waits) * 1e3,
    }


async def _looked_up(run: Session) -> Sample:
    """First answers, and the end of a search."""
    member, place, discord = _member(run), run.channel, run.discord
    typed = await _latency(lambda: discord.autocomplete(member, place, "task", "id", "fox"))
    suggested = (await (await discord.autocomplete(member, place, "task", "id", "")).acknowledged()).choices or []
    options = {"id": suggested[0]["value"]} if suggested else {"id": "task_" + 32 * "0"}
    begin = time.perf_counter()
    search = await discord.slash(member, place, "history", {"text": "unicorn"})
    await _edited(search)
    searched = time.perf_counter() - begin
    return {
        Figure("/task, autocomplete", "ms"): typed,
        Figure("/task", "ms"): await _latency(lambda: discord.slash(member, place, "task", options)),
        Figure("/history, first page", "ms"): await _latency(lambda: discord.slash(member, place, "history")),
        Figure("/history, search that finds nothing", "ms", 0): searched * 1e3,
    }


async def _taken_out(run: Session) -> Sample:
    """A member's data as a file, and their erasure."""
    member, begin = _member(run), time.perf_counter()
    await _edited(await run.discord.slash(member, run.channel, "privacy export"))
    exported = time.perf_counter() - begin
    asked = (await (await run.discord.slash(member, run.channel, "privacy erase")).acknowledged()).message
    assert asked
    async with _others(run) as waits:
        begin = time.perf_counter()
        await run.discord.click(member, asked, asked.buttons[0]["custom_id"])
        await _changed(asked)
        erased = time.perf_counter() - begin
    return {
        Figure("/privacy export of 1% of the jobs, first file", "s", 2): exported,
        Figure("/privacy erase of 1% of the jobs", "s", 2): erased,
        Figure("longest initial response to /imagine during the erasure", "ms", 0): max(waits) * 1e3,
    }


async def _latency(ask: Callable[[], Awaitable[Interaction]]) -> float:
    """Milliseconds until the first answer, the median of several."""
    return median([(await (await ask()).acknowledged()).ack_latency or 0.0 for _ in range(OFTEN)]) * 1e3


async def _edited(interaction: Interaction) -> None:
    message = (await interaction.acknowledged()).message
    assert message
    await _changed(message)


async def _changed(message: Message) -> None:
    await eventually(lambda: message.history, LONGEST)


@asynccontextmanager
async def _others(run: Session) -> AsyncIterator[list[float]]:
    """The seconds that first answers to other members take until the block ends; one at least."""
    waits: list[float] = []
    asking = asyncio.create_task(_ask(run, waits))
    try:
        yield waits
        await eventually(lambda: waits)
    finally:
        asking.cancel()
        with suppress(asyncio.CancelledError):
            await asking


async def _ask(run: Session, waits: list[float]) -> None:
    while True:
        member = run.discord.world.add_user("other")
        asked = await run.discord.slash(member, run.channel, "imagine", {"prompt": "a red fox"})
        waits.append((await asked.acknowledged()).ack_latency or 0.0)
        await asyncio.sleep(PAUSE)


def _member(run: Session) -> User:
    member = User(str(MEMBER), "alice")
    run.discord.world.users[member.id] = member
    return member
