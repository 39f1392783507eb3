"""The crash campaign without Discord: the product alone is killed at random moments."""

import asyncio
import random
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

from sandbox.imini.planned_responses import Fault
from sandbox.imini.server import Route, SandboxImini
from tests.crash.moments import HELD, PROMPTS
from tests.support.audit import Audit, Outcome, StoredJob, stored_jobs
from tests.support.headless_process import HeadlessProcess, Request
from tests.support.pictures import png
from tests.support.stage import CLOCK_SPEED, SPEED, Standing
from tests.support.waiting import eventually

START_TIMEOUT = 30.0
MAX_LIFE = 1.2
"""Maximum seconds from a process's first event to its kill."""

SETTINGS = {"MAX_DOWNLOADS": "8", "IMINI_TIMEOUT": "30s", "LOG_LEVEL": "WARNING", "SERVER_BUDGET": "1000000/day"}


@dataclass(slots=True)
class HeadlessCampaign:
    """``kills`` kills; the same ``seed`` makes the same choices."""

    kills: int
    seed: int
    requests: list[Request] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)
    _closed: list[set[str]] = field(default_factory=lambda: [set()])

    async def run(self, data_dir: Path) -> Audit:
        """Returns the audit, made after a last run that is not killed."""
        rng = random.Random(self.seed)  # noqa: S311 - moments, no secrets
        async with SandboxImini(speed=SPEED) as imini:
            imini.script["file"] = Standing([Fault(body=png())])
            process = HeadlessProcess(imini, data_dir, clock_speed=CLOCK_SPEED, **SETTINGS)
            try:
                for _ in range(self.kills):
                    await self._round(process, imini, rng)
                # The last run receives everything again, which it must ignore, and one new request.
                self.requests.append(Request(len(self.requests) + 1, f"a red fox {len(self.requests) + 1:06}", 4))
                process.start(self.requests)
                assert await process.end() == 0, process.log[-2000:]
            finally:
                await process.kill()
            return self._audit(process, imini)

    async def _round(self, process: HeadlessProcess, imini: SandboxImini, rng: random.Random) -> None:
        numbers = range(len(self.requests) + 1, len(self.requests) + 1 + rng.randint(1, 3))
        new = [Request(number, f"{rng.choice(PROMPTS)} {number:06}", rng.randint(1, 4)) for number in numbers]
        _hold_something(imini, rng)
        process.start([*self.requests[-3:], *new])
        self.requests += new
        begun = len(process.page)
        await eventually(lambda: len(process.page) > begun, START_TIMEOUT)
        await asyncio.sleep(rng.uniform(0, MAX_LIFE))
        await process.kill()
        self.seen.update(line["event"] for line in process.page[begun:][-1:])
        self._closed.append(_closed_jobs(data_dir=process.data_dir))
        imini.script["submit"].clear()
        imini.script["task"].clear()

    def _audit(self, process: HeadlessProcess, imini: SandboxImini) -> Audit:
        page, jobs = process.page, stored_jobs(process.data_dir)
        outcomes = tuple(self._outcome(request, page, jobs, imini) for request in self.requests)
        return Audit(outcomes, tuple(_others(page, self.requests, jobs)))

    def _outcome(
        self, request: Request, page: list[dict[str, Any]], jobs: dict[str, StoredJob], imini: SandboxImini
    ) -> Outcome:
        own = [line for line in page if line.get("prompt") == request.prompt]
        job = jobs.get(request.prompt)
        submits = [one.json.get("prompt") for one in imini.requests if isinstance(one.json, dict)]
        deliveries = [line for line in own if line["event"] == "delivered"]
        right = [line for line in deliveries if job and line["charged"] == job.charged]
        return Outcome(
            prompt=request.prompt,
            job=job,
            answered=any(line["event"] == "accepted" for line in own),
            end_shown=any(line["event"] == "ended" and job and line["state"] == job.state for line in own),
            shown=sum(line["pictures"] for line in [*deliveries[:1], *self._needless(deliveries)]),
            price_shown=len(right) == len(deliveries),
            submits=submits.count(request.prompt),
            tasks=sum(task.submitted.prompt == request.prompt for task in imini.tasks.values()),
        )

    def _needless(self, deliveries: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """Deliveries of a job that was closed already, or that was delivered in the same run."""
        for earlier, line in pairwise(deliveries):
            if line["run"] == earlier["run"] or line["job"] in self._closed[line["run"] - 1]:
                yield line


def _hold_something(imini: SandboxImini, rng: random.Random) -> None:
    """Sometimes let imini delay a response, before or after it has done the work."""
    what = rng.choice(("nothing", "lost", "submit", "task"))
    if what == "lost":
        imini.script["submit"].append(Fault(500, hang=HELD))
    elif what != "nothing":
        imini.script[cast(Route, what)].append(Fault(hang=HELD))


def _closed_jobs(data_dir: Path) -> set[str]:
    with closing(sqlite3.connect(f"file:{data_dir / 'imagine.db'}?mode=ro", uri=True)) as connection:
        return {job_id for (job_id,) in connection.execute("SELECT id FROM jobs WHERE acknowledged")}


def _others(page: list[dict[str, Any]], requests: list[Request], jobs: dict[str, StoredJob]) -> Iterator[str]:
    """Where quota and stored charges differ, jobs left open, and modules of the Discord side that were imported."""
    used = {line["user"]: line["used"] for line in page if line["event"] == "balance"}
    for request in requests:
        job = jobs.get(request.prompt)
        if used.get(request.id) != (job.charged if job else 0):
            yield f"miscounted: {request.prompt}: the quota has {used.get(request.id)} credits"
    for line in page:
        if line["event"] == "left" and (line["open"] or line["foreign"]):
            yield f"left: {line}"
