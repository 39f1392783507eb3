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
def account(clock: FakeClock) -> CircuitBreaker:
    return CircuitBreaker(timedelta(seconds=FIRST), clock.clock)


def pause_of(account: CircuitBreaker, clock: FakeClock) -> float:
    """The seconds for which intake stays closed."""
    with pytest.raises(IntakePaused) as caught:
        account.check()
    assert caught.value.until is not None
    return caught.value.until - clock.time


def test_a_fresh_account_takes_jobs(account: CircuitBreaker) -> None:
    account.check()


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (AccountRefused(401, kind=FailureKind.KEY_REFUSED), FailureKind.KEY_REFUSED),
        (AccountRefused(402), FailureKind.OUT_OF_CREDITS),
        (AccountRefused(403), FailureKind.OUT_OF_CREDITS),
    ],
)
def test_a_refused_account_closes_intake_for_a_while(
    account: CircuitBreaker, clock: FakeClock, error: ApiError, reason: FailureKind
) -> None:
    account.record_failure(error)
    with pytest.raises(IntakePaused) as caught:
        account.check()
    assert caught.value.reason is reason
    assert caught.value.until == clock.time + FIRST
    clock.advance(FIRST)
    account.check()


@pytest.mark.parametrize("error", [RateLimited(429), TaskNotFound(404)])
def test_what_is_about_the_job_closes_nothing(account: CircuitBreaker, error: ApiError) -> None:
    account.record_failure(error)
    account.check()


def test_jobs_that_fail_during_the_pause_do_not_prolong_it(account: CircuitBreaker, clock: FakeClock) -> None:
    account.record_failure(AccountRefused(401, kind=FailureKind.KEY_REFUSED))
    clock.advance(10)
    account.record_failure(AccountRefused(401, kind=FailureKind.KEY_REFUSED))
    assert pause_of(account, clock) == FIRST - 10


def test_the_pause_doubles_up_to_ten_minutes(account: CircuitBreaker, clock: FakeClock) -> None:
    pauses = []
    for _ in range(8):
        account.record_failure(AccountRefused(402))
        pauses.append(pause_of(account, clock))
        clock.advance(pauses[-1])
    assert pauses == [15, 30, 60, 120, 240, 480, 600, 600]
    assert pauses[-1] == LONGEST_PAUSE


def test_a_job_that_is_accepted_reopens_intake_at_once(account: CircuitBreaker, clock: FakeClock) -> None:
    for _ in range(3):
        account.record_failure(AccountRefused(402))
        clock.advance(pause_of(account, clock))
    account.record_failure(AccountRefused(402))
    account.record_success()
    account.check()
    account.record_failure(AccountRefused(402))
    assert pause_of(account, clock) == FIRST


def test_the_host_reads_one_line_for_each_pause_and_one_for_its_end(
    account: CircuitBreaker, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bot.imini.circuit_breaker")
    account.record_success()
    for _ in range(3):
        account.record_failure(AccountRefused(401, "UNAUTHORIZED", "bad key", "req_1", kind=FailureKind.KEY_REFUSED))
    account.record_success()
    account.record_success()
    closed, opened = caplog.records
    assert closed.levelname == "ERROR"
    for word in ("IMINI_API_KEY", "req_1", "15 s"):
        assert word in closed.getMessage()
    assert "new jobs are accepted" in opened.getMessage()
    assert clock.sleeps == []
