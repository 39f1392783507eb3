"""Refusals of a request, its prompt or its images."""

from dataclasses import dataclass
from enum import StrEnum

from bot.errors import UserError


@dataclass(eq=False)
class BadOption(UserError):
    """``field`` breaks ``rule``.

    ``rule`` is pydantic's error type (https://docs.pydantic.dev/latest/errors/validation_errors/), or ``model`` if the
    host's model does not support the value. ``detail`` is pydantic's message, for the log; ``limit`` is the model's
    limit, where it is below imini's.
    """

    code = "refusal-option"
    field: str
    rule: str
    detail: str = ""
    limit: int | None = None


class AttachmentProblem(StrEnum):
    """Why an attachment can't be used. The values are stored with failed jobs."""

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
    """The problem of the file ``filename`` in ``option``.

    ``limit`` is in MB, megapixels or characters, depending on ``problem``.
    """

    option: str
    filename: str
    problem: AttachmentProblem
    limit: int = 0


@dataclass(eq=False)
class BadAttachment(UserError):
    """An attachment can't be used. The fields are those of FileProblem."""

    code = "refusal-attachment"
    option: str
    filename: str
    problem: AttachmentProblem
    limit: int = 0

    @property
    def file(self) -> FileProblem:
        """The problem as plain data, which is stored with a job."""
        return FileProblem(self.option, self.filename, self.problem, self.limit)


class Unmeant(StrEnum):
    """Why a parameter typed into a prompt can't be obeyed."""

    RATIO = "ratio"
    RATIO_NOT_OFFERED = "ratio-not-offered"
    WITHOUT = "without"
    MODEL = "model"
    STYLE = "style"
    IMAGE = "image"
    SEED = "seed"
    QUALITY = "quality"
    COUNT = "count"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ParameterProblem:
    """A parameter as it was ``spelled``; ``nearest`` is the offered aspect ratio that comes closest."""

    spelled: str
    reason: Unmeant
    nearest: str = ""


@dataclass(eq=False)
class BadParameters(UserError):
    """The prompt has parameters that can't be obeyed. There is at least one problem."""

    code = "refusal-parameters"
    problems: tuple[ParameterProblem, ...]


class NoImageFound(UserError):
    """The message has no image to use as a reference."""

    code = "refusal-no-images"


class NoPromptFound(UserError):
    """The message has no text to use as a prompt."""

    code = "refusal-no-words"


class ReferencesGone(UserError):
    """The references that a prompt editor was opened with are lost: the bot has restarted since."""

    code = "refusal-references-gone"


class AtHighestQuality(UserError):
    """The picture already has the highest resolution and quality."""

    code = "refusal-sharpest"
