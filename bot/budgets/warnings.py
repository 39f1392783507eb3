"""Warnings that a budget is nearly or wholly used up, once for each span. The log always has them."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.budgets.caps import Spending

_log = logging.getLogger(__name__)

NEARLY, USED_UP = 80, 100
"""The percentages of a cap at which somebody is warned."""


@dataclass(frozen=True, slots=True)
class BudgetWarning:
    """``percent`` of a cap (NEARLY or USED_UP) are spent. At USED_UP, some credits may be left, but too few."""

    server_id: int
    percent: int
    spending: Spending


WarningHandler = Callable[[BudgetWarning], None]
"""It must return at once, and not raise."""


class BudgetWarnings:
    """Tells ``handlers`` of each warning."""

    def __init__(self, handlers: Iterable[WarningHandler] = ()) -> None:
        self._handlers = list(handlers)

    def subscribe(self, handler: WarningHandler) -> None:
        """Tell ``handler`` of each warning from now on."""
        self._handlers.append(handler)

    def tell(self, warning: BudgetWarning) -> None:
        spending = warning.spending
        what = "is nearly used up"
        if warning.percent == USED_UP:
            what = "has too little left for a request" if spending.left else "is used up"
        _log.warning("budget %s %s: %d of %d credits", spending.cap.account, what, spending.spent, spending.cap.limit)
        for handler in self._handlers:
            handler(warning)


def reached(spending: Spending) -> int:
    """The highest percentage that is reached, of those at which somebody is warned; 0 if none is."""
    return next((percent for percent in (USED_UP, NEARLY) if spending.reaches(percent)), 0)
