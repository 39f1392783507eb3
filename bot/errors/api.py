"""What imini refuses, and why: by the code of its error envelope, then by the status of the answer.

Source: https://docs.imini.ai (error codes). The codes may change, and those of the models behind imini come through.
"""

from dataclasses import dataclass

from bot.errors.failures import ProviderError
from bot.errors.kinds import FailureKind


@dataclass(eq=False)
class ApiError(ProviderError):
    """A call was answered with an error; ``retry_after`` in seconds, if the answer named one."""

    status: int = 0
    code: str = ""
    message: str = ""
    request_id: str = ""
    retry_after: float | None = None

    def __str__(self) -> str:
        return f"HTTP {self.status} {self.code or '(no code)'}: {self.message} (request_id {self.request_id or '-'})"


class InvalidRequest(ApiError):
    """A field is wrong."""

    kind = FailureKind.BAD_INPUT


class PromptRefused(ApiError):
    """The prompt is against the content policy."""

    kind = FailureKind.MODERATION


class KeyRefused(ApiError):
    """The key is missing, wrong or revoked."""

    kind = FailureKind.KEY_REFUSED


class OutOfCredits(ApiError):
    """The account's balance is too low."""

    kind = FailureKind.OUT_OF_CREDITS


class AccountRefused(ApiError):
    """The account is blocked, or its own quota is used up."""

    kind = FailureKind.OUT_OF_CREDITS


class TaskNotFound(ApiError):
    """The task is unknown or has expired."""

    kind = FailureKind.UNDELIVERABLE


class RateLimited(ApiError):
    """Slow down; whoever says so, imini or a gateway."""

    kind = FailureKind.BUSY


class Unavailable(ApiError):
    """503, from imini or a gateway: nothing was accepted."""

    kind = FailureKind.BUSY


class ServerError(ApiError):
    """The platform or the model behind it failed, as imini itself says."""

    kind = FailureKind.BUSY


class Declined(ApiError):
    """imini's own refusal, with a code and a status that are on no list."""

    kind = FailureKind.DECLINED


class NotPassedOn(ApiError):
    """A redirect or a 4xx that is not imini's: something in between kept the request, so nothing was accepted."""

    kind = FailureKind.BLOCKED

    def __str__(self) -> str:
        return f"HTTP {self.status} from a gateway, without imini's error envelope"


_MEANINGS: tuple[tuple[type[ApiError], tuple[str, ...]], ...] = (
    (
        PromptRefused,
        ("INVALID_PROMPT", "MODERAT", "POLICY", "CONTENT_FILTER", "SAFETY", "SENSITIVE", "NSFW", "PROHIBITED"),
    ),
    (RateLimited, ("RATE_LIMIT", "TOO_MANY_REQUESTS")),
    (KeyRefused, ("UNAUTHORIZED", "API_KEY")),
    (OutOfCredits, ("CREDIT", "BALANCE", "BILLING", "PAYMENT")),
    (AccountRefused, ("ACCOUNT",)),
    (TaskNotFound, ("TASK_NOT_FOUND",)),
    (InvalidRequest, ("INVALID_PARAMETER", "INVALID_REQUEST", "INVALID_IMAGE", "VALIDATION")),
    (ServerError, ("INTERNAL", "UPSTREAM", "TIMEOUT", "TIMED_OUT", "OVERLOAD", "UNAVAILABLE")),
)
"""What a code means that has one of these words in it; the first row that fits counts."""

_BY_STATUS: dict[int, type[ApiError]] = {
    400: InvalidRequest,
    401: KeyRefused,
    402: OutOfCredits,
    404: TaskNotFound,
    410: TaskNotFound,
    413: InvalidRequest,
    415: InvalidRequest,
    422: InvalidRequest,
    429: RateLimited,
    503: Unavailable,
}


def refusal(status: int, code: str) -> type[ApiError]:
    """What an error envelope says: its ``code`` first, and the ``status`` where the code is on no list."""
    known = _meaning(code)
    if known and not (known is ServerError and status in {429, 503}):
        return known
    if status == 403:
        return _forbidden(code)
    return _BY_STATUS.get(status, ServerError if status >= 500 else Declined)


def _forbidden(code: str) -> type[ApiError]:
    """A 403 is about the account, or about this one request; a code that is on no list must not lock everybody out."""
    return AccountRefused if code.upper() == "FORBIDDEN" or "QUOTA" in code.upper() else Declined


def _meaning(code: str) -> type[ApiError] | None:
    normal = code.upper().replace("-", "_").replace(" ", "_")
    return next((error for error, words in _MEANINGS if any(word in normal for word in words)), None)


@dataclass(eq=False)
class TaskFailed(ProviderError):
    """imini gave the task up; final, a new submit is a new task."""

    code: str = ""
    message: str = ""
    request_id: str = ""

    def __post_init__(self) -> None:
        known = _meaning(self.code)
        self.kind = known.kind if known else FailureKind.UNFINISHED

    def __str__(self) -> str:
        return f"the task failed, {self.code or '(no code)'}: {self.message} (request_id {self.request_id or '-'})"
