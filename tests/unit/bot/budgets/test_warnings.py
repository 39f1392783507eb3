"""What the process's log says of a budget: with credits left, it isn't used up."""

import logging

import pytest

from bot.budgets.caps import Cap, Level, Spending
from bot.budgets.spans import Span
from bot.budgets.warnings import NEARLY, USED_UP, BudgetWarning, BudgetWarnings


@pytest.mark.parametrize(
    ("percent", "spent", "said"),
    [
        (NEARLY, 16, "is nearly used up: 16 of 20 credits"),
        (USED_UP, 16, "has too little left for a request: 16 of 20 credits"),
        (USED_UP, 20, "is used up: 20 of 20 credits"),
    ],
)
def test_the_log_says_how_far_a_budget_is_spent(
    caplog: pytest.LogCaptureFixture, percent: int, spent: int, said: str
) -> None:
    cap = Cap(Level.HOST, 7, None, 20, Span(0.0, 1.0))
    with caplog.at_level(logging.WARNING):
        BudgetWarnings().tell(BudgetWarning(7, percent, Spending(cap, spent)))
    assert caplog.messages == [f"budget host:7 {said}"]
