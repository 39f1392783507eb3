"""What a check of ``doctor`` has found, as one line."""

from dataclasses import dataclass
from enum import Enum


class Grade(Enum):
    """How a finding begins its line. A BAD one keeps the bot from working; WARN is for the host to judge."""

    OK = "ok  "
    WARN = "warn"
    BAD = "BAD "


@dataclass(frozen=True, slots=True)
class Finding:
    """``subject`` is what was checked, ``told`` what is so, and for a BAD one what to do."""

    grade: Grade
    subject: str
    told: str

    def __str__(self) -> str:
        line = f"{self.grade.value}  {self.subject}: {self.told}"
        # Names of servers are members' own: none may move the cursor.
        return "".join(character if character.isprintable() else "?" for character in line)


def ok(subject: str, told: str) -> Finding:
    return Finding(Grade.OK, subject, told)


def warn(subject: str, told: str) -> Finding:
    return Finding(Grade.WARN, subject, told)


def bad(subject: str, told: str) -> Finding:
    return Finding(Grade.BAD, subject, told)
