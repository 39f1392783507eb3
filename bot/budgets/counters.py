"""Port: the counters of caps. Nothing is recorded but the jobs; the database keeps each counter equal to their sum."""

from collections.abc import Sequence
from typing import Protocol

from bot.budgets.caps import Cap, Spending


class Counters(Protocol):
    """Every call may raise StorageError."""

    async def spent(self, caps: Sequence[Cap]) -> list[Spending]:
        """What was spent of each cap. One that was not counted so far is from now on."""

    async def mark(self, cap: Cap, percent: int) -> bool:
        """Record a warning about a cap; False if somebody was warned of as much of it, or of a higher one, already."""

    async def forget(self, before: float) -> None:
        """Delete the counters of spans that ended before ``before`` (epoch seconds)."""
