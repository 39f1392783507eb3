"""Why something can't be done with a job, and why an accepted one can't go on."""

from dataclasses import dataclass

from bot.errors import FailureKind, JobError, Refusal
from bot.requests.errors import BadAttachment, FileProblem


class JournalUnavailable(Refusal):
    """The journal can't be written, so a job accepted now could be lost."""

    key = "refusal-journal"


@dataclass(eq=False)
class MissingPermission(Refusal):
    """Discord says that the bot lacks ``permissions`` (Discord's names) where it was asked."""

    key = "refusal-permission"
    permissions: tuple[str, ...]


class UnknownJob(Refusal):
    """No such job is stored: there never was one, or it was deleted after ``RETENTION_DAYS``, or erased."""

    key = "refusal-unknown-job"


class UnknownPicture(Refusal):
    """The job has no such picture, or none yet."""

    key = "refusal-unknown-picture"


class Removed(Refusal):
    """A moderator of this server removed what showed the job, so nothing of it is shown there again."""

    key = "refusal-removed"


class WordsBlocked(Refusal):
    """Discord does not let the member's words be shown there."""

    key = "refusal-blocked"


class NotAllowed(Refusal):
    """Only the requester, or a member who may manage messages, may do that."""

    key = "refusal-not-allowed"


class NotRequester(NotAllowed):
    """Only the requester may do that, and no moderator."""

    key = "refusal-not-requester"


class NotNow(Refusal):
    """The job is being sent right now, or has ended: it can't be cancelled."""

    key = "refusal-not-now"


class AlreadyFetched(Refusal):
    """Pictures that were requested once more are on their way, or have arrived."""

    key = "refusal-already-fetched"


@dataclass(eq=False)
class TooSoon(Refusal):
    """The pictures were posted a moment ago; they may be again from ``at`` (epoch seconds) on."""

    key = "refusal-too-soon"
    at: float


@dataclass(eq=False)
class AlreadyPicked(Refusal):
    """The picker has made a job, whose card is at ``url`` (empty where only its requester sees it)."""

    key = "refusal-picked"
    url: str


class ProviderError(JobError):
    """The provider itself says that it won't or can't: ``code``, ``message`` and ``request_id`` are its words."""


@dataclass(eq=False)
class TimedOut(JobError):
    """No result came within ``seconds`` of the submit."""

    kind = FailureKind.TIMED_OUT
    seconds: float = 0.0

    def __str__(self) -> str:
        return f"no result within {self.seconds:.0f} s"


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
