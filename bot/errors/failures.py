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


class ProviderError(JobError):
    """The provider itself says that it won't or can't: ``code``, ``message`` and ``request_id`` are its words."""


@dataclass(eq=False)
class Unreachable(JobError):
    """No connection could be made, so nothing was accepted."""

    kind = FailureKind.BUSY
    message: str = ""


@dataclass(eq=False)
class CutOff(JobError):
    """The request broke off before its last byte had left, so it can't have been accepted."""

    kind = FailureKind.BUSY
    message: str = ""


@dataclass(eq=False)
class ConnectionLost(JobError):
    """The request was sent, but no whole answer came back."""

    kind = FailureKind.BUSY
    message: str = ""


@dataclass(eq=False)
class BadAnswer(JobError):
    """The answer is not what the API documents: a gateway's 5xx page, half a body, a missing field."""

    status: int = 0
    message: str = ""


@dataclass(eq=False)
class SubmitUncertain(JobError):
    """The submit may have been accepted, and may be billed; it is never repeated."""

    message: str = ""


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
