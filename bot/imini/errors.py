"""Errors of calls to imini: chosen by the code of its error envelope, else by the HTTP status.

Source: https://docs.imini.ai (error codes). Codes may change, and those of upstream models are passed through, so they
are matched by parts of words.
"""

from dataclasses import dataclass
from typing import NamedTuple

from bot.errors import FailureKind, JobFailed, UserError
from bot.jobs.errors import ProviderError


@dataclass(eq=False)
class IntakePaused(UserError):
    """No new jobs until ``until`` (epoch seconds): imini refuses the account for ``reason``; None if the bot stops."""

    code = "refusal-paused"
    reason: FailureKind | None
    until: float | None = None


@dataclass(eq=False)
class Unreachable(JobFailed):
    """No connection could be opened, so nothing was accepted."""

    kind = FailureKind.BUSY
    message: str = ""


@dataclass(eq=False)
class CutOff(JobFailed):
    """The connection broke before the last byte of the request was sent, so it can't have been accepted."""

    kind = FailureKind.BUSY
    message: str = ""


@dataclass(eq=False)
class ConnectionLost(JobFailed):
    """The request was sent, but no complete response came back."""

    kind = FailureKind.BUSY
    message: str = ""


@dataclass(eq=False)
class BadResponse(JobFailed):
    """The response is not what the API documents: a gateway's 5xx page, a truncated body, a missing field."""

    status: int = 0
    message: str = ""


@dataclass(eq=False)
class SubmitUncertain(JobFailed):
    """The submit may have been accepted and billed, so it is never repeated."""

    message: str = ""


@dataclass(eq=False)
class ApiError(ProviderError):
    """The response is an error; ``retry_after`` is in seconds, None if the response named none.

    Errors have a subclass only where the code branches on them; for the others ``kind`` is enough.
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
    """A field of the request is invalid."""

    kind: FailureKind = FailureKind.BAD_INPUT


@dataclass(eq=False)
class PromptRefused(ApiError):
    """The content policy blocks the prompt."""

    kind: FailureKind = FailureKind.MODERATION


@dataclass(eq=False)
class AccountRefused(ApiError):
    """imini refuses the host's account for any request: its key, its balance, its own quota, or all of it."""

    kind: FailureKind = FailureKind.OUT_OF_CREDITS


@dataclass(eq=False)
class TaskNotFound(ApiError):
    """imini does not know the task, or no longer does."""

    kind: FailureKind = FailureKind.UNDELIVERABLE


@dataclass(eq=False)
class RateLimited(ApiError):
    """429, from imini or a gateway: nothing was accepted."""

    kind: FailureKind = FailureKind.BUSY


@dataclass(eq=False)
class Unavailable(ApiError):
    """503, from imini or a gateway: nothing was accepted."""

    kind: FailureKind = FailureKind.BUSY


@dataclass(eq=False)
class NotPassedOn(ApiError):
    """A redirect or 4xx of a gateway, which did not forward the request, so nothing was accepted."""

    kind: FailureKind = FailureKind.BLOCKED

    def __str__(self) -> str:
        return f"HTTP {self.status} from a gateway, without imini's error envelope"


class _Row(NamedTuple):
    """An error, parts of the codes that mean it, and the statuses that mean it if the code matches no row."""

    error: ApiError
    code_parts: tuple[str, ...]
    statuses: tuple[int, ...] = ()


_BROKEN = ApiError(kind=FailureKind.BUSY)
"""imini or the model behind it failed, by imini's own account."""


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
"""The first matching row counts."""


def error_for(status: int, code: str) -> ApiError:
    """The error for an envelope, by its ``code``, else by ``status``; the caller fills in the details."""
    listed = _by_code(code)
    # The statuses 429 and 503 are more exact than a general code such as UPSTREAM_ERROR: nothing was accepted.
    if listed and not (listed is _BROKEN and status in {429, 503}):
        return listed
    if status == 403:
        return _forbidden(code)
    unlisted = _BROKEN if status >= 500 else ApiError()
    return next((row.error for row in _ROWS if status in row.statuses), unlisted)


def _forbidden(code: str) -> ApiError:
    """The error for a 403 with an unlisted code: about the request unless it says FORBIDDEN or names a quota.

    Taking it for the account's would stop the jobs of all members.
    """
    return AccountRefused() if code.upper() == "FORBIDDEN" or "QUOTA" in code.upper() else ApiError()


def _by_code(code: str) -> ApiError | None:
    normal = code.upper().replace("-", "_").replace(" ", "_")
    return next((row.error for row in _ROWS if any(word in normal for word in row.code_parts)), None)


@dataclass(eq=False)
class TaskFailed(ProviderError):
    """imini gave up the task for good. Another submit creates another task."""

    code: str = ""
    message: str = ""
    request_id: str = ""

    def __post_init__(self) -> None:
        listed = _by_code(self.code)
        self.kind = listed.kind if listed else FailureKind.UNFINISHED

    def __str__(self) -> str:
        return f"task failed, {self.code or '(no code)'}: {self.message} (request_id {self.request_id or '-'})"
