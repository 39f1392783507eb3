"""When to ask: a short wait for few queries."""

import math
import random
from collections.abc import Callable
from itertools import accumulate
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.timing.estimator import SAMPLES_KEPT, DurationEstimator, kind_of
from bot.timing.law import DurationLaw
from bot.timing.polls import CLOSEST_POLL, FIRST_POLL, PRICE, WIDEST_POLL, PollSchedule, unplanned_wait
from tests.support.jobs import a_request

JOBS = 2000
MEDIAN, SPREAD = 18.0, 0.38

Wait = Callable[[float], float]


def drawn(rng: random.Random, median: float = MEDIAN, spread: float = SPREAD) -> float:
    """The seconds that one task takes: some more, some less, by factors."""
    return median * math.exp(rng.gauss(0, spread))


def schedule(*durations: float, price: float = PRICE) -> PollSchedule:
    estimator = DurationEstimator()
    for seconds in durations:
        estimator.learn(a_request(), seconds)
    return PollSchedule(estimator, price)


def learned(rng: random.Random, number: int = SAMPLES_KEPT, price: float = PRICE) -> Wait:
    found = schedule(*(drawn(rng) for _ in range(number)), price=price)
    return lambda elapsed: found.wait(a_request(), elapsed)


def cost(wait: Wait, duration: float) -> tuple[int, float]:
    """Queries until a task of ``duration`` seconds is found finished, and the seconds by which it is found late."""
    moment, queries = 0.0, 0
    while moment < duration:
        moment, queries = moment + wait(moment), queries + 1
    return queries, moment - duration


def costs(wait: Wait, rng: random.Random) -> tuple[float, float, float]:
    """Queries and wait of the average task, and the wait that one of a hundred exceeds."""
    queries, waits = zip(*(cost(wait, drawn(rng)) for _ in range(JOBS)), strict=True)
    return fmean(queries), fmean(waits), sorted(waits)[int(0.99 * JOBS)]


def averaged(of: Callable[[random.Random], Wait]) -> tuple[float, ...]:
    """The costs of schedules that several bots have learned, each from jobs of its own."""
    rngs = [random.Random(seed) for seed in range(6)]  # noqa: S311 - the same jobs every time
    return tuple(map(fmean, zip(*(costs(of(rng), rng) for rng in rngs), strict=True)))


def documented(rng: random.Random) -> Wait:
    """imini's documented client waits 2 s, then 1.5 times longer each time, 30 s at most, give or take a fifth."""
    waits = accumulate(min(2.0 * 1.5**number, 30.0) * rng.uniform(0.8, 1.2) for number in range(60))
    moments = list(waits)
    return lambda elapsed: next(moment for moment in moments if moment > elapsed) - elapsed


def test_a_dearer_query_is_made_less_often() -> None:
    prices = (0.1, 0.3, 1.0, 3.0)
    found = [averaged(lambda rng, price=price: learned(rng, price=price)) for price in prices]  # type: ignore[misc]  # mypy can't type a default in a lambda
    queries, waits, _ = zip(*found, strict=True)
    assert list(queries) == sorted(queries, reverse=True)
    assert list(waits) == sorted(waits)


def test_where_jobs_of_a_kind_are_alike_neither_queries_nor_waits_are_as_many_as_the_documented_clients() -> None:
    rng, ours, theirs = random.Random(7), [], []  # noqa: S311 - the same jobs every time
    for _ in range(200):
        usual = rng.uniform(8, 60)
        found, duration = schedule(*(drawn(rng, usual, 0.1) for _ in range(SAMPLES_KEPT))), drawn(rng, usual, 0.1)
        ours.append(cost(lambda elapsed, found=found: found.wait(a_request(), elapsed), duration))  # type: ignore[misc]  # mypy can't type a default in a lambda
        theirs.append(cost(documented(rng), duration))
    assert fmean(queries for queries, _ in ours) < fmean(queries for queries, _ in theirs)
    assert fmean(wait for _, wait in ours) < fmean(wait for _, wait in theirs) / 4


def test_unknown_durations_cost_queries_but_little_time() -> None:
    queries, wait, _ = averaged(lambda _: unplanned_wait)
    assert queries < 12
    assert wait < 1.5


@given(elapsed=st.floats(-3600, 24 * 3600), durations=st.lists(st.floats(0.1, 3600), max_size=10))
def test_no_wait_is_too_short_nor_longer_than_any_job_took(elapsed: float, durations: list[float]) -> None:
    wait = schedule(*durations).wait(a_request(), elapsed)
    assert 0 < wait <= max(WIDEST_POLL, *(3 * seconds for seconds in durations), 0)
    assert wait >= CLOSEST_POLL or elapsed + wait == pytest.approx(FIRST_POLL)


def test_jobs_that_take_the_same_time_are_asked_about_when_they_are_done() -> None:
    assert 20 <= schedule(*[20.0] * 30).wait(a_request(), 0) <= 22


def test_a_task_that_outlasts_all_others_is_asked_about_ever_less_often() -> None:
    found = schedule(*[20.0] * 30)
    waits = [found.wait(a_request(), elapsed) for elapsed in (70, 90, 200, 1000)]
    assert waits == sorted(waits)
    assert waits[-1] == WIDEST_POLL


def test_a_plan_follows_what_is_learned_later() -> None:
    estimator = DurationEstimator()
    found = PollSchedule(estimator)
    for seconds in (10, 10, 10, *[40] * SAMPLES_KEPT):
        estimator.learn(a_request(), seconds)
        found.wait(a_request(), 0)
    assert found.wait(a_request(), 0) > 38


def test_few_jobs_of_a_kind_vary_as_those_of_other_kinds_do() -> None:
    estimator, rng = DurationEstimator(), random.Random(3)  # noqa: S311 - the same jobs every time
    for seconds in (20.0, 20.0, 20.0):
        estimator.learn(a_request(), seconds)
    alone = estimator.law(kind_of(a_request()))
    for _ in range(40):
        estimator.learn(a_request(resolution="4K"), drawn(rng, 60))
    among_others = estimator.law(kind_of(a_request()))
    assert alone is not None
    assert among_others is not None
    assert among_others.usual == pytest.approx(20, rel=0.15)
    assert among_others.survival(26) > alone.survival(26) + 0.1


@given(durations=st.lists(st.floats(0.1, 3600), min_size=1, max_size=60))
def test_a_law_falls_from_all_to_almost_none(durations: list[float]) -> None:
    law = DurationLaw(durations)
    parts = [law.survival(seconds) for seconds in (0, *sorted(durations), 1e20 * max(durations))]
    assert parts[0] == 1
    assert parts == sorted(parts, reverse=True)
    assert parts[-1] == pytest.approx(0, abs=1e-3)
