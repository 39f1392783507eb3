"""How often a member may try in vain: what costs no credits needs a limit of its own."""

from collections import deque

from cachetools import TTLCache

from bot.credits.errors import TooManyDeclined
from bot.runtime.clock import Clock

WINDOW = 10 * 60.0
"""Seconds for which a declined request counts."""

CAPACITY = 10_000
"""Members remembered at once; beyond that, the one who has not tried for longest is forgotten."""


class Attempts:
    """Counts the requests of each member that came to nothing by the member's own doing; a restart counts them anew."""

    def __init__(self, most: int, clock: Clock, capacity: int = CAPACITY) -> None:
        self._most = most
        self._clock = clock
        # Of who was last declined longer than a window ago, nothing counts any more.
        self._declined = TTLCache[int, deque[float], float](capacity, WINDOW, timer=clock.monotonic)

    def check(self, user_id: int) -> None:
        """Raise TooManyDeclined while a member has had ``most`` requests declined within the window."""
        declined = self._declined.get(user_id)
        if declined and len(declined) == self._most and declined[0] + WINDOW > self._clock.monotonic():
            raise TooManyDeclined(self._most, self._clock.to_wall_time(declined[0] + WINDOW))

    @property
    def since(self) -> float:
        """Epoch seconds from which on a declined request still counts."""
        return self._clock.now() - WINDOW

    def restore(self, user_id: int, at: float) -> None:
        """Count what an earlier run declined ``at`` epoch seconds, the oldest first."""
        self._add(user_id, self._clock.to_monotonic(at, WINDOW))

    def count(self, user_id: int) -> None:
        """Count a declined request."""
        self._add(user_id, self._clock.monotonic())

    def _add(self, user_id: int, moment: float) -> None:
        declined = self._declined.get(user_id, deque(maxlen=self._most))
        declined.append(moment)
        self._declined[user_id] = declined
