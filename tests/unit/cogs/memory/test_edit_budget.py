"""Progress bars move as often as all jobs together may move them."""

from cogs.memory.edit_budget import EditBudget
from tests.support.clock import FakeClock


def taken(budget: EditBudget) -> int:
    """How many edits can be taken at this moment."""
    return next(count for count in range(100) if not budget.take())


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
