"""What was heard already, so that it is not heard twice."""

from cachetools import FIFOCache

CAPACITY = 10_000
"""Ids that are remembered, the newest: a resumed session is sent the last minutes again, not more."""


class Seen:
    """The ids of the interactions that this process has heard, the newest of them."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._ids = FIFOCache[str, None](capacity)

    def is_new(self, interaction_id: str) -> bool:
        """Whether nobody has asked for ``interaction_id`` before; from now on, somebody has."""
        if interaction_id in self._ids:
            return False
        self._ids[interaction_id] = None
        return True
