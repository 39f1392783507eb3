"""Follows each job of ten minutes of the peak hour, and of its busiest minute."""

import random
from dataclasses import dataclass, field

from tests.bench.capacity import day, queues
from tests.bench.capacity.costs import COMMITS, Costs
from tests.bench.capacity.limits import ANSWER_WITHIN
from tests.bench.capacity.queues import Part, Queue, Way
from tests.bench.capacity.setup import COMMIT, DOWNLOAD, LINE, SUBMIT, Process, Setup
from tests.bench.polls import MEDIAN, SIGMA

PARTS = 4
"""A job takes its processor time in equal parts: to answer, to submit, to fetch the picture and to show it."""

_drawing = Queue()


@dataclass(slots=True)
class Waits:
    """Seconds, of each job: to its first ``answer``, from there to its ``submit``, and from the drawn picture to the
    ``shown`` one. ``asked`` and ``refused`` are numbers of jobs. One that is answered too late ends there.
    """

    asked: int = 0
    refused: int = 0
    answer: list[float] = field(default_factory=list)
    submit: list[float] = field(default_factory=list)
    shown: list[float] = field(default_factory=list)


@dataclass(slots=True)
class Simulation:
    """``a_day`` requests on a ``setup``. ``hour`` has what comes before the busiest ``minute``; ``most_drawn`` is how
    many pictures imini draws at once.
    """

    a_day: int
    setup: Setup
    costs: Costs
    hour: Waits = field(default_factory=Waits)
    minute: Waits = field(default_factory=Waits)
    most_drawn: int = 0
    _drawn: int = 0

    def run(self, seed: int = 1) -> None:
        """Fill in the waits; the same ``seed`` gives the same ones."""
        rng = random.Random(seed)  # noqa: S311 - no secrets
        processes = [Process(self.setup) for _ in range(self.setup.processes)]
        queues.run(
            (at, self._job(at, rng.choice(processes), MEDIAN * rng.lognormvariate(0, SIGMA)))
            for at in day.arrivals(self.a_day, rng)
        )

    def _job(self, asked: float, process: Process, drawing: float) -> Way:
        waits = self.hour if asked < day.BEFORE else self.minute
        waits.asked += 1
        if process.open >= self.setup.max_open_jobs:
            waits.refused += 1
            return
        process.open += 1
        answered = yield from self._work(process, 2)
        waits.answer.append(answered - asked)
        if answered - asked > ANSWER_WITHIN:
            process.open -= 1  # Discord has dropped the interaction, so the bot drops the job
            return
        yield from self._work(process, 1)
        submitted = yield process.submits, SUBMIT
        waits.submit.append(submitted - answered)
        yield process.connections, COMMIT
        drawn = yield from self._draw(drawing)
        yield process.downloads, DOWNLOAD
        yield from self._work(process, 1)
        yield process.line, self.costs.picture * 8 / LINE
        waits.shown.append((yield from self._work(process, COMMITS - 5)) - drawn)
        process.open -= 1

    def _work(self, process: Process, commits: int) -> Part:
        """A part of the processor time, and some commits."""
        at = yield process.core, self.costs.processor / PARTS
        for _ in range(commits):
            at = yield process.connections, COMMIT
        return at

    def _draw(self, seconds: float) -> Part:
        self._drawn += 1
        self.most_drawn = max(self.most_drawn, self._drawn)
        at = yield _drawing, seconds
        self._drawn -= 1
        return at
