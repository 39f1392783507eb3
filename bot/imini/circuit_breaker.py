"""Circuit breaker: no new jobs while imini refuses the host's account."""

import logging
from datetime import timedelta

from bot.errors import FailureKind, JobFailed
from bot.imini.errors import AccountRefused, IntakePaused
from bot.runtime.clock import Clock

_log = logging.getLogger(__name__)
_HINTS = {
    FailureKind.KEY_REFUSED: "imini refuses the API key: check IMINI_API_KEY",
    FailureKind.OUT_OF_CREDITS: "your imini account is out of credits or blocked: top it up, or check its plan",
}
LONGEST_PAUSE = 600.0
"""Seconds."""


class CircuitBreaker:
    """Stops intake after a refused account (401, 402, some 403s), for a pause that doubles up to ``LONGEST_PAUSE``.

    After the pause, jobs are tried again; the first one that imini accepts resets the pause.
    """

    def __init__(self, first_pause: timedelta, clock: Clock) -> None:
        self._first = first_pause.total_seconds()
        self._clock = clock
        self._pause = 0.0
        self._until = float("-inf")
        self._reason: FailureKind | None = None

    def check(self) -> None:
        """Raise IntakePaused during a pause."""
        if self._reason and self._clock.monotonic() < self._until:
            raise IntakePaused(reason=self._reason, until=self._clock.to_wall_time(self._until))

    def record_success(self) -> None:
        if self._reason:
            _log.warning("imini accepts the account again; new jobs are accepted")
        self._reason, self._pause = None, 0.0

    def record_failure(self, error: JobFailed) -> None:
        """Start a pause if ``error`` is about the account rather than about the job."""
        if not isinstance(error, AccountRefused):
            return
        now = self._clock.monotonic()
        if self._reason and now < self._until:
            return  # a job from before this pause: it must not double the pause
        self._pause = min(max(self._first, self._pause * 2), LONGEST_PAUSE)
        self._until, self._reason = now + self._pause, error.kind
        _log.error("%s (%s); no new jobs for %.0f s", _HINTS[error.kind], error, self._pause)
