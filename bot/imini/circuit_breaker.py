"""Circuit breaker: no new jobs while imini refuses the host's account."""

import logging
from datetime import timedelta

from bot.cluster.notices import NO_NOTICES, Notice, Notices
from bot.errors import FailureKind, JobFailed
from bot.imini.errors import AccountRefused, IntakePaused
from bot.runtime.clock import Clock

_log = logging.getLogger(__name__)
_HINTS = {
    FailureKind.KEY_REFUSED: "imini rejects the API key: check IMINI_API_KEY",
    FailureKind.OUT_OF_CREDITS: "your imini account is out of credits or blocked: top up, or check your plan",
}
LONGEST_PAUSE = 600.0
"""Seconds."""

TOPIC = "account"
"""The notice by which other processes learn of a pause, and of its end."""


class CircuitBreaker:
    """Stops intake after a refused account (401, 402, some 403s), for a pause that doubles up to ``LONGEST_PAUSE``.

    After the pause, jobs are tried again; the first one that imini accepts resets the pause. All processes share it.
    """

    def __init__(self, first_pause: timedelta, clock: Clock, notices: Notices = NO_NOTICES) -> None:
        self._first = first_pause.total_seconds()
        self._clock = clock
        self._notices = notices
        self._pause = 0.0
        self._until = float("-inf")
        self._reason: FailureKind | None = None
        notices.subscribe(TOPIC, self._hear)

    def check(self) -> None:
        """Raise IntakePaused during a pause."""
        if self._reason and self._clock.monotonic() < self._until:
            raise IntakePaused(reason=self._reason, until=self._clock.to_wall_time(self._until))

    @property
    def is_refused(self) -> bool:
        """Whether imini has refused the account, and accepted no job since."""
        return self._reason is not None

    def try_again(self) -> None:
        """End a pause early, as the next job may be accepted. If it isn't, the first pause follows."""
        self._until, self._pause = float("-inf"), 0.0

    def record_success(self) -> None:
        if not self._reason:
            return
        self._end()
        self._notices.post(Notice(TOPIC, 0))

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
        self._notices.post(Notice(TOPIC, self._pause, data={"pause": self._pause, "reason": error.kind}))

    def _hear(self, notice: Notice) -> None:
        if notice.seconds > 0:
            reason, pause = FailureKind(notice.data["reason"]), float(notice.data["pause"])
            until = self._clock.monotonic() + notice.seconds
            if self._reason and until <= self._until + 1:
                return  # this pause is known
            self._until, self._reason, self._pause = until, reason, pause
            _log.error("%s (reported by another process); no new jobs for %.0f s", _HINTS[reason], notice.seconds)
        elif self._reason:
            self._end()

    def _end(self) -> None:
        self._reason, self._pause = None, 0.0
        _log.warning("imini accepts the account again; new jobs are accepted")
