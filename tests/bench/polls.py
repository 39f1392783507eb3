"""How imini is asked whether a picture is ready, simulated over many jobs: chance has no part in what differs."""

import math
import random
from collections.abc import Callable
from pathlib import Path
from statistics import fmean

from bot.timing.estimator import SAMPLES_KEPT, DurationEstimator
from bot.timing.polls import PollSchedule
from tests.bench.contestants import Contestant
from tests.bench.figures import Figure, Sample, percentile
from tests.bench.floor import POLL
from tests.support.jobs import a_request
from tests.support.process import ROOT

MEDIAN, SIGMA = 18.0, 0.38
BOTS, JOBS = 6, 2000

Wait = Callable[[float], float]
"""Seconds to the next poll, so many seconds after the submit."""


async def polls(contestant: Contestant, _: Path) -> Sample:
    """Jobs of 18 s, more or less, after sixty from which the bot learned. Another checkout's schedule is unknown."""
    if contestant.code != ROOT:
        return {}
    asked, late = [], []
    for seed in range(BOTS):
        rng = random.Random(seed)  # noqa: S311 - the same jobs for every contestant, no secrets
        wait = _learned(rng) if contestant.module == "bot" else lambda _: POLL
        for _job in range(JOBS):
            number, seconds = _found(wait, _drawn(rng))
            asked.append(number)
            late.append(seconds)
    return {
        Figure("polls per 18 s job, simulated", "", 2): fmean(asked),
        Figure("picture ready to next poll, mean, simulated", "s", 2): fmean(late),
        Figure("picture ready to next poll, p99, simulated", "s", 2): percentile(late, 99),
    }


def _drawn(rng: random.Random) -> float:
    return MEDIAN * math.exp(rng.gauss(0, SIGMA))


def _learned(rng: random.Random) -> Wait:
    estimator, request = DurationEstimator(), a_request()
    for _ in range(SAMPLES_KEPT):
        estimator.learn(request, _drawn(rng))
    schedule = PollSchedule(estimator)
    return lambda elapsed: schedule.wait(request, elapsed)


def _found(wait: Wait, duration: float) -> tuple[int, float]:
    """How many polls a task takes, and how many seconds after its end the last one comes."""
    elapsed, number = 0.0, 0
    while elapsed < duration:
        elapsed, number = elapsed + wait(elapsed), number + 1
    return number, elapsed - duration
