"""File names of uploaded pictures, by which the bot recognises its messages and finds each picture in them.

``imagine-<owner>-<number>.<format>``, where the owner is the id of the job or of a copy of its pictures on another
card. Names hold nothing of the prompt. Cards of earlier versions hold ``imagine-<number>.<format>``.
"""

import re
import secrets
from dataclasses import dataclass
from typing import Self

from bot.jobs.job import JOB_ID

_NAME = re.compile(rf"imagine-(?:({JOB_ID}(?:-[0-9a-f]{{6}})?)-)?([0-9]{{1,2}})\.[A-Za-z0-9]+")


def new_copy_id(job_id: str) -> str:
    """An id for a copy of the pictures of ``job_id``, so that its messages differ from those of every other copy."""
    return f"{job_id}-{secrets.token_hex(3)}"


@dataclass(frozen=True, slots=True)
class PictureName:
    """The name of picture ``number`` (1-based) of ``owner``; the owner is empty in names of earlier versions."""

    owner: str
    number: int

    @classmethod
    def parse(cls, filename: str) -> Self | None:
        """The parsed ``filename``, or None if the bot gives no such names."""
        match = _NAME.fullmatch(filename)
        return cls(match[1] or "", int(match[2])) if match else None

    def filename(self, suffix: str) -> str:
        """The file name with ``suffix`` (dot included)."""
        return f"imagine-{self.owner}-{self.number}{suffix}"

    def may_be_of(self, job_id: str) -> bool:
        """Whether the picture belongs to this job or a copy of it. A name without an owner may belong to any job."""
        return self.owner.partition("-")[0] in {"", job_id}
