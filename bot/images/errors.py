"""Why pictures or files are not available."""

from dataclasses import dataclass

from bot.errors import FailureKind, JobFailed, UserError


class FilesUnwritable(UserError):
    """A member's file can't be written to disk, so it can't be inspected."""

    code = "refusal-files"


@dataclass(eq=False)
class NoPictures(JobFailed):
    """The task succeeded, but it has no pictures."""

    kind = FailureKind.UNDELIVERABLE
    message: str = ""
