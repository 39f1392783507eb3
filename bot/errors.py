"""Everything that can go wrong, as one small tree. Errors carry data; the words are in ``bot/locales``.

ImagineError
├── Refusal                 before anything was sent or charged
│   ├── BadOption           an option imini would refuse
│   ├── BadAttachment       a file that is no usable image or prompt
│   ├── QuotaExceeded       not enough credits left in the window
│   ├── TooManyRunning      the member's running jobs are at the cap
│   ├── QueueFull           the bot has as many jobs as it can hold
│   ├── Paused              imini refuses the host's account, or the bot is stopping
│   ├── JournalUnavailable  jobs can't be written to disk, so none are taken
│   ├── MissingPermission   Discord would refuse the delivery
│   ├── UnknownJob          no such job is known (any more)
│   ├── NotAllowed          only the requester or a moderator may do that
│   ├── NotNow              the job can't be cancelled at this moment
│   └── NothingSharper      the picture is at the top of resolution and quality
└── JobError                after a job was accepted; has a FailureKind
    ├── ApiError            imini answered with an error
    │   ├── InvalidRequest  400, a field is wrong
    │   ├── PromptRefused   400, content policy
    │   ├── KeyRefused      401
    │   ├── OutOfCredits    402
    │   ├── AccountRefused  403
    │   ├── TaskNotFound    404
    │   ├── RateLimited     429
    │   ├── Unavailable     503, certain that nothing was accepted
    │   ├── ServerError     any other 5xx
    │   └── UnexpectedStatus
    ├── Unreachable         never connected: certain that nothing was accepted
    ├── ConnectionLost      connected, but no whole answer came back
    ├── BadAnswer           an answer that is not what the API documents
    ├── SubmitUncertain     the task may exist and may be billed
    ├── TaskFailed          imini gave the task up
    ├── TimedOut            no result before the deadline
    ├── NoPictures          the task succeeded, but nothing could be fetched
    ├── DownloadFailed      one picture could not be fetched
    ├── InputUnreadable     a reference turned out to be unusable
    ├── NotDeliverable      Discord lets the bot show the pictures nowhere
    └── StorageFailed       the journal failed before anything was spent
"""

from dataclasses import dataclass
from enum import StrEnum


class FailureKind(StrEnum):
    """The closed list of ways in which an accepted job can fail."""

    BAD_INPUT = "bad_input"
    MODERATION = "moderation"
    QUOTA = "quota"
    OUT_OF_CREDITS = "out_of_credits"
    KEY_REFUSED = "key_refused"
    BUSY = "busy"
    TIMED_OUT = "timed_out"
    UNDELIVERABLE = "undeliverable"
    BUG = "bug"


class ImagineError(Exception):
    """Base of every error that this bot raises on purpose."""


class Refusal(ImagineError):
    """The request was not taken: nothing was sent, nothing was charged."""

    key: str


@dataclass(eq=False)
class BadOption(Refusal):
    """``field`` breaks ``rule`` (pydantic's error type); ``detail`` is pydantic's own sentence, for the log."""

    key = "refusal-option"
    field: str
    rule: str
    detail: str = ""


class AttachmentProblem(StrEnum):
    """Why an attachment can't be used."""

    NOT_AN_IMAGE = "not-an-image"
    EMPTY = "empty"
    TOO_LARGE = "too-large"
    TOO_MANY_PIXELS = "too-many-pixels"
    NOT_TEXT = "not-text"
    UNREADABLE = "unreadable"


@dataclass(eq=False)
class BadAttachment(Refusal):
    """The attachment of ``option`` can't be used. ``limit`` is in MB, megapixels or characters, as the problem says."""

    key = "refusal-attachment"
    option: str
    filename: str
    problem: AttachmentProblem
    limit: int = 0


@dataclass(eq=False)
class QuotaExceeded(Refusal):
    """``needed`` credits asked, ``left`` there; ``next_at`` (epoch seconds) is when enough are back, None if never."""

    key = "refusal-quota"
    needed: int
    left: int
    limit: int
    next_at: float | None


@dataclass(eq=False)
class TooManyRunning(Refusal):
    """The member already has ``limit`` jobs running."""

    key = "refusal-running"
    limit: int


class QueueFull(Refusal):
    """The bot holds as many open jobs as ``MAX_OPEN_JOBS`` allows."""

    key = "refusal-busy"


@dataclass(eq=False)
class Paused(Refusal):
    """Intake is closed: ``reason`` is the account failure that closed it, or None while the bot stops."""

    key = "refusal-paused"
    reason: FailureKind | None
    until: float | None = None


class JournalUnavailable(Refusal):
    """The journal can't be written, so a job taken now could be lost."""

    key = "refusal-journal"


@dataclass(eq=False)
class MissingPermission(Refusal):
    """Discord says that the bot lacks ``permissions`` (Discord's names) where it was asked."""

    key = "refusal-permission"
    permissions: tuple[str, ...]


