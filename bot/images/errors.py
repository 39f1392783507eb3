"""Why a picture can't be had, or a file not be kept."""

from dataclasses import dataclass

from bot.errors import FailureKind, JobError, Refusal


class FilesUnwritable(Refusal):
    """A file of the member's can't be written to disk, where it would be looked at."""

    key = "refusal-files"


@dataclass(eq=False)
class NoPictures(JobError):
    """The task succeeded, but not one picture could be had."""

    kind = FailureKind.UNDELIVERABLE
    message: str = ""
