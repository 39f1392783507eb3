"""Interactions that were received before."""

from cachetools import FIFOCache

CAPACITY = 10_000
"""Newest IDs in memory. A resumed session replays only the last minutes, which hold far fewer."""


class Seen:
    """The newest interaction IDs that this process has received."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._ids = FIFOCache[str, None](capacity)

    def add(self, interaction_id: str) -> bool:
        """Add an ID. Returns whether it is new."""
        if interaction_id in self._ids:
            return False
        self._ids[interaction_id] = None
        return True
