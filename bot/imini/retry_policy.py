"""Policy only: may a call to imini be tried again, and after how long."""

import random
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import parsedate_to_datetime

from bot.errors import (
    ApiError,
    CutOff,
    ImagineError,
    NotPassedOn,
    PromptRefused,
    RateLimited,
    TaskNotFound,
    Unavailable,
    Unreachable,
)

RATE_LIMIT_FLOOR = 5.0
"""Seconds to wait after a 429 at the least (https://docs.imini.ai)."""

RETRY_AFTER_CAP = 300.0
"""Seconds that an answer can make us wait at the most; who asks for more is treated as down."""


PASSING = {
    404,  # what a gateway answers while the service behind it is being replaced
    408,  # the request did not reach it in time; it asks for another try
    421,  # the connection led to the wrong server, the next one need not
    425,  # too early: to be sent again once the connection stands
}
"""Statuses of a gateway's page after which the same request may pass (https://www.rfc-editor.org/rfc/rfc9110)."""


def may_resubmit(error: ImagineError) -> bool:
    """Whether a failed submit certainly created no task, and another try may help."""
    if isinstance(error, NotPassedOn):
        return error.status in PASSING
    return isinstance(error, Unreachable | CutOff | RateLimited | Unavailable)


def denies_task(error: ImagineError) -> bool:
    """Whether a query's answer is imini's own word that it has no pictures of the task, and will have none.

    All else may pass: a gateway's page says nothing of the task, and an account in trouble has its tasks all the same.
    """
    return isinstance(error, TaskNotFound | PromptRefused)


@dataclass(frozen=True, slots=True)
class Backoff:
    """Growing delays in seconds: ``first * factor ** attempt`` up to ``cap``, give or take ``jitter`` of it."""

    first: float = 1.0
    factor: float = 2.0
    cap: float = 30.0
    jitter: float = 0.2
    rng: random.Random = field(default_factory=random.Random)

    def delay(self, attempt: int, error: ImagineError | None = None) -> float:
        """Seconds before the next try after ``attempt`` (0, 1, 2 …) failed with ``error``."""
        exponent = min(attempt, 32)
        spread = self.rng.uniform(1 - self.jitter, 1 + self.jitter)
        return max(min(self.first * self.factor**exponent, self.cap) * spread, demanded_pause(error))


def demanded_pause(error: ImagineError | None) -> float:
    """The seconds that imini's answer asks us to stay away, 0 when it does not."""
    if not isinstance(error, ApiError):
        return 0.0
    floor = RATE_LIMIT_FLOOR if isinstance(error, RateLimited) else 0.0
    return min(max(error.retry_after or 0.0, floor), RETRY_AFTER_CAP)


def parse_retry_after(value: str | None, now: float) -> float | None:
    """Seconds from a ``Retry-After`` header, which holds seconds or an HTTP date (RFC 9110, section 10.2.3)."""
    if not value:
        return None
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    moment = parse_date(value)
    return None if moment is None else max(0.0, moment - now)


def parse_date(value: str | None) -> float | None:
    """Epoch seconds from an HTTP date (RFC 9110, section 5.6.7)."""
    try:
        date = parsedate_to_datetime(value or "")
    except ValueError:
        return None
    return date.replace(tzinfo=date.tzinfo or UTC).timestamp()
