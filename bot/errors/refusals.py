"""Why a request was refused."""

from dataclasses import dataclass
from enum import StrEnum

from bot.errors.kinds import FailureKind, ImagineError


class Refusal(ImagineError):
    """The request is refused: nothing was sent, nothing was charged."""

    key: str


@dataclass(eq=False)
class BadOption(Refusal):
    """``field`` breaks ``rule``: pydantic's error type, or ``model`` where the host's model does not offer it.

    ``detail`` is pydantic's own sentence, for the log; ``limit`` is the model's, where that is below imini's.
    """

    key = "refusal-option"
    field: str
    rule: str
    detail: str = ""
    limit: int | None = None


class AttachmentProblem(StrEnum):
    """Why an attachment can't be used."""

    NOT_AN_IMAGE = "not-an-image"
    HEIC = "heic"
    AVIF = "avif"
    DAMAGED = "damaged"
    EMPTY = "empty"
    TOO_LARGE = "too-large"
    TOO_MANY_PIXELS = "too-many-pixels"
    NOT_TEXT = "not-text"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class FileProblem:
    """What is wrong with the file ``filename`` of ``option``.

    ``limit`` is in MB, megapixels or characters, as the problem says.
    """

    option: str
    filename: str
    problem: AttachmentProblem
    limit: int = 0


@dataclass(eq=False)
class BadAttachment(Refusal):
    """An attachment can't be used; its values are those of FileProblem."""

    key = "refusal-attachment"
    option: str
    filename: str
    problem: AttachmentProblem
    limit: int = 0

    @property
    def file(self) -> FileProblem:
        """The problem as plain data, which a job can keep."""
        return FileProblem(self.option, self.filename, self.problem, self.limit)


@dataclass(eq=False)
class QuotaExceeded(Refusal):
    """``needed`` credits, of which ``left`` are there; enough are back at ``next_at`` (epoch seconds), or never."""

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
    """The bot holds as many open jobs as ``MAX_OPEN_JOBS`` allows, or as many as this member or server may have."""

    key = "refusal-busy"


@dataclass(eq=False)
class Paused(Refusal):
    """Intake is closed: ``reason`` is the account failure that closed it, or None while the bot stops."""

    key = "refusal-paused"
    reason: FailureKind | None
    until: float | None = None


class JournalUnavailable(Refusal):
    """The journal can't be written, so a job accepted now could be lost."""

    key = "refusal-journal"


class StorageUnavailable(Refusal):
    """What is stored can't be read, or nothing can be written there."""

    key = "refusal-storage"


class DefaultsUnreadable(StorageUnavailable):
    """What the member has chosen can't be read: without it, what is private could become public."""

    key = "refusal-defaults"


class FilesUnwritable(Refusal):
    """A file of the member's can't be written to disk, where it would be looked at."""

    key = "refusal-files"


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
class TooManyDeclined(Refusal):
    """The member has had ``limit`` requests declined lately, and may try again at ``until`` (epoch seconds)."""

    key = "refusal-declined"
    limit: int
    until: float


@dataclass(eq=False)
class TooSoon(Refusal):
    """The pictures were posted a moment ago; they may be again from ``at`` (epoch seconds) on."""

    key = "refusal-too-soon"
    at: float


class StillFetching(Refusal):
    """The member waits for a search, an export, originals or a re-post, which are free and so have to be bounded."""

    key = "refusal-still-fetching"


@dataclass(eq=False)
class AlreadyPicked(Refusal):
    """The picker has made a job, whose card is at ``url`` (empty where only its requester sees it)."""

    key = "refusal-picked"
    url: str


class NotSaved(Refusal):
    """What a member chose or wanted erased could not be written to disk; nothing has changed."""

    key = "refusal-not-saved"


class NoImages(Refusal):
    """The message holds no image that could be a reference."""

    key = "refusal-no-images"


class NoWords(Refusal):
    """The message holds no text that could be a prompt."""

    key = "refusal-no-words"


class ReferencesGone(Refusal):
    """The images that an editor was opened with are gone: the bot was restarted since."""

    key = "refusal-references-gone"


class NothingSharper(Refusal):
    """The picture is at the top of resolution and quality already."""

    key = "refusal-sharpest"
