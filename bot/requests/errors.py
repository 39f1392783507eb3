"""Why a request, or an image in it, can't be used."""

from dataclasses import dataclass
from enum import StrEnum

from bot.errors import UserError


@dataclass(eq=False)
class BadOption(UserError):
    """``field`` breaks ``rule``: pydantic's error type, or ``model`` where the host's model does not offer it.

    ``detail`` is pydantic's own sentence, for the log; ``limit`` is the model's, where that is below imini's.
    """

    code = "refusal-option"
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
class BadAttachment(UserError):
    """An attachment can't be used; its values are those of FileProblem."""

    code = "refusal-attachment"
    option: str
    filename: str
    problem: AttachmentProblem
    limit: int = 0

    @property
    def file(self) -> FileProblem:
        """The problem as plain data, which a job can keep."""
        return FileProblem(self.option, self.filename, self.problem, self.limit)


class NoImageFound(UserError):
    """The message holds no image that could be a reference."""

    code = "refusal-no-images"


class NoPromptFound(UserError):
    """The message holds no text that could be a prompt."""

    code = "refusal-no-words"


class ReferencesGone(UserError):
    """The images that an editor was opened with are gone: the bot was restarted since."""

    code = "refusal-references-gone"


class AtHighestQuality(UserError):
    """The picture is at the top of resolution and quality already."""

    code = "refusal-sharpest"
