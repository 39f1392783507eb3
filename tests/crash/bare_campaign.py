"""The campaign without Discord: the product alone is killed at moments of chance, again and again."""

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
from tests.support.bare_process import BareProcess, Request
from tests.support.books import Books, Entry, Fate, repository
from tests.support.pictures import png
from tests.support.stage import HASTE, SPEED, Standing
from tests.support.waiting import eventually

LONGEST_START = 30.0
LONGEST_LIFE = 1.2
"""Seconds that a process lives at the most, once it works."""

SETTINGS = {"MAX_DOWNLOADS": "8", "IMINI_TIMEOUT": "30s", "LOG_LEVEL": "WARNING"}


@dataclass(slots=True)
class BareCampaign:
    """``kills`` kills; the same ``seed`` makes the same choices."""

    kills: int
    seed: int
    asked: list[Request] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)
    _closed: list[set[str]] = field(default_factory=lambda: [set()])

    async def fight(self, data_dir: Path) -> Books:
        """Returns the books, closed after a run that nobody killed."""
        rng = random.Random(self.seed)  # noqa: S311 - moments, no secrets
        async with SandboxImini(speed=SPEED) as imini:
            imini.script["file"] = Standing([Fault(body=png())])
            process = BareProcess(imini, data_dir, haste=HASTE, **SETTINGS)
            try:
                for _ in range(self.kills):
                    await self._round(process, imini, rng)
                # The last run hears of everything once more, which it must not do again, and of one more request.
                self.asked.append(Request(len(self.asked) + 1, f"a red fox {len(self.asked) + 1:06}", 4))
                process.start(self.asked)
                assert await process.end() == 0, process.log[-2000:]
            finally:
                await process.kill()
            return self._books(process, imini)

    async def _round(self, process: BareProcess, imini: SandboxImini, rng: random.Random) -> None:
        numbers = range(len(self.asked) + 1, len(self.asked) + 1 + rng.randint(1, 3))
        new = [Request(number, f"{rng.choice(PROMPTS)} {number:06}", rng.randint(1, 4)) for number in numbers]
        _hold_something(imini, rng)
        process.start([*self.asked[-3:], *new])
        self.asked += new
        begun = len(process.page)
        await eventually(lambda: len(process.page) > begun, LONGEST_START)
        await asyncio.sleep(rng.uniform(0, LONGEST_LIFE))
        await process.kill()
        self.seen.update(line["event"] for line in process.page[begun:][-1:])
        self._closed.append(_closed_jobs(data_dir=process.data_dir))
        imini.script["submit"].clear()
        imini.script["task"].clear()

    def _books(self, process: BareProcess, imini: SandboxImini) -> Books:
        page, entries = process.page, repository(process.data_dir)
        fates = tuple(self._fate(request, page, entries, imini) for request in self.asked)
        return Books(fates, tuple(_others(page, self.asked, entries)))

    def _fate(
        self, request: Request, page: list[dict[str, Any]], entries: dict[str, Entry], imini: SandboxImini
    ) -> Fate:
        own = [line for line in page if line.get("prompt") == request.prompt]
        entry = entries.get(request.prompt)
        submits = [one.json.get("prompt") for one in imini.requests if isinstance(one.json, dict)]
        deliveries = [line for line in own if line["event"] == "delivered"]
        right = [line for line in deliveries if entry and line["charged"] == entry.charged]
        return Fate(
            prompt=request.prompt,
            entry=entry,
            answered=any(line["event"] == "accepted" for line in own),
            told=any(line["event"] == "ended" and entry and line["state"] == entry.state for line in own),
            shown=sum(line["pictures"] for line in [*deliveries[:1], *self._needless(deliveries)]),
            priced=len(right) == len(deliveries),
            submits=submits.count(request.prompt),
            tasks=sum(task.submitted.prompt == request.prompt for task in imini.tasks.values()),
        )

    def _needless(self, deliveries: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """Those of a job that was closed already, or that was delivered in the same run."""
        for earlier, line in pairwise(deliveries):
            if line["run"] == earlier["run"] or line["job"] in self._closed[line["run"] - 1]:
                yield line


def _hold_something(imini: SandboxImini, rng: random.Random) -> None:
    """Now and then, imini holds an answer back, before or after it has done what it was asked for."""
    what = rng.choice(("nothing", "lost", "submit", "task"))
    if what == "lost":
        imini.script["submit"].append(Fault(500, hang=HELD))
    elif what != "nothing":
        imini.script[cast(Route, what)].append(Fault(hang=HELD))


def _closed_jobs(data_dir: Path) -> set[str]:
    with closing(sqlite3.connect(f"file:{data_dir / 'imagine.db'}?mode=ro", uri=True)) as connection:
        return {job_id for (job_id,) in connection.execute("SELECT id FROM jobs WHERE acknowledged")}


def _others(page: list[dict[str, Any]], requests: list[Request], entries: dict[str, Entry]) -> Iterator[str]:
    """What the quota counts otherwise than the journal, what is left open, and what came along of Discord."""
    used = {line["user"]: line["used"] for line in page if line["event"] == "balance"}
    for request in requests:
        entry = entries.get(request.prompt)
        if used.get(request.id) != (entry.charged if entry else 0):
            yield f"miscounted: {request.prompt}: the quota has {used.get(request.id)} credits"
    for line in page:
        if line["event"] == "left" and (line["open"] or line["foreign"]):
            yield f"left: {line}"
