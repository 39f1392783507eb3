"""Why something can't be done with a job, and why an accepted one can't go on."""

from dataclasses import dataclass

from bot.errors import FailureKind, JobFailed, UserError
from bot.requests.errors import BadAttachment, FileProblem


class JobsUnwritable(UserError):
    """The journal can't be written, so a job accepted now could be lost."""

    code = "refusal-jobs-unwritable"


@dataclass(eq=False)
class MissingPermission(UserError):
    """Discord says that the bot lacks ``permissions`` (Discord's names) where it was asked."""

    code = "refusal-permission"
    permissions: tuple[str, ...]


class UnknownJob(UserError):
    """No such job is stored: there never was one, or it was deleted after ``RETENTION_DAYS``, or erased."""

    code = "refusal-unknown-job"


class UnknownPicture(UserError):
    """The job has no such picture, or none yet."""

    code = "refusal-unknown-picture"


class Removed(UserError):
    """A moderator of this server removed what showed the job, so nothing of it is shown there again."""

    code = "refusal-removed"


class WordsBlocked(UserError):
    """Discord does not let the member's words be shown there."""

    code = "refusal-blocked"


class PermissionDenied(UserError):
    """Only the requester, or a member who may manage messages, may do that."""

    code = "refusal-not-allowed"


class NotRequester(PermissionDenied):
    """Only the requester may do that, and no moderator."""

    code = "refusal-not-requester"


class CannotCancel(UserError):
    """The job is being sent right now, or has ended: it can't be cancelled."""

    code = "refusal-not-now"


class AlreadyFetched(UserError):
    """Pictures that were requested once more are on their way, or have arrived."""

    code = "refusal-already-fetched"


@dataclass(eq=False)
class TooSoon(UserError):
    """The pictures were posted a moment ago; they may be again from ``at`` (epoch seconds) on."""

    code = "refusal-too-soon"
    at: float


@dataclass(eq=False)
class AlreadyPicked(UserError):
    """The picker has made a job, whose card is at ``url`` (empty where only its requester sees it)."""

    code = "refusal-picked"
    url: str


class ProviderError(JobFailed):
    """The provider itself says that it won't or can't: ``code``, ``message`` and ``request_id`` are its words."""


@dataclass(eq=False)
class TimedOut(JobFailed):
    """No result came within ``seconds`` of the submit."""

    kind = FailureKind.TIMED_OUT
    seconds: float = 0.0

    def __str__(self) -> str:
        return f"no result within {self.seconds:.0f} s"


@dataclass(eq=False)
class InputUnreadable(JobFailed):
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
class NotDeliverable(JobFailed):
    """Discord lets the bot show the pictures nowhere; ``message`` says what it answered last."""

    kind = FailureKind.UNDELIVERABLE
    message: str = ""


class CardDeleted(NotDeliverable):
    """Somebody deleted the card while its job was under way; Discord does not tell who."""

    kind = FailureKind.CARD_DELETED


@dataclass(eq=False)
class StorageFailed(JobFailed):
    """The journal could not be written before the submit, so nothing was sent."""

    message: str = ""
