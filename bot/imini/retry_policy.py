"""Which calls to imini may be retried, and after how long."""

from bot.imini.errors import (
    ApiError,
    CutOff,
    NotPassedOn,
    PromptRefused,
    RateLimited,
    TaskNotFound,
    Unavailable,
    Unreachable,
)

RATE_LIMIT_FLOOR = 5.0
"""Minimum seconds to wait after a 429 (https://docs.imini.ai)."""

RETRY_AFTER_CAP = 300.0
"""Maximum seconds that a Retry-After can make the bot wait."""

TRANSIENT_STATUSES = {
    404,  # from a gateway while the service behind it is being replaced
    408,  # the request took too long to arrive; the server invites another try
    421,  # the connection led to the wrong server; another one may not
    425,  # too early: send it again once the TLS handshake is complete
}
"""Statuses of a gateway's page after which the same request may succeed (https://www.rfc-editor.org/rfc/rfc9110)."""


def may_resubmit(error: Exception) -> bool:
    """Whether a failed submit certainly created no task and may succeed if repeated."""
    if isinstance(error, NotPassedOn):
        return error.status in TRANSIENT_STATUSES
    return isinstance(error, Unreachable | CutOff | RateLimited | Unavailable)


def denies_task(error: Exception) -> bool:
    """Whether imini itself says that it has no pictures of the task and never will.

    Any other error may be transient: a gateway's page says nothing about the task, and a refused account keeps its
    tasks.
    """
    return isinstance(error, TaskNotFound | PromptRefused)


def demanded_pause(error: Exception | None) -> float:
    """Seconds to wait before the next call, as the error demands; 0 if it demands nothing."""
    if not isinstance(error, ApiError):
        return 0.0
    floor = RATE_LIMIT_FLOOR if isinstance(error, RateLimited) else 0.0
    return min(max(error.retry_after or 0.0, floor), RETRY_AFTER_CAP)
