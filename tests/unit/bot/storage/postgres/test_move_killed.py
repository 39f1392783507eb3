"""A process that is killed while it moves a file leaves it whole: not moved at all, or moved."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.runtime.clock import Clock
from bot.storage.postgres.database import open_database
from bot.storage.stores import open_stores
from tests.support.clock import FakeClock
from tests.support.jobs import a_job

MOVING = """
import asyncio, logging, os, signal, sys
from pathlib import Path
from pydantic import SecretStr
from bot.runtime.clock import Clock
from bot.storage.stores import open_stores

class KilledAt(logging.Handler):
    def emit(self, record):
        if sys.argv[3] in record.getMessage():
            os.kill(os.getpid(), signal.SIGKILL)

log = logging.getLogger("bot.storage.postgres.move")
log.setLevel(logging.DEBUG)
log.addHandler(KilledAt())

async def main() -> None:
    async with open_stores(Path(sys.argv[1]), Clock(), url=SecretStr(sys.argv[2])):
        pass

asyncio.run(main())
"""
"""Dies right after the line of its log that holds its last argument."""

JOBS = [a_job(id=f"{number:010x}", created_at=float(number)) for number in range(251)]


@pytest.mark.parametrize(
    ("line", "committed"),
    [
        ("sent 200 rows of jobs", False),
        ("everything has arrived", False),
        ("is in the database", True),
        ("references to references.moved", True),
    ],
)
async def test_a_move_that_is_killed_at_any_moment_is_done_once_by_the_next_start(
    line: str, committed: bool, postgres_url: str, tmp_path: Path, clock: FakeClock
) -> None:
    await _a_folder(tmp_path, clock)
    arguments = MOVING, str(tmp_path), postgres_url, line
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", *arguments)
    assert await process.wait() == -signal.SIGKILL
    assert (tmp_path / "imagine.db").exists()
    async with open_database(postgres_url, Clock()) as database:
        assert len(await database.fetch("SELECT id FROM jobs")) == len(JOBS) * committed
    async with open_stores(tmp_path, Clock(), url=SecretStr(postgres_url)) as stores:
        assert [job async for job in stores.jobs.since(-1)] == JOBS
        assert [await stores.posts.left_of(10), len(await stores.jobs.adopt(1000))] == [1, len(JOBS)]
    assert sorted(await asyncio.to_thread(os.listdir, tmp_path)) == ["imagine.db.moved", "lock", "references.moved"]


async def _a_folder(folder: Path, clock: FakeClock) -> None:
    async with open_stores(folder, clock.clock) as stores:
        await asyncio.gather(*map(stores.jobs.add, JOBS))
    (folder / "references" / "0000000001").mkdir(parents=True)
    (folder / "references" / "0000000001" / "1").write_bytes(b"image")
