"""While imini refuses the account, no job is accepted."""

import logging
from datetime import timedelta

import pytest

from bot.errors import FailureKind
from bot.imini.circuit_breaker import LONGEST_PAUSE, CircuitBreaker
from bot.imini.errors import AccountRefused, ApiError, IntakePaused, RateLimited, TaskNotFound
from tests.support.clock import FakeClock

FIRST = 15.0


@pytest.fixture
def circuit_breaker(clock: FakeClock) -> CircuitBreaker:
    return CircuitBreaker(timedelta(seconds=FIRST), clock.clock)


def pause_of(circuit_breaker: CircuitBreaker, clock: FakeClock) -> float:
    """The seconds for which intake stays closed."""
    with pytest.raises(IntakePaused) as caught:
        circuit_breaker.check()
    assert caught.value.until is not None
    return caught.value.until - clock.time


def test_a_fresh_account_takes_jobs(circuit_breaker: CircuitBreaker) -> None:
    circuit_breaker.check()


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (AccountRefused(401, kind=FailureKind.KEY_REFUSED), FailureKind.KEY_REFUSED),
        (AccountRefused(402), FailureKind.OUT_OF_CREDITS),
        (AccountRefused(403), FailureKind.OUT_OF_CREDITS),
    ],
)
def test_a_refused_account_closes_intake_for_a_while(
    circuit_breaker: CircuitBreaker, clock: FakeClock, error: ApiError, reason: FailureKind
) -> None:
    circuit_breaker.record_failure(error)
    with pytest.raises(IntakePaused) as caught:
        circuit_breaker.check()
    assert caught.value.reason is reason
    assert caught.value.until == clock.time + FIRST
    clock.advance(FIRST)
    circuit_breaker.check()


@pytest.mark.parametrize("error", [RateLimited(429), TaskNotFound(404)])
def test_what_is_about_the_job_closes_nothing(circuit_breaker: CircuitBreaker, error: ApiError) -> None:
    circuit_breaker.record_failure(error)
    circuit_breaker.check()


def test_jobs_that_fail_during_the_pause_do_not_prolong_it(circuit_breaker: CircuitBreaker, clock: FakeClock) -> None:
    circuit_breaker.record_failure(AccountRefused(401, kind=FailureKind.KEY_REFUSED))
    clock.advance(10)
    circuit_breaker.record_failure(AccountRefused(401, kind=FailureKind.KEY_REFUSED))
    assert pause_of(circuit_breaker, clock) == FIRST - 10


def test_the_pause_doubles_up_to_ten_minutes(circuit_breaker: CircuitBreaker, clock: FakeClock) -> None:
    pauses = []
    for _ in range(8):
        circuit_breaker.record_failure(AccountRefused(402))
        pauses.append(pause_of(circuit_breaker, clock))
        clock.advance(pauses[-1])
    assert pauses == [15, 30, 60, 120, 240, 480, 600, 600]
    assert pauses[-1] == LONGEST_PAUSE


def test_a_job_that_is_accepted_reopens_intake_at_once(circuit_breaker: CircuitBreaker, clock: FakeClock) -> None:
    for _ in range(3):
        circuit_breaker.record_failure(AccountRefused(402))
        clock.advance(pause_of(circuit_breaker, clock))
    circuit_breaker.record_failure(AccountRefused(402))
    circuit_breaker.record_success()
    circuit_breaker.check()
    circuit_breaker.record_failure(AccountRefused(402))
    assert pause_of(circuit_breaker, clock) == FIRST


def test_the_host_reads_one_line_for_each_pause_and_one_for_its_end(
    circuit_breaker: CircuitBreaker, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bot.imini.circuit_breaker")
    circuit_breaker.record_success()
    for _ in range(3):
        circuit_breaker.record_failure(
            AccountRefused(401, "UNAUTHORIZED", "bad key", "req_1", kind=FailureKind.KEY_REFUSED)
        )
    circuit_breaker.record_success()
    circuit_breaker.record_success()
    closed, opened = caplog.records
    assert closed.levelname == "ERROR"
    for word in ("IMINI_API_KEY", "req_1", "15 s"):
        assert word in closed.getMessage()
    assert "new jobs are accepted" in opened.getMessage()
    assert clock.sleeps == []


def test_a_pause_that_is_ended_early_lets_the_next_job_try_and_begins_small_again(
    circuit_breaker: CircuitBreaker, clock: FakeClock
) -> None:
    for _ in range(3):
        circuit_breaker.record_failure(AccountRefused(402))
        clock.advance(pause_of(circuit_breaker, clock))
    circuit_breaker.record_failure(AccountRefused(402))
    with pytest.raises(IntakePaused):
        circuit_breaker.check()
    circuit_breaker.try_again()
    circuit_breaker.check()
    circuit_breaker.record_failure(AccountRefused(402))
    assert pause_of(circuit_breaker, clock) == FIRST
