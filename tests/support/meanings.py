"""Meanings of imini's errors: the class that the code branches on, and the kind that members see."""

from bot.errors import FailureKind, JobFailed
from bot.imini.errors import (
    AccountRefused,
    ApiError,
    InvalidRequest,
    NotPassedOn,
    PromptRefused,
    RateLimited,
    TaskNotFound,
    Unavailable,
)

Meaning = tuple[type[JobFailed], FailureKind]

INVALID_REQUEST: Meaning = (InvalidRequest, FailureKind.BAD_INPUT)
PROMPT_REFUSED: Meaning = (PromptRefused, FailureKind.MODERATION)
KEY_REFUSED: Meaning = (AccountRefused, FailureKind.KEY_REFUSED)
OUT_OF_CREDITS: Meaning = (AccountRefused, FailureKind.OUT_OF_CREDITS)
TASK_NOT_FOUND: Meaning = (TaskNotFound, FailureKind.UNDELIVERABLE)
RATE_LIMITED: Meaning = (RateLimited, FailureKind.BUSY)
UNAVAILABLE: Meaning = (Unavailable, FailureKind.BUSY)
BROKEN: Meaning = (ApiError, FailureKind.BUSY)
DECLINED: Meaning = (ApiError, FailureKind.DECLINED)
NOT_PASSED_ON: Meaning = (NotPassedOn, FailureKind.BLOCKED)


def meaning_of(error: JobFailed) -> Meaning:
    return type(error), error.kind
