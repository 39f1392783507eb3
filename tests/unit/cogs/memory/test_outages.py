"""Ways that Discord does not serve just now."""

import pytest

from cogs.memory.outages import COMES_BACK, ENOUGH, Outages
from tests.support.clock import FakeClock


class _A:
    """A way."""


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


def _draft(outages: Outages) -> list[type]:
    return sorted([_A, _B], key=outages.rank)


def test_ways_that_work_keep_their_order(outages: Outages) -> None:
    assert _draft(outages) == [_A, _B]


def test_one_failure_changes_nothing_and_several_in_a_row_do(outages: Outages) -> None:
    for _ in range(ENOUGH - 1):
        outages.failed(_A)
    assert _draft(outages) == [_A, _B]
    outages.failed(_A)
    assert _draft(outages) == [_B, _A]


def test_failures_count_only_in_a_row(outages: Outages) -> None:
    for _ in range(ENOUGH):
        outages.failed(_A)
        outages.served(_A)
    assert _draft(outages) == [_A, _B]


def test_a_way_that_failed_comes_back(outages: Outages, clock: FakeClock) -> None:
    for _ in range(ENOUGH):
        outages.failed(_A)
    clock.advance(COMES_BACK)
    assert _draft(outages) == [_A, _B]
    outages.failed(_A)
    assert _draft(outages) == [_B, _A]


def test_of_ways_that_all_fail_the_one_that_failed_longest_ago_is_next(outages: Outages, clock: FakeClock) -> None:
    for kind in (_A, _A, _B, _B):
        outages.failed(kind)
        clock.advance(1)
    assert _draft(outages) == [_A, _B]
    outages.failed(_A)
    assert _draft(outages) == [_B, _A]
