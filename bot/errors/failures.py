"""Why an accepted job can't go on."""

from dataclasses import dataclass

from bot.errors.kinds import FailureKind, ImagineError
from bot.errors.refusals import BadAttachment, FileProblem


class JobError(ImagineError):
    """An accepted job can't go on. ``kind`` decides what the member and the host are told."""

    kind: FailureKind = FailureKind.BUG
    code: str = ""
    message: str = ""
    request_id: str = ""

    def __str__(self) -> str:
        details = [part for part in (self.code, self.message) if part] or map(str, self.args)
        return " ".join((type(self).__name__, *details))


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

    def __str__(self) -> str:
        return f"no result within {self.seconds:.0f} s"


@dataclass(eq=False)
class NoPictures(JobError):
    """The task succeeded, but not one picture could be had."""

    kind = FailureKind.UNDELIVERABLE
    message: str = ""


@dataclass(eq=False)
class DownloadFailed(JobError):
    """A file could not be fetched; ``transient`` says whether another try may help, ``too_large`` that it is there."""

    kind = FailureKind.UNDELIVERABLE
    message: str = ""
    transient: bool = False
    too_large: bool = False


@dataclass(eq=False)
class InputUnreadable(JobError):
    """A reference turned out to be unusable once its bytes were read."""

    kind = FailureKind.BAD_INPUT
    problem: BadAttachment

    @property
    def file(self) -> FileProblem:
        """What is wrong with which file."""
        return self.problem.file

    def __str__(self) -> str:
        return f"{self.problem.option}: {self.problem.problem}"


@dataclass(eq=False)
class NotDeliverable(JobError):
    """Discord lets the bot show the pictures nowhere; ``message`` says what it answered last."""

    kind = FailureKind.UNDELIVERABLE
    message: str = ""


class CardDeleted(NotDeliverable):
    """Somebody deleted the card while its job was under way; Discord does not tell who."""

    kind = FailureKind.CARD_DELETED


@dataclass(eq=False)
class StorageFailed(JobError):
    """The journal could not be written before the submit, so nothing was sent."""

    message: str = ""
