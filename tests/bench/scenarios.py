"""What a contestant is put through, each time in a process of its own; every scenario gives one sample."""

import asyncio
import random
import time
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import mean
from tempfile import mkdtemp
from typing import Any

from sandbox.imini.rules import SubmittedRequest
from sandbox.imini.sizes import dimensions
from sandbox.imini.tasks import Waits
from sandbox.painter.painter import paint
from tests.bench.contestants import Contestant, session
from tests.bench.figures import Figure, Sample, percentile
from tests.bench.load import Job, Load
from tests.bench.usage import own_processor_seconds, peak_of, processor_seconds
from tests.standin import MIB

QUEUED = 1.0
"""Seconds in imini's queue."""

TYPICAL = 8.0
"""Seconds that imini takes for a picture of the steady load."""

SIGMA = 0.38
"""How uneven the log-normal seconds of drawing are."""

WARM_UP = 8
ANSWERS = 100
LEARNT, WAITED_FOR = 60, 100
"""Jobs from which a bot may learn how long imini takes, and those that are measured afterwards."""

UNHURRIED = 10.0
"""Requests a second at which no bot waits for a processor."""

SETTLED = 1.0
"""Seconds in which a bot ends what it does after a delivery."""

Scenario = Callable[[Contestant, Path], Coroutine[Any, Any, Sample]]


@dataclass(frozen=True, slots=True)
class Measured:
    """``jobs`` and what they took together: seconds of ``processor`` (``own`` in the bot's first process), and bytes of
    ``memory`` at the most.

    ``busy`` is the part of one processor that the stand-ins took: near 1, they hold up every bot.
    """

    jobs: list[Job]
    processor: float
    own: float
    memory: int
    busy: float


async def start(contestant: Contestant, folder: Path) -> Sample:
    """From the start of the process to IDENTIFY."""
    async with session(contestant, folder, taking(QUEUED), b"") as run:
        return {Figure("start to IDENTIFY", "ms", 0): run.started * 1e3}


async def answer(contestant: Contestant, folder: Path) -> Sample:
    """First answers to one request after the other, while imini draws and draws."""
    async with session(contestant, folder, taking(3600), b"") as run:
        latencies = []
        for number in range(WARM_UP + ANSWERS):
            user = run.discord.world.add_user(f"member{number}")
            interaction = await run.discord.slash(user, run.channel, "imagine", {"prompt": "a red fox"})
            latencies.append((await interaction.acknowledged()).ack_latency or 0.0)
        return _answers(latencies[WARM_UP:], "one at a time")


async def loads(rates: Sequence[float], seconds: float, contestant: Contestant, folder: Path) -> Sample:
    """One steady load after the other, each with a process of its own."""
    found: dict[Figure, float] = {}
    for rate in rates:
        found |= await load(rate, seconds, contestant, Path(mkdtemp(dir=folder)))
    return found


async def load(rate: float, seconds: float, contestant: Contestant, folder: Path) -> Sample:
    """A steady load of 1K pictures that imini draws in 8 s each, give or take."""
    async with session(contestant, folder, taking(TYPICAL), picture("1K", "1:1")) as run:
        requests = Load(run)
        await requests.run(WARM_UP, rate)
        found = await measured(requests, round(rate * seconds), rate)
    at, missing = f"{rate:g}/s", 1 - len(found.jobs) / round(rate * seconds)
    return {
        Figure(f"failed requests, {at}", "%", 0, pictured=False): missing * 100,
        Figure(f"CPU per job, {at}", "ms"): found.processor * 1e3 / len(found.jobs),
        Figure(f"  of that, in the main process, {at}", "ms", pictured=False): found.own * 1e3 / len(found.jobs),
        **_answers([job.acknowledged for job in found.jobs], at),
        **_shown(found.jobs, f"1K, {at}"),
        Figure(f"request to picture visible p50, {at}", "s", 2): percentile(
            [job.shown - job.asked for job in found.jobs], 50
        ),
        Figure(f"peak memory, {at}", "MiB", 0): found.memory / MIB,
        Figure(f"CPU of the stand-ins, {at}", "%", 0, pictured=False): found.busy * 100,
    }


async def wait(contestant: Contestant, folder: Path) -> Sample:
    """How imini is waited for, by a bot that has seen how long it takes."""
    async with session(contestant, folder, taking(18), picture("1K", "1:1")) as run:
        requests = Load(run)
        await requests.run(LEARNT, UNHURRIED)
        jobs = await requests.run(WAITED_FOR, UNHURRIED)
    late = [job.told - job.completed for job in jobs]
    return {
        Figure("polls per 18 s job", "", 2): mean(job.polls for job in jobs),
        Figure("picture ready to next poll, mean", "s", 2): mean(late),
        Figure("picture ready to next poll, p99", "s", 2): percentile(late, 99),
        Figure("card edits per 18 s job", "", 2): mean(job.edits for job in jobs),
    }


async def large(contestant: Contestant, folder: Path) -> Sample:
    """4K pictures that a bot has to make smaller; one that can't is in a server that shows them as they are."""
    limit = MIB if contestant.fits else 100 * MIB
    found: dict[Figure, float] = {}
    async with session(contestant, folder, taking(QUEUED), picture("4K", "16:9"), upload_limit=limit) as run:
        requests = Load(run)
        for pictures, name in ((1, "one 4K picture"), (4, "four 4K pictures")):
            one = await measured(requests, 1, 1, pictures, resolution="4K", aspect_ratio="16:9")
            found |= {
                Figure(f"last poll to picture visible, {name}", "s", 2): one.jobs[0].shown - one.jobs[0].told,
                Figure(f"CPU, {name}", "s", 2): one.processor,
                Figure(f"peak memory, {name}", "MiB", 0): one.memory / MIB,
            }
    return found


async def measured(requests: Load, count: int, rate: float, pictures: int = 1, **options: str) -> Measured:
    """Run ``count`` requests, as ``Load.run`` does, and see what the bot's process takes for them."""
    pid = requests.session.bot.pid
    async with peak_of(pid) as peak:
        processor, own = processor_seconds(pid), own_processor_seconds(pid)
        standins, begin = time.process_time(), time.perf_counter()
        jobs = await requests.run(count, rate, pictures, **options)
        busy = (time.process_time() - standins) / (time.perf_counter() - begin)
        await asyncio.sleep(SETTLED)
        processor, own = processor_seconds(pid) - processor, own_processor_seconds(pid) - own
        return Measured(jobs, processor, own, peak.bytes, busy)


def _answers(latencies: list[float], when: str) -> Sample:
    return {
        Figure(f"initial response p{percent}, {when}", "ms"): percentile(latencies, percent) * 1e3
        for percent in (50, 99)
    }


def _shown(jobs: list[Job], what: str) -> Sample:
    took = [job.shown - job.told for job in jobs]
    return {
        Figure(f"last poll to picture visible p{percent}, {what}", "s", 2): percentile(took, percent)
        for percent in (50, 90)
    }


@cache
def picture(resolution: str, aspect_ratio: str) -> bytes:
    """The file of a picture with these settings."""
    return paint("a red fox", dimensions(resolution, aspect_ratio), seed=1)


def taking(seconds: float) -> Waits:
    """Half of the tasks take so many seconds or less, as no bot can know beforehand."""

    def waits(_: SubmittedRequest, __: float, rng: random.Random) -> tuple[float, float]:
        return QUEUED, (seconds - QUEUED) * rng.lognormvariate(0, SIGMA)

    return waits
