"""Why an action on a job is refused, and why an accepted job fails."""

import asyncio
from dataclasses import dataclass

from bot.errors import FailureKind, JobFailed, StorageError, UserError
from bot.requests.errors import BadAttachment, FileProblem


class TakenOver(asyncio.CancelledError):
    """Another run works on the job, so its task ends here: it sends, shows, refunds and stores nothing any more."""


class IdTaken(StorageError):
    """Another job has this id."""


class JobsUnwritable(UserError):
    """Jobs can't be written to the database, so a job accepted now could be lost."""

    code = "refusal-jobs-unwritable"


@dataclass(eq=False)
class MissingPermission(UserError):
    """The bot lacks ``permissions`` (by discord.py's names) in the channel of the request."""

    code = "refusal-permission"
    permissions: tuple[str, ...]


class UnknownJob(UserError):
    """No such job is stored: it never existed, was deleted after ``RETENTION_DAYS``, or was erased by its requester."""

    code = "refusal-unknown-job"


class UnknownTask(UserError):
    """No job with the ID that a member gave is stored, or it is not theirs to see."""

    code = "refusal-unknown-task"


class ShowsNoJob(UserError):
    """The message shows no job of the bot's, or not yet."""

    code = "refusal-shows-no-job"


class UnknownPicture(UserError):
    """The job has no such picture, or none yet."""

    code = "refusal-unknown-picture"


class Removed(UserError):
    """A moderator of this server removed the job's messages, so nothing of it may be shown there again."""

    code = "refusal-removed"


class DeletedMeanwhile(UserError):
    """The message was deleted after the panel about it had been opened."""

    code = "refusal-deleted"


class WordsBlocked(UserError):
    """Discord (AutoMod) blocks the member's text in this channel."""

    code = "refusal-blocked"


class PermissionDenied(UserError):
    """Only the requester or a moderator (Manage Messages) may do this."""

    code = "refusal-not-allowed"


class NotRequester(PermissionDenied):
    """Only the requester may do this, not even a moderator."""

    code = "refusal-not-requester"


class CannotCancel(UserError):
    """The job is being submitted or has ended, so it can't be cancelled."""

    code = "refusal-not-now"


class AlreadyFetched(UserError):
    """The pictures are being fetched again already, or have arrived."""

    code = "refusal-already-fetched"


@dataclass(eq=False)
class TooSoon(UserError):
    """The pictures were posted a moment ago. They may be posted again from ``at`` (epoch seconds) on."""

    code = "refusal-too-soon"
    at: float


@dataclass(eq=False)
class AlreadyPicked(UserError):
    """The picker has made its one job. ``url`` is the job's card, empty if only its requester sees it."""

    code = "refusal-picked"
    url: str


class ProviderError(JobFailed):
    """The provider reports an error; ``code``, ``message`` and ``request_id`` are from its response."""


@dataclass(eq=False)
class TimedOut(JobFailed):
    """There was no result ``seconds`` after the submit (``TASK_TIMEOUT``)."""

    kind = FailureKind.TIMED_OUT
    seconds: float = 0.0

    def __str__(self) -> str:
        return f"no result within {self.seconds:.0f} s"


@dataclass(eq=False)
class InputUnreadable(JobFailed):
    """A reference's bytes turned out to be unusable after the job was accepted."""

    kind = FailureKind.BAD_INPUT
    problem: BadAttachment

    @property
    def file(self) -> FileProblem:
        return self.problem.file

    def __str__(self) -> str:
        return f"{self.problem.option}: {self.problem.problem}"


@dataclass(eq=False)
class NotDeliverable(JobFailed):
    """Discord lets the bot show the pictures nowhere; ``message`` is the last refusal."""

    kind = FailureKind.UNDELIVERABLE
    message: str = ""


class CardDeleted(NotDeliverable):
    """Somebody deleted the card of a running job; Discord does not say who."""

    kind = FailureKind.CARD_DELETED


@dataclass(eq=False)
class StorageFailed(JobFailed):
    """The job could not be written to the database before the submit, so it was not sent."""

    message: str = ""
