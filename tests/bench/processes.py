"""How many jobs one, two and three processes finish in a second, with as many open as they can bear."""

import random
import time
from functools import partial
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from sandbox.imini.rules import SubmittedRequest
from tests.bench.contestants import Contestant, session
from tests.bench.figures import Figure, Sample
from tests.bench.load import Job, Load
from tests.bench.scenarios import picture
from tests.bench.usage import processor_seconds
from tests.support.postgres import running_server

NUMBERS = (1, 2, 3)
AT_ONCE = 60
"""Open jobs: enough that a process never waits for one, and few enough that the first answers come in time."""

DRAWING = 0.5
"""Seconds that imini takes."""

USUAL = 30
"""Jobs a second, about: so many are run for each second of the load."""

UNLIMITED: dict[str, Any] = {"MAX_SUBMITS": str(AT_ONCE), "MAX_DOWNLOADS": str(AT_ONCE)}

_row = partial(Figure, pictured=False, paged=True)


async def processes(seconds: float, contestant: Contestant, folder: Path) -> Sample:
    """Jobs a second at saturation on PostgreSQL, from the request to the picture."""
    found: dict[Figure, float] = {}
    if contestant.shares:
        with running_server(durable=True) as server:
            for number in NUMBERS:
                url, own = server.new_schema(), Path(mkdtemp(dir=folder))
                found |= await _saturated(number, round(seconds * USUAL), contestant, own, url)
    return found


async def _saturated(number: int, jobs: int, contestant: Contestant, folder: Path, url: str) -> Sample:
    async with session(
        contestant, folder, _drawing, picture("1K", "1:1"), processes=number, DATABASE_URL=url, **UNLIMITED
    ) as run:
        used, standins, begin = sum(map(processor_seconds, run.pids)), time.process_time(), time.perf_counter()
        asked = jobs + 2 * AT_ONCE
        done = await Load(run).saturate(asked, AT_ONCE)
        standins = (time.process_time() - standins) / (time.perf_counter() - begin)
        used = sum(map(processor_seconds, run.pids)) - used
    by = f"{number} process{'es' * (number > 1)}"
    return {
        _row(f"jobs a second at saturation, {by}", ""): _rate(done),
        _row(f"failed requests at saturation, {by}", "%", 0): 100 * (1 - len(done) / asked),
        _row(f"CPU per job at saturation, {by}", "ms"): used * 1e3 / len(done),
        _row(f"CPU of the stand-ins at saturation, {by}", "%", 0): standins * 100,
    }


def _rate(jobs: list[Job]) -> float:
    """Jobs a second, of the middle half: the load begins and fades out."""
    ends = sorted(job.shown for job in jobs)[len(jobs) // 4 : -(len(jobs) // 4)]
    return (len(ends) - 1) / (ends[-1] - ends[0])


def _drawing(_: SubmittedRequest, __: float, rng: random.Random) -> tuple[float, float]:
    return 0.0, DRAWING * rng.uniform(0.8, 1.2)
