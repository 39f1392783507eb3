"""How many of the jobs that ended lately have failed: a meter that hands everything on."""

from collections import deque

from bot.errors import FailureKind
from bot.metrics.meter import Meter
from bot.runtime.clock import Clock

WINDOW = 900.0
"""Seconds."""

MOST = 5000
"""Jobs that are remembered: the newest."""

_MEMBERS_OWN = {
    FailureKind.BAD_INPUT.value,
    FailureKind.MODERATION.value,
    FailureKind.DECLINED.value,
    FailureKind.CARD_DELETED.value,
}
_TOLD_BY_THE_PAUSE = {FailureKind.OUT_OF_CREDITS.value, FailureKind.KEY_REFUSED.value}

NOT_COUNTED = _MEMBERS_OWN | _TOLD_BY_THE_PAUSE
"""Reasons of failures that say nothing about the bot, or are told by themselves."""


class ErrorRate:
    """Counts the ends of jobs, and tells ``meter`` of everything.

    Failures by what a member wrote or did don't count, nor those that pause the account: that is told by itself.
    """

    def __init__(self, meter: Meter, clock: Clock) -> None:
        self._meter = meter
        self._clock = clock
        self._ends: deque[tuple[float, bool]] = deque(maxlen=MOST)

    def counts(self) -> tuple[int, int]:
        """How many jobs have ended in the last ``WINDOW``, and how many of them failed."""
        since = self._clock.monotonic() - WINDOW
        lately = [failed for at, failed in self._ends if at > since]
        return len(lately), sum(lately)

    def job_ended(self, ending: str, reason: str, credits: int) -> None:
        self._meter.job_ended(ending, reason, credits)
        if reason in NOT_COUNTED or ending == "cancelled":
            return
        self._ends.append((self._clock.monotonic(), ending != "delivered"))

    def pictures_delivered(self, number: int) -> None:
        self._meter.pictures_delivered(number)

    def acknowledged(self, seconds: float) -> None:
        self._meter.acknowledged(seconds)

    def submitted(self, seconds: float) -> None:
        self._meter.submitted(seconds)

    def drawn(self, seconds: float) -> None:
        self._meter.drawn(seconds)

    def made_visible(self, seconds: float) -> None:
        self._meter.made_visible(seconds)
