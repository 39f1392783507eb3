"""Ways to a card that Discord does not serve just now, while others work."""

from bot.runtime.clock import Clock

ENOUGH = 2
"""Failures in a row after which another way is better."""

COMES_BACK = 60.0
"""Seconds after which a way that failed is tried again before others."""


class Outages:
    """What each kind of way did last, over all jobs."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failures: dict[type, tuple[int, float]] = {}

    def failed(self, kind: type, *, hung: bool = False) -> None:
        """Count an answer that did not come, or was none of Discord's own; one that was long waited for is enough."""
        count, _ = self._failures.get(kind, (0, 0.0))
        self._failures[kind] = count + (ENOUGH if hung else 1), self._clock.monotonic()

    def served(self, kind: type) -> None:
        """Discord has answered by this kind of way."""
        self._failures.pop(kind, None)

    def rank(self, kind: type) -> float:
        """How late to try a kind of way: those that work share one rank, then the one that failed longest ago."""
        count, at = self._failures.get(kind, (0, 0.0))
        lasting = count >= ENOUGH and self._clock.monotonic() < at + COMES_BACK
        return at if lasting else float("-inf")
