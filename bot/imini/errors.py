"""What imini refuses, and why: by the code of its error envelope, then by the status of the answer.

Source: https://docs.imini.ai (error codes). The codes may change, and those of the models behind imini come through.
"""

from dataclasses import dataclass
from typing import NamedTuple

from bot.errors import FailureKind, JobFailed, UserError
from bot.jobs.errors import ProviderError


@dataclass(eq=False)
class IntakePaused(UserError):
    """Intake is closed: ``reason`` is the account failure that closed it, or None while the bot stops."""

    code = "refusal-paused"
    reason: FailureKind | None
    until: float | None = None


@dataclass(eq=False)
class Unreachable(JobFailed):
    """No connection could be made, so nothing was accepted."""

    kind = FailureKind.BUSY
    message: str = ""


@dataclass(eq=False)
class CutOff(JobFailed):
    """The request broke off before its last byte had left, so it can't have been accepted."""

    kind = FailureKind.BUSY
    message: str = ""


@dataclass(eq=False)
class ConnectionLost(JobFailed):
    """The request was sent, but no whole answer came back."""

    kind = FailureKind.BUSY
    message: str = ""


@dataclass(eq=False)
class BadResponse(JobFailed):
    """The answer is not what the API documents: a gateway's 5xx page, half a body, a missing field."""

    status: int = 0
    message: str = ""


@dataclass(eq=False)
class SubmitUncertain(JobFailed):
    """The submit may have been accepted, and may be billed; it is never repeated."""

    message: str = ""


@dataclass(eq=False)
class ApiError(ProviderError):
    """A call was answered with an error; ``retry_after`` in seconds, if the answer named one.

    Only what the code treats in a way of its own is a class below this one; for the others ``kind`` is enough.
    """

    status: int = 0
    code: str = ""
    message: str = ""
    request_id: str = ""
    retry_after: float | None = None
    kind: FailureKind = FailureKind.DECLINED

    def __str__(self) -> str:
        return f"HTTP {self.status} {self.code or '(no code)'}: {self.message} (request_id {self.request_id or '-'})"


@dataclass(eq=False)
class InvalidRequest(ApiError):
    """A field is wrong."""

    kind: FailureKind = FailureKind.BAD_INPUT


@dataclass(eq=False)
class PromptRefused(ApiError):
    """The prompt is against the content policy."""

    kind: FailureKind = FailureKind.MODERATION


@dataclass(eq=False)
class AccountRefused(ApiError):
    """The host's account is refused, whatever the request: its key, its balance, its own quota, or all of it."""

    kind: FailureKind = FailureKind.OUT_OF_CREDITS


@dataclass(eq=False)
class TaskNotFound(ApiError):
    """The task is unknown or has expired."""

    kind: FailureKind = FailureKind.UNDELIVERABLE


@dataclass(eq=False)
class RateLimited(ApiError):
    """Slow down; whoever says so, imini or a gateway."""

    kind: FailureKind = FailureKind.BUSY


@dataclass(eq=False)
class Unavailable(ApiError):
    """503, from imini or a gateway: nothing was accepted."""

    kind: FailureKind = FailureKind.BUSY


@dataclass(eq=False)
class NotPassedOn(ApiError):
    """A redirect or a 4xx that is not imini's: something in between kept the request, so nothing was accepted."""

    kind: FailureKind = FailureKind.BLOCKED

    def __str__(self) -> str:
        return f"HTTP {self.status} from a gateway, without imini's error envelope"


class _Row(NamedTuple):
    """An error, a word in its ``code`` that tells it, and the statuses that tell it where the code is on no list."""

    error: ApiError
    code_parts: tuple[str, ...]
    statuses: tuple[int, ...] = ()


_BROKEN = ApiError(kind=FailureKind.BUSY)
"""The platform or the model behind it failed, as imini itself says."""


_ROWS = (
    _Row(
        PromptRefused(),
        ("INVALID_PROMPT", "MODERAT", "POLICY", "CONTENT_FILTER", "SAFETY", "SENSITIVE", "NSFW", "PROHIBITED"),
    ),
    _Row(RateLimited(), ("RATE_LIMIT", "TOO_MANY_REQUESTS"), (429,)),
    _Row(AccountRefused(kind=FailureKind.KEY_REFUSED), ("UNAUTHORIZED", "API_KEY"), (401,)),
    _Row(AccountRefused(), ("CREDIT", "BALANCE", "BILLING", "PAYMENT", "ACCOUNT"), (402,)),
    _Row(TaskNotFound(), ("TASK_NOT_FOUND",), (404, 410)),
    _Row(
        InvalidRequest(),
        ("INVALID_PARAMETER", "INVALID_REQUEST", "INVALID_IMAGE", "VALIDATION"),
        (400, 413, 415, 422),
    ),
    _Row(Unavailable(), (), (503,)),
    _Row(_BROKEN, ("INTERNAL", "UPSTREAM", "TIMEOUT", "TIMED_OUT", "OVERLOAD", "UNAVAILABLE")),
)
"""All that imini's error envelope can mean; the first row that fits counts."""


def error_for(status: int, code: str) -> ApiError:
    """The error, still blank, that an envelope stands for: by its ``code``, else by the ``status``."""
    known = _by_code(code)
    if known and not (known is _BROKEN and status in {429, 503}):
        return known
    if status == 403:
        return _forbidden(code)
    unlisted = _BROKEN if status >= 500 else ApiError()
    return next((row.error for row in _ROWS if status in row.statuses), unlisted)


def _forbidden(code: str) -> ApiError:
    """A 403 is about the account, or about this one request; a code that is on no list must not lock everybody out."""
    return AccountRefused() if code.upper() == "FORBIDDEN" or "QUOTA" in code.upper() else ApiError()


def _by_code(code: str) -> ApiError | None:
    normal = code.upper().replace("-", "_").replace(" ", "_")
    return next((row.error for row in _ROWS if any(word in normal for word in row.code_parts)), None)


@dataclass(eq=False)
class TaskFailed(ProviderError):
    """imini gave the task up for good; another submit makes another task."""

    code: str = ""
    message: str = ""
    request_id: str = ""

    def __post_init__(self) -> None:
        known = _by_code(self.code)
        self.kind = known.kind if known else FailureKind.UNFINISHED

    def __str__(self) -> str:
        return f"the task failed, {self.code or '(no code)'}: {self.message} (request_id {self.request_id or '-'})"
