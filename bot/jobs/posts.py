"""The messages in which others see a job: what a deletion has to find, and of which there must not be too many.

Cards and further messages are noted as their jobs are saved, copies by whoever posts them. Erasing a job leaves its
posts, which are ids and nothing else; they go when the record of the job goes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Fate(StrEnum):
    """What became of a post: it is *doomed* until it was deleted, *stuck* where Discord did not let the bot do it."""

    THERE = "there"
    DOOMED = "doomed"
    GONE = "gone"
    STUCK = "stuck"


@dataclass(frozen=True, slots=True)
class Post:
    """A message that shows the job ``job_id`` of the member ``user_id``; a ``copy`` is neither card nor part of it.

    Ids are Discord snowflakes, ``at`` is in epoch seconds.
    """

    message_id: int
    channel_id: int
    guild_id: int | None
    job_id: str
    user_id: int
    at: float
    copy: bool = False


class Posts(Protocol):
    """The posts of all jobs that are known, erased ones included. Every call may raise StorageError."""

    async def add(self, post: Post) -> None:
        """Note a copy that is there from now on, or a message that was noted before as one."""

    async def of_job(self, job_id: str) -> list[Post]:
        """The posts of a job that are there, as far as the bot knows; oldest first."""

    async def last_copy(self, job_id: str) -> Post | None:
        """The copy of a job that was posted last, whatever became of it."""

    async def doom(self, posts: Iterable[Post]) -> None:
        """Have these deleted, also by the next run if this one ends before."""

    async def doom_all_of(self, user_id: int) -> None:
        """Have all that shows a member's finished jobs deleted."""

    async def doomed(self) -> list[Post]:
        """What is still to be deleted, oldest first."""

    async def settle(self, message_id: int, fate: Fate) -> None:
        """Note what became of a post."""

    async def left_of(self, user_id: int) -> int:
        """How many posts of a member are still there."""
