"""Databases with many jobs, spread evenly over thirty days, of which one member has a hundredth."""

import asyncio
import random
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from bot.jobs.job import Job
from bot.runtime.clock import Clock
from bot.storage.sql.jobs import SqlJobRepository
from bot.storage.sqlite.database import SqliteDatabase
from tests.support.jobs import a_finished_job

DAYS = 30
DAY = 24 * 3600.0
MEMBER, EACH = 10**18 + 1, 100
"""The member whose jobs are looked up, and how many jobs there are to each one of theirs."""

SPREAD = 0x9E3779B97F
"""Odd, so that no two ids are the same, and large, so that they are as spread out as random ones."""

OTHERS = 10_000
TOGETHER = 2_000
FOLDER = Path("build")
PROMPT = 2 * "a red fox in the snow, looking back over its shoulder, soft light, number {0}"


async def filled(jobs: int, folder: Path = FOLDER) -> Path:
    """The file with so many ``jobs``; it is made once, at about 3,000 jobs a second, and may be copied."""
    path = folder / f"kept-{jobs}.db"
    if not path.exists():
        unfinished = _empty(path.with_suffix(".part"))
        async with SqliteDatabase(unfinished, Clock()) as database:
            repository = SqlJobRepository(database, database.run)
            made = _jobs(jobs)
            for _ in range(0, jobs, TOGETHER):
                await asyncio.gather(*(repository.add(job) for job, _ in zip(made, range(TOGETHER), strict=False)))
        unfinished.rename(path)
    async with SqliteDatabase(path, Clock()):
        pass  # a file that an earlier version has filled runs its migrations here, and not while it is measured
    return path


def _empty(path: Path) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    return path


def _jobs(count: int) -> Iterator[Job]:
    rng, now = random.Random(1), time.time()  # noqa: S311 - no secrets
    pattern = a_finished_job()
    for number in range(count):
        at = now - DAYS * DAY * (1 - number / count)
        yield replace(
            pattern,
            id=f"{number * SPREAD % 2**40:010x}",
            user_id=MEMBER if number % EACH == 0 else MEMBER + rng.randrange(1, OTHERS),
            request=pattern.request.model_copy(update={"prompt": PROMPT.format(number)}),
            card=replace(pattern.card, message_id=10**18 + number),
            created_at=at,
            submitted_at=at,
            generation_seconds=rng.lognormvariate(2.9, 0.38),
            finished_at=at + 20,
            task_id=f"task_{number:032}",
            interaction_id=10**18 + number,
        )
