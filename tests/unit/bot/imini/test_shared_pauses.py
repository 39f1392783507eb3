"""A pause that one process learns of holds for all, and ends for all."""

from datetime import timedelta

import pytest

from bot.errors import FailureKind
from bot.imini.circuit_breaker import CircuitBreaker
from bot.imini.cooldown import Cooldown
from bot.imini.errors import AccountRefused, IntakePaused
from tests.support.clock import FakeClock
from tests.support.shared import SharedBoard

FIRST = timedelta(seconds=15)
REFUSED = AccountRefused(401, kind=FailureKind.KEY_REFUSED)


@pytest.fixture
def board() -> SharedBoard:
    return SharedBoard()


def breaker(board: SharedBoard, clock: FakeClock) -> CircuitBreaker:
    """That of one more process."""
    return CircuitBreaker(FIRST, clock.clock, board.view())


def pause_of(circuit_breaker: CircuitBreaker, clock: FakeClock) -> float:
    """The seconds for which intake stays closed."""
    with pytest.raises(IntakePaused) as caught:
        circuit_breaker.check()
    assert caught.value.reason is FailureKind.KEY_REFUSED
    assert caught.value.until is not None
    return caught.value.until - clock.time


async def test_a_cooldown_of_one_process_delays_the_calls_of_all(board: SharedBoard, clock: FakeClock) -> None:
    first, second = (Cooldown(clock.clock, board.view()) for _ in range(2))
    first.start(5)
    await second.wait()
    assert clock.sleeps == [5]


async def test_a_process_that_starts_later_waits_as_well(board: SharedBoard, clock: FakeClock) -> None:
    Cooldown(clock.clock, board.view()).start(5)
    assert Cooldown(clock.clock, board.view()).is_active


async def test_a_shorter_cooldown_shortens_none_anywhere(board: SharedBoard, clock: FakeClock) -> None:
    first, second = (Cooldown(clock.clock, board.view()) for _ in range(2))
    first.start(30)
    first.start(5)
    second.start(2)
    for cooldown in (first, second, Cooldown(clock.clock, board.view())):
        assert cooldown.is_active
    assert [notice.seconds for notice in board.posted] == [30, 30, 30]


async def test_an_account_that_one_process_sees_refused_closes_intake_of_all(
    board: SharedBoard, clock: FakeClock
) -> None:
    first, second = (breaker(board, clock) for _ in range(2))
    first.record_failure(REFUSED)
    for circuit_breaker in (first, second, breaker(board, clock)):
        assert pause_of(circuit_breaker, clock) == 15


async def test_the_pause_doubles_whichever_process_sees_the_next_refusal(board: SharedBoard, clock: FakeClock) -> None:
    first, second = (breaker(board, clock) for _ in range(2))
    first.record_failure(REFUSED)
    clock.advance(15)
    second.record_failure(REFUSED)
    assert pause_of(first, clock) == 30


async def test_the_first_job_that_imini_accepts_anywhere_ends_the_pause_of_all(
    board: SharedBoard, clock: FakeClock
) -> None:
    first, second = (breaker(board, clock) for _ in range(2))
    first.record_failure(REFUSED)
    second.record_success()
    for circuit_breaker in (first, second, breaker(board, clock)):
        circuit_breaker.check()
    first.record_failure(REFUSED)
    assert pause_of(second, clock) == 15


async def test_what_is_accepted_all_the_time_is_told_to_nobody(board: SharedBoard, clock: FakeClock) -> None:
    breaker(board, clock).record_success()
    assert board.posted == []


async def test_a_pause_that_is_known_is_logged_once(
    board: SharedBoard, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    processes = [breaker(board, clock) for _ in range(2)]
    processes[0].record_failure(REFUSED)
    for view in board.views:  # as after a lost connection: what is kept is read again
        view.hear(board.posted[0])
    assert len(caplog.records) == 2
