"""What is left of a cap until its next warning is never taken for more than it is."""

import math

import pytest

from bot.budgets.caps import Cap, Level, Spending
from bot.budgets.headroom import Headroom
from bot.budgets.spans import Span

CAP = Cap(Level.HOST, 30, None, 10, Span(0, 100))


def test_nothing_is_certain_of_a_cap_that_was_not_read() -> None:
    headroom = Headroom()
    assert not headroom.take([CAP], 1)
    assert headroom.take([], 1)


@pytest.mark.parametrize(
    ("limit", "spent", "warned", "left"),
    [
        (10, 0, 0, 8),
        (10, 7, 0, 1),
        (9, 0, 0, 8),
        (10, 8, 80, 2),
        (10, 10, 80, 0),
        (10, 9, 0, -1),
        (10, 10, 100, math.inf),
    ],
)
def test_an_expense_is_quiet_while_it_does_not_reach_the_next_percentage(
    limit: int, spent: int, warned: int, left: float
) -> None:
    cap = Cap(Level.HOST, 30, None, limit, Span(0, 100))
    for cost in range(1, 12):
        headroom = Headroom()
        headroom.learn([Spending(cap, spent, warned)], headroom.taken)
        assert headroom.take([cap], cost) is (cost < left)


def test_one_expense_after_the_other_is_counted() -> None:
    headroom = Headroom()
    headroom.learn([Spending(CAP, 0)], headroom.taken)
    assert [headroom.take([CAP], 3) for _ in range(4)] == [True, True, False, False]


def test_all_caps_must_leave_enough() -> None:
    headroom, tight = Headroom(), Cap(Level.MEMBER, 30, 10, 4, Span(0, 100))
    headroom.learn([Spending(CAP, 0), Spending(tight, 3)], headroom.taken)
    assert not headroom.take([CAP, tight], 1)


def test_a_counter_that_was_read_before_another_expense_tells_nothing() -> None:
    headroom = Headroom()
    before = headroom.taken
    headroom.take([CAP], 5)
    headroom.learn([Spending(CAP, 0)], before)
    assert not headroom.take([CAP], 1)
