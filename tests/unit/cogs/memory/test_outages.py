"""Outages of single transports."""

import pytest

from cogs.memory.outages import RETRY_AFTER, THRESHOLD, Outages
from tests.support.clock import FakeClock


class _A:
    """A transport."""


class _B:
    """Another."""


@pytest.fixture
def clock() -> FakeClock:
    """A clock that a test moves."""
    return FakeClock()


@pytest.fixture
def outages(clock: FakeClock) -> Outages:
    """A Discord that works."""
    return Outages(clock.clock)


def _order(outages: Outages) -> list[type]:
    return sorted([_A, _B], key=outages.rank)


def test_transports_that_work_keep_their_order(outages: Outages) -> None:
    assert _order(outages) == [_A, _B]


def test_one_failure_changes_nothing_and_several_in_a_row_do(outages: Outages) -> None:
    for _ in range(THRESHOLD - 1):
        outages.record_failure(_A)
    assert _order(outages) == [_A, _B]
    outages.record_failure(_A)
    assert _order(outages) == [_B, _A]


def test_failures_count_only_in_a_row(outages: Outages) -> None:
    for _ in range(THRESHOLD):
        outages.record_failure(_A)
        outages.record_success(_A)
    assert _order(outages) == [_A, _B]


def test_a_transport_that_failed_comes_back(outages: Outages, clock: FakeClock) -> None:
    for _ in range(THRESHOLD):
        outages.record_failure(_A)
    clock.advance(RETRY_AFTER)
    assert _order(outages) == [_A, _B]
    outages.record_failure(_A)
    assert _order(outages) == [_B, _A]


def test_of_transports_that_all_fail_the_one_that_failed_longest_ago_is_next(
    outages: Outages, clock: FakeClock
) -> None:
    for kind in (_A, _A, _B, _B):
        outages.record_failure(kind)
        clock.advance(1)
    assert _order(outages) == [_A, _B]
    outages.record_failure(_A)
    assert _order(outages) == [_B, _A]
