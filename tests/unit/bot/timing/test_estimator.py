"""How long jobs take, learned from jobs like them."""

import pytest

from bot.timing.estimator import SAMPLES_KEPT, SAMPLES_NEEDED, DurationEstimator, kind_of
from tests.support.jobs import a_request
from tests.support.shared import wired


def learned(*seconds: float) -> DurationEstimator:
    estimator = DurationEstimator()
    for each in seconds:
        estimator.learn(a_request(), each)
    return estimator


@pytest.mark.parametrize("number", range(SAMPLES_NEEDED))
def test_too_few_jobs_teach_nothing(number: int) -> None:
    assert learned(*[12.0] * number).expected(a_request()) is None


def test_three_jobs_are_enough() -> None:
    assert learned(30, 10, 14).expected(a_request()) == 14


@pytest.mark.parametrize("other", [{"resolution": "4K"}, {"quality": "high"}, {"num": 2}])
def test_jobs_of_another_kind_teach_nothing(other: dict[str, object]) -> None:
    assert learned(10, 10, 10).expected(a_request(**other)) is None


@pytest.mark.parametrize("other", [{"prompt": "a blue fox"}, {"aspect_ratio": "9:16"}])
def test_what_does_not_change_the_work_does_not_matter(other: dict[str, object]) -> None:
    assert learned(10, 10, 10).expected(a_request(**other)) == 10


def test_old_durations_are_forgotten() -> None:
    assert learned(*[600.0] * 5, *[10.0] * SAMPLES_KEPT).expected(a_request()) == 10


def test_processes_learn_durations_together() -> None:
    first, second = map(DurationEstimator, wired(2))
    first.restore(kind_of(a_request()), 5)
    for seconds in (10, 20, 30):
        first.learn(a_request(), seconds)
    assert (first.expected(a_request()), second.expected(a_request())) == (15, 20)
    assert second.learned(kind_of(a_request())) == 3
