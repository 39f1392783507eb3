"""Cards show progress as often as all jobs together may show it at once."""

from cogs.memory.edit_budget import EditBudget
from tests.support.clock import FakeClock


def taken(budget: EditBudget) -> int:
    """How many edits can be taken at this moment."""
    count = 0
    while budget.is_left:
        budget.take()
        count += 1
    return count


def test_a_burst_can_be_taken_at_once_and_no_more() -> None:
    assert taken(EditBudget(FakeClock().clock, per_second=2, burst=5)) == 5


def test_edits_come_back_with_time_but_never_more_than_a_burst() -> None:
    time = FakeClock()
    budget = EditBudget(time.clock, per_second=2, burst=5)
    taken(budget)
    time.advance(0.75)
    assert taken(budget) == 1
    time.advance(0.25)
    assert taken(budget) == 1
    time.advance(1000)
    assert taken(budget) == 5


def test_an_edit_that_can_not_wait_is_taken_where_none_is_left() -> None:
    time = FakeClock()
    budget = EditBudget(time.clock, per_second=1, burst=1)
    for _ in range(5):
        budget.take()
    time.advance(1)
    assert budget.is_left
