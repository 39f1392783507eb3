"""When to query: little lag for few requests."""

import random
from collections.abc import Callable, Iterator
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.worker.eta import SAMPLES_KEPT, DurationEstimate, DurationEstimator
from bot.worker.tracker import CLOSEST_POLL, FIRST_POLL, WIDEST_POLL, next_poll
from tests.support.jobs import a_request

JOBS = 200
SPREAD = 0.1

seconds = st.floats(0.1, 3600)
expectations = st.none() | st.tuples(seconds, seconds).map(lambda pair: DurationEstimate(*sorted(pair)))


@given(elapsed=st.floats(-3600, 24 * 3600), expected=expectations)
def test_no_wait_is_too_long_or_too_short(elapsed: float, expected: DurationEstimate | None) -> None:
    wait = next_poll(elapsed, expected)
    assert 0 < wait <= WIDEST_POLL
    assert wait >= CLOSEST_POLL or elapsed + wait == pytest.approx(FIRST_POLL)


@given(elapsed=st.floats(FIRST_POLL, 3600), expected=expectations)
def test_a_wait_is_a_small_part_of_what_has_been_waited_or_leads_to_where_results_begin(
    elapsed: float, expected: DurationEstimate | None
) -> None:
    part, until_likely = 0.15 * elapsed, expected.early - elapsed if expected else 0.0
    assert next_poll(elapsed, expected) <= max(CLOSEST_POLL, part, until_likely)


def ours(expected: DurationEstimate | None) -> Iterator[float]:
    """The moments of our queries, in seconds after the submit."""
    moment = 0.0
    while True:
        moment += next_poll(moment, expected)
        yield moment


def documented(rng: random.Random) -> Iterator[float]:
    """Those of imini's documented client: 2 s, then 1.5 times longer each, 30 s at most, give or take a fifth."""

    def waits() -> Iterator[float]:
        wait = 2.0
        while True:
            yield wait * rng.uniform(0.8, 1.2)
            wait = min(wait * 1.5, 30.0)

    return accumulate(waits())


def cost(moments: Iterator[float], duration: float) -> tuple[int, float]:
    """Queries until a job of ``duration`` seconds is found finished, and how late it is found."""
    for number, moment in enumerate(moments, 1):
        if moment >= duration:
            return number, moment - duration
    raise AssertionError("the schedule ended")


def average(schedule: Callable[[DurationEstimate | None], Iterator[float]]) -> tuple[float, float]:
    """Queries and lag (seconds) of an average job; jobs take 8 to 60 s, those of one kind a tenth more or less."""
    rng = random.Random(7)  # noqa: S311 - the same jobs every time
    costs = []
    for _ in range(JOBS):
        usual = rng.uniform(8, 60)
        estimator = DurationEstimator()
        for _ in range(SAMPLES_KEPT):
            estimator.learn(a_request(), rng.gauss(usual, SPREAD * usual))
        costs.append(cost(schedule(estimator.expected(a_request())), rng.gauss(usual, SPREAD * usual)))
    queries, lags = zip(*costs, strict=True)
    return sum(queries) / JOBS, sum(lags) / JOBS


def test_learned_durations_give_less_lag_for_no_more_requests_than_the_documented_client() -> None:
    jitter = random.Random(8)  # noqa: S311 - the same waits every time
    their_queries, their_lag = average(lambda _: documented(jitter))
    queries, lag = average(ours)
    assert queries <= their_queries
    assert lag < their_lag / 4


def test_unknown_durations_cost_requests_but_no_lag() -> None:
    jitter = random.Random(8)  # noqa: S311 - the same waits every time
    their_queries, their_lag = average(lambda _: documented(jitter))
    queries, lag = average(lambda _: ours(None))
    assert queries < 3 * their_queries
    assert lag < their_lag / 3
