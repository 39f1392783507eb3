"""Refusals because of a budget."""

from dataclasses import dataclass

from bot.budgets.caps import Spending
from bot.errors import UserError


@dataclass(eq=False)
class BudgetExceeded(UserError):
    """The request costs ``needed`` credits, which is more than is left of a cap until the end of its span."""

    code = "refusal-budget"
    needed: int
    spending: Spending

    @property
    def left(self) -> int:
        return self.spending.left


class NotCovered(Exception):
    """A job was not stored: a cap leaves too little for it, or is not counted yet."""
