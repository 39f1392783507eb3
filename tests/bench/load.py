"""Requests at a steady rate, and what the stand-ins saw of each: nothing is asked of the bot."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count as numbers

from sandbox.imini.server import PREFIX
from tests.bench.contestants import Session
from tests.standin import Interaction
from tests.support.waiting import eventually

LONGEST = 300.0
SILENCE = 60.0
GLANCE = 0.1
GIVEN_UP = 10.0
SOON = 0.02
POLLS = f"{PREFIX}/v1/images/tasks/"


@dataclass(slots=True)
class Job:
    """One ``/imagine`` from its request to its ``wanted`` pictures; times are epoch seconds by one clock.

    ``completed`` is when imini had the pictures, ``told`` when it first said so, ``visible`` when all of them were in
    messages. ``files`` counts the pictures that arrived, ``edits`` how often the first answer was edited.
    """

    interaction: Interaction
    wanted: int
    asked: float
    visible: float | None = None
    files: int = 0
    edits: int = 0
    polls: int = 0
    completed: float = 0.0
    told: float = 0.0

    @property
    def acknowledged(self) -> float:
        """Seconds until the first answer."""
        return self.interaction.ack_latency or 0.0

    @property
    def shown(self) -> float:
        """When its pictures were visible; fails where they never were."""
        assert self.visible
        return self.visible


@dataclass(slots=True)
class Load:
    """Has members of the session's server ask for pictures."""

    session: Session
    _numbers: Iterator[int] = field(default_factory=numbers)
    _by_prompt: dict[str, Job] = field(default_factory=dict)
    _by_token: dict[str, Job] = field(default_factory=dict)
    _read: int = 0

    async def run(self, count: int, rate: float, pictures: int = 1, **options: str) -> list[Job]:
        """Run ``count`` requests, ``rate`` of them a second whatever the bot does, and return those that got pictures.

        Each asks for so many ``pictures``; ``options`` are further ones of ``/imagine``. Returns once all are there, or
        once the bot has been silent for a minute: whoever is overloaded answers too late, and then there is no job.

        Raises TimeoutError where neither happens.
        """
        jobs = await self.ask(count, rate, pictures, **options)
        await eventually(lambda: self._is_over(jobs), LONGEST, GLANCE)
        self._add_what_imini_saw()
        return [job for job in jobs if job.visible]

    async def ask(self, count: int, rate: float, pictures: int = 1, **options: str) -> list[Job]:
        """Send the requests, as ``run`` does, and wait for nothing."""
        begin = time.monotonic()
        jobs = []
        for number in range(count):
            await asyncio.sleep(max(0.0, begin + number / rate - time.monotonic()))
            jobs.append(await self._ask(pictures, options))
        return jobs

    async def saturate(self, count: int, at_once: int) -> list[Job]:
        """Run ``count`` requests, of which so many are open ``at_once``: once one has its picture, the next comes.

        Returns those that got theirs. One that has none after ten seconds is given up.
        """
        jobs: list[Job] = []
        while len(jobs) < count:
            self._read_on()
            free = min(at_once - sum(map(_is_open, jobs)), count - len(jobs))
            jobs += [await self._ask(1, {}) for _ in range(free)]
            await asyncio.sleep(SOON)
        await eventually(lambda: self._all_visible(jobs) or not any(map(_is_open, jobs)), SILENCE, GLANCE)
        return [job for job in jobs if job.visible]

    async def _ask(self, pictures: int, options: Mapping[str, str]) -> Job:
        """One request, of somebody who has not asked for anything yet."""
        number, discord = next(self._numbers), self.session.discord
        prompt, asked = f"a red fox {number:06}", time.time()
        values = {"prompt": prompt, "count": pictures, **options}
        user, channels = discord.world.add_user(f"member{number}"), self.session.channels
        channel = channels[number % len(channels)]
        job = Job(await discord.slash(user, channel, "imagine", values), pictures, asked)
        self._by_prompt[prompt] = self._by_token[job.interaction.token] = job
        return job

    def _all_visible(self, jobs: list[Job]) -> bool:
        self._read_on()
        return all(job.visible for job in jobs)

    def _is_over(self, jobs: list[Job]) -> bool:
        return self._all_visible(jobs) or time.time() - self.session.discord.requests[-1].at > SILENCE

    def _read_on(self) -> None:
        """Note what Discord got since it was last looked at."""
        requests = self.session.discord.requests
        for request in requests[self._read :]:
            _, kind, *parts = request.path.split("/")
            if kind != "webhooks" or request.status != 200:
                continue
            job = self._by_token[parts[1]]
            job.edits += request.method == "PATCH"
            job.files += len(request.files)
            if job.files >= job.wanted and job.visible is None:
                job.visible = request.at
        self._read = len(requests)

    def _add_what_imini_saw(self) -> None:
        imini = self.session.imini
        polls = [request for request in imini.requests if request.path.startswith(POLLS)]
        counts = Counter(request.path for request in polls)
        last = {request.path: request.at for request in polls}
        for task_id, task in imini.tasks.items():
            job, path = self._by_prompt[task.submitted.prompt], POLLS + task_id
            job.completed, job.polls, job.told = task.completed, counts[path], last.get(path, 0.0)


def _is_open(job: Job) -> bool:
    """Whether a picture may still come."""
    return job.visible is None and time.time() - job.asked < GIVEN_UP
