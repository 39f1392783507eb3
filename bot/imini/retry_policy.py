"""Policy only: may a call to imini be tried again, and how long does imini want us to stay away."""

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


def may_resubmit(error: Exception) -> bool:
    """Whether a failed submit certainly created no task, and another try may help."""
    if isinstance(error, NotPassedOn):
        return error.status in PASSING
    return isinstance(error, Unreachable | CutOff | RateLimited | Unavailable)


def denies_task(error: Exception) -> bool:
    """Whether a query's answer is imini's own word that it has no pictures of the task, and will have none.

    All else may pass: a gateway's page says nothing of the task, and an account in trouble has its tasks all the same.
    """
    return isinstance(error, TaskNotFound | PromptRefused)


def demanded_pause(error: Exception | None) -> float:
    """The seconds that imini's answer asks us to stay away, 0 when it does not."""
    if not isinstance(error, ApiError):
        return 0.0
    floor = RATE_LIMIT_FLOOR if isinstance(error, RateLimited) else 0.0
    return min(max(error.retry_after or 0.0, floor), RETRY_AFTER_CAP)
