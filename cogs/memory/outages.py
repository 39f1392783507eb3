"""Outages of single transports: Discord may serve one kind of request while another one fails."""

from bot.runtime.clock import Clock

THRESHOLD = 2
"""Failures in a row after which another transport is preferred."""

RETRY_AFTER = 60.0
"""Seconds after which a transport that failed gets its usual place again."""


class Outages:
    """The latest failures of each kind of transport, counted over all jobs."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failures: dict[type, tuple[int, float]] = {}

    def record_failure(self, kind: type, *, hung: bool = False) -> None:
        """Count a missing reply, or one that is not Discord's own. One that ``hung`` until the timeout is enough."""
        count, _ = self._failures.get(kind, (0, 0.0))
        self._failures[kind] = count + (THRESHOLD if hung else 1), self._clock.monotonic()

    def record_success(self, kind: type) -> None:
        self._failures.pop(kind, None)

    def rank(self, kind: type) -> float:
        """The sort key of a kind, lowest first: those that work share one rank, then the longest ago failed."""
        count, at = self._failures.get(kind, (0, 0.0))
        down = count >= THRESHOLD and self._clock.monotonic() < at + RETRY_AFTER
        # Transports that work get the same rank, so the caller's order decides among them.
        return at if down else float("-inf")
