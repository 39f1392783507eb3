"""Why a picture can't be had, or a file not be kept."""

from dataclasses import dataclass

from bot.errors import FailureKind, JobFailed, UserError


class FilesUnwritable(UserError):
    """A file of the member's can't be written to disk, where it would be looked at."""

    code = "refusal-files"


@dataclass(eq=False)
class NoPictures(JobFailed):
    """The task succeeded, but not one picture could be had."""

    kind = FailureKind.UNDELIVERABLE
    message: str = ""