class UnknownJob(Refusal):
    """No such job is known (any more): it was forgotten after ``RETENTION_DAYS``, or erased."""

    key = "refusal-unknown-job"


class NotAllowed(Refusal):
    """Only the requester, or a member who may manage messages, may do that."""

    key = "refusal-not-allowed"


class NotNow(Refusal):
    """The job is being sent right now, or has ended: it can't be cancelled."""

    key = "refusal-not-now"


class NothingSharper(Refusal):
    """The picture is at the top of resolution and quality already."""

    key = "refusal-sharpest"


class JobError(ImagineError):
    """An accepted job can't go on. ``kind`` decides what the member and the host are told."""

    kind: FailureKind = FailureKind.BUG
    code: str = ""
    message: str = ""
    request_id: str = ""


@dataclass(eq=False)
class ApiError(JobError):
    """imini answered with an error; ``retry_after`` in seconds, if the answer named one."""

    status: int = 0
    code: str = ""
    message: str = ""
    request_id: str = ""
    retry_after: float | None = None

    def __str__(self) -> str:
        return f"HTTP {self.status} {self.code or '(no code)'}: {self.message} (request_id {self.request_id or '-'})"


class InvalidRequest(ApiError):
    """400: a field is wrong."""

    kind = FailureKind.BAD_INPUT


class PromptRefused(ApiError):
    """400: the prompt is against the content policy."""

    kind = FailureKind.MODERATION


class KeyRefused(ApiError):
    """401: the key is missing, wrong or revoked."""

    kind = FailureKind.KEY_REFUSED


class OutOfCredits(ApiError):
    """402: the host's balance is too low."""

    kind = FailureKind.OUT_OF_CREDITS


class AccountRefused(ApiError):
    """403: forbidden, or the account's own quota is used up."""

    kind = FailureKind.OUT_OF_CREDITS


class TaskNotFound(ApiError):
    """404: the task is unknown or has expired."""

    kind = FailureKind.UNDELIVERABLE


class RateLimited(ApiError):
    """429: slow down."""

    kind = FailureKind.BUSY


class Unavailable(ApiError):
    """503: imini took nothing."""

    kind = FailureKind.BUSY


class ServerError(ApiError):
    """Any other 5xx: the platform or the model behind it failed."""

    kind = FailureKind.BUSY


class UnexpectedStatus(ApiError):
    """A status the API does not document."""


@dataclass(eq=False)
class Unreachable(JobError):
    """No connection could be made, so nothing was accepted."""

    kind = FailureKind.BUSY
    message: str = ""


@dataclass(eq=False)
class ConnectionLost(JobError):
    """The connection was made, but no whole answer came back."""

    kind = FailureKind.BUSY
    message: str = ""


@dataclass(eq=False)
class BadAnswer(JobError):
    """The answer is not what the API documents (HTML, half a body, a missing field)."""

    status: int = 0
    message: str = ""


@dataclass(eq=False)
class SubmitUncertain(JobError):
    """The submit may have been accepted, and may be billed; it is never repeated."""

    message: str = ""


# Codes that mean "content policy", wherever they come from: the submit's 400 or a failed task.
# imini documents INVALID_PROMPT alone; the others are the words its upstream models use.
MODERATION_WORDS = ("INVALID_PROMPT", "MODERATION", "CONTENT_POLICY", "SAFETY", "SENSITIVE", "NSFW")


def is_moderation(code: str) -> bool:
    """Whether an error ``code`` says that the prompt or the picture was refused by policy."""
    return any(word in code.upper() for word in MODERATION_WORDS)


@dataclass(eq=False)
class TaskFailed(JobError):
    """imini gave the task up; final, a new submit is a new task."""

    code: str = ""
    message: str = ""
    request_id: str = ""

    def __post_init__(self) -> None:
        self.kind = FailureKind.MODERATION if is_moderation(self.code) else FailureKind.BUSY


@dataclass(eq=False)
class TimedOut(JobError):
    """No result came within ``seconds`` of the submit."""

    kind = FailureKind.TIMED_OUT
    seconds: float = 0.0


@dataclass(eq=False)
class NoPictures(JobError):
    """The task succeeded, but not one picture could be had."""

    kind = FailureKind.UNDELIVERABLE
    message: str = ""


@dataclass(eq=False)
class DownloadFailed(JobError):
    """One picture could not be fetched; ``transient`` says whether another try may help."""

    kind = FailureKind.UNDELIVERABLE
    message: str = ""
    transient: bool = False


@dataclass(eq=False)
class InputUnreadable(JobError):
    """A reference turned out to be unusable once its bytes were read."""

    kind = FailureKind.BAD_INPUT
    problem: BadAttachment


@dataclass(eq=False)
class NotDeliverable(JobError):
    """Discord lets the bot show the pictures nowhere; ``message`` says what it answered last."""

    kind = FailureKind.UNDELIVERABLE
    message: str = ""


@dataclass(eq=False)
class StorageFailed(JobError):
    """The journal could not be written before the submit, so nothing was sent."""

    message: str = ""
