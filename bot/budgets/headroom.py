"""How much may be spent of caps before somebody has to be warned, so that most jobs need no counter read for that."""

import math
from collections.abc import Sequence

from cachetools import LRUCache

from bot.budgets.caps import Cap, Spending
from bot.budgets.warnings import NEARLY, USED_UP

CAPACITY = 10_000
"""Caps in memory at once, the most recently used ones."""


class Headroom:
    """The credits that caps leave until their next warning, at least: what is given back to a cap is not counted.

    For one process alone: what others spend is not counted either.
    """

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._left = LRUCache[Cap, float](capacity)
        self.taken = 0
        """How many expenses were counted so far."""

    def take(self, caps: Sequence[Cap], cost: int) -> bool:
        """Count an expense; whether it is certain that no warning of any cap is due with it."""
        self.taken += 1
        for cap in caps:
            # Nothing is known to be left of a cap that is new here.
            self._left[cap] = self._left.get(cap, 0) - cost
        return all(self._left[cap] > 0 for cap in caps)

    def learn(self, spendings: Sequence[Spending], taken: int) -> None:
        """Remember counters that were read when so many expenses were ``taken``, unless there is another one since."""
        if taken == self.taken:
            self._left.update((spending.cap, _until_next(spending)) for spending in spendings)


def _until_next(spending: Spending) -> float:
    """Credits until the next warning is due."""
    due = (-(-spending.cap.limit * percent // 100) for percent in (NEARLY, USED_UP) if percent > spending.warned)
    return next(due, math.inf) - spending.spent
