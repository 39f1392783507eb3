"""How often the cards of all jobs together may be edited at once to show progress.

An edit costs as much of the process as acknowledging a command. Under heavy load, progress must not make members wait
for responses and pictures.
"""

from bot.runtime.clock import Clock

EDITS_PER_SECOND = 10.0

BURST = 10.0
"""Edits in one moment."""


class EditBudget:
    """A token bucket of edits."""

    def __init__(self, clock: Clock, per_second: float = EDITS_PER_SECOND, burst: float = BURST) -> None:
        self._clock = clock
        self._per_second = per_second
        self._burst = burst
        self._left = burst
        self._counted_at = clock.monotonic()

    @property
    def is_left(self) -> bool:
        """Whether there is an edit left."""
        now = self._clock.monotonic()
        self._left = min(self._burst, self._left + self._per_second * (now - self._counted_at))
        self._counted_at = now
        return self._left >= 1

    def take(self) -> None:
        """Take one edit; where none is left, the count stays."""
        self._left = max(0.0, self._left - 1)
