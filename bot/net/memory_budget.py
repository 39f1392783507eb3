"""One budget of memory for the downloaded files of the whole bot; what exceeds it goes to disk."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

HELD_BYTES: Final = 32 << 20
"""Bytes of all files that are held in memory: some twenty pictures of 1K, or four of 4K."""


class MemoryShare:
    """The part of a budget that the files of one job hold."""

    def __init__(self, budget: "MemoryBudget") -> None:
        self._budget = budget
        self.held = 0

    def take(self, count: int) -> bool:
        """Hold ``count`` more bytes; False if the budget has too few."""
        if not self._budget.take(count):
            return False
        self.held += count
        return True

    def give_back(self, count: int) -> None:
        self.held -= count
        self._budget.give_back(count)


class MemoryBudget:
    """Grants ``capacity`` bytes at most. Nobody waits for memory: the disk is fast enough."""

    def __init__(self, capacity: int = HELD_BYTES) -> None:
        self.free = capacity

    @contextmanager
    def share(self) -> Iterator[MemoryShare]:
        """A share of the budget, which gets back what is still held when the block ends."""
        share = MemoryShare(self)
        try:
            yield share
        finally:
            share.give_back(share.held)

    def take(self, count: int) -> bool:
        """Grant ``count`` bytes; False if so many are not free."""
        if count > self.free:
            return False
        self.free -= count
        return True

    def give_back(self, count: int) -> None:
        self.free += count
