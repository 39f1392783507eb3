"""How near what is learned comes to the best possible schedule. Nothing is left to chance but what is learned."""

import math
import random
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import NormalDist, fmean, median

import pytest

from bot.timing.estimator import SAMPLES_KEPT, DurationEstimator
from bot.timing.law import DurationLaw
from bot.timing.polls import PRICE, PollPlan, PollSchedule, plan, unplanned_wait
from tests.support.jobs import a_request

TASKS = 1000

Truth = Sequence[float]
"""The durations of ``TASKS`` tasks, which stand for all: each is as likely as the next."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Queries and wait of the average task, and the wait that one of a hundred exceeds."""

    queries: float
    wait: float
    longest: float

    @property
    def cost(self) -> float:
        """Queries and wait together, in seconds."""
        return PRICE * self.queries + self.wait


def log_normal(middle: float, spread: float, number: int = TASKS) -> Truth:
    normal = NormalDist(math.log(middle), spread)
    return [math.exp(normal.inv_cdf((each + 0.5) / number)) for each in range(number)]


USUAL = log_normal(18, 0.38)
TWO_PEAKS = [*log_normal(10, 0.1, TASKS // 2), *log_normal(30, 0.1, TASKS // 2)]
EVEN = [10 + 20 * (each + 0.5) / TASKS for each in range(TASKS)]


def outcome(truth: Truth, waits: Sequence[Callable[[float], float]]) -> Outcome:
    """What these schedules cost on average."""
    queries, late = list[int](), list[float]()
    for wait in waits:
        moments = [0.0]
        while moments[-1] < max(truth):
            moments.append(moments[-1] + wait(moments[-1]))
        found = [bisect_left(moments, duration) for duration in truth]
        queries += found
        late += [moments[query] - duration for query, duration in zip(found, truth, strict=True)]
    return Outcome(fmean(queries), fmean(late), sorted(late)[int(0.99 * len(late))])


def learned(truth: Truth, seed: int) -> Callable[[float], float]:
    """The schedule of a bot that has seen ``SAMPLES_KEPT`` of the tasks."""
    rng, estimator = random.Random(seed), DurationEstimator()  # noqa: S311 - the same tasks every time
    for seconds in rng.choices(truth, k=SAMPLES_KEPT):
        estimator.learn(a_request(), seconds)
    schedule = PollSchedule(estimator)
    return lambda elapsed: schedule.wait(a_request(), elapsed)


def known(truth: Truth) -> Callable[[float], float]:
    """The schedule of a bot that knows what is true."""
    ordered = sorted(truth)
    best = plan(lambda seconds: 1 - bisect_left(ordered, seconds) / len(ordered), median(truth))
    return lambda elapsed: planned(best, elapsed)


def planned(found: PollPlan, elapsed: float) -> float:
    wait = found.wait(elapsed)
    return unplanned_wait(elapsed) if wait is None else wait


def bots(truth: Truth, number: int) -> Outcome:
    """What so many bots cost that each learned from tasks of their own."""
    return outcome(truth, [learned(truth, seed) for seed in range(number)])


def test_a_known_law_is_met_at_the_frontier() -> None:
    """If one task of a hundred may wait 2.5 s, the best schedule takes 6.0 queries for 1.07 s, or 5.9 for 1.1 s."""
    best = outcome(USUAL, [known(USUAL)])
    assert best.queries < 5.95
    assert best.wait < 1.11
    assert best.longest < 2.5


def test_sixty_jobs_teach_a_schedule_near_the_frontier() -> None:
    seen = bots(USUAL, 200)
    assert seen.queries < 6.15
    assert seen.wait < 1.11
    assert seen.longest < 2.55


@pytest.mark.parametrize(("truth", "dearer"), [(TWO_PEAKS, 1.25), (EVEN, 1.1)], ids=["two peaks", "even"])
def test_a_law_of_another_shape_is_learned_as_well(truth: Truth, dearer: float) -> None:
    assert bots(truth, 30).cost < dearer * outcome(truth, [known(truth)]).cost


def test_a_law_with_two_peaks_is_not_smoothed_over() -> None:
    law = DurationLaw(TWO_PEAKS)
    assert law.survival(15) - law.survival(20) < 0.02
