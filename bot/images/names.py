"""The names of uploaded pictures: by them a message is recognised, and each picture on it found again.

``imagine-<owner>-<number>.<format>``, where the owner is the id of the job or, for the same pictures on another card,
of a copy of it. Nothing of the prompt is in it. Cards of earlier versions hold ``imagine-<number>.<format>``.
"""

import re
import secrets
from dataclasses import dataclass
from typing import Self

from bot.jobs.job import JOB_ID

_NAME = re.compile(rf"imagine-(?:({JOB_ID}(?:-[0-9a-f]{{6}})?)-)?([0-9]{{1,2}})\.[A-Za-z0-9]+")


def new_copy_id(job_id: str) -> str:
    """An id for the pictures of ``job_id`` on a card of their own, so that no other card is taken for it."""
    return f"{job_id}-{secrets.token_hex(3)}"


@dataclass(frozen=True, slots=True)
class PictureName:
    """What the name of an upload says: picture ``number`` (from 1) of ``owner``, empty where the name does not say."""

    owner: str
    number: int

    @classmethod
    def parse(cls, filename: str) -> Self | None:
        """The name in ``filename``, or None if no picture is called so."""
        match = _NAME.fullmatch(filename)
        return cls(match[1] or "", int(match[2])) if match else None

    def filename(self, suffix: str) -> str:
        """The whole name of a file with ``suffix`` (dot included)."""
        return f"imagine-{self.owner}-{self.number}{suffix}"

    def may_be_of(self, job_id: str) -> bool:
        """Whether it is a picture of this job, wherever it was posted; a name without owner may be of any."""
        return self.owner.partition("-")[0] in {"", job_id}
