"""Declined requests, counted in the memory of the one process."""

from collections import deque

from cachetools import TTLCache

from bot.credits.attempts import WINDOW
from bot.credits.errors import TooManyDeclined
from bot.runtime.clock import Clock

CAPACITY = 10_000
"""Members in memory at once. Beyond it, whoever was declined least recently is dropped."""


class MemoryAttempts:
    """The attempts of a bot that runs as one process. A restart restores the counts."""

    def __init__(self, most: int, clock: Clock, capacity: int = CAPACITY) -> None:
        self._most = most
        self._clock = clock
        # An entry expires one window after the member's last declined request: then none of them counts.
        self._declined = TTLCache[int, deque[float], float](capacity, WINDOW, timer=clock.monotonic)

    async def check(self, user_id: int) -> None:
        declined = self._declined.get(user_id)
        if declined and len(declined) == self._most and declined[0] + WINDOW > self._clock.monotonic():
            raise TooManyDeclined(self._most, self._clock.to_wall_time(declined[0] + WINDOW))

    @property
    def since(self) -> float:
        """Epoch seconds: requests declined since then still count."""
        return self._clock.now() - WINDOW

    def restore(self, user_id: int, at: float) -> None:
        """Count a request that an earlier run declined ``at`` epoch seconds. Call it for the oldest first."""
        self._add(user_id, self._clock.to_monotonic(at, WINDOW))

    def count(self, user_id: int) -> None:
        self._add(user_id, self._clock.monotonic())

    def _add(self, user_id: int, moment: float) -> None:
        declined = self._declined.get(user_id, deque(maxlen=self._most))
        declined.append(moment)
        self._declined[user_id] = declined  # restarts the entry's lifetime
