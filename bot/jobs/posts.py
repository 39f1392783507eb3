"""Posts: the messages in which others see a job. Deleting a job's pictures means deleting its posts.

Saving a job records its card and extra messages as posts; copies are added by the code that posts them. The posts of
an erased job stay until its record is deleted: they hold ids only, and are needed to delete the messages.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Fate(StrEnum):
    """The state of a post: *doomed* while it waits for deletion, *stuck* if Discord refused to delete it."""

    THERE = "there"
    DOOMED = "doomed"
    GONE = "gone"
    STUCK = "stuck"


@dataclass(frozen=True, slots=True)
class Post:
    """A message that shows a job of ``user_id``. A ``copy`` is neither the job's card nor one of its extra messages.

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
    """Port: the stored posts, including those of erased jobs. Every call may raise StorageError."""

    async def add(self, post: Post) -> None:
        """Store a copy, or mark a stored message as one."""

    async def of_job(self, job_id: str) -> list[Post]:
        """The posts of a job that still exist, as far as the bot knows; oldest first."""

    async def last_copy(self, job_id: str) -> Post | None:
        """The newest copy of a job, in any state."""

    async def doom(self, posts: Iterable[Post]) -> None:
        """Mark posts for deletion by this process. If it ends first, another one deletes them."""

    async def doom_all_of(self, user_id: int) -> None:
        """Mark all posts of a member's finished jobs for deletion by this process."""

    async def adopt(self) -> list[Post]:
        """Take over the posts that wait for deletion by processes which have ended, oldest first."""

    async def doomed(self) -> list[Post]:
        """The posts that wait for deletion, oldest first."""

    async def settle(self, message_id: int, fate: Fate) -> None:
        """Store the new state of a post."""

    async def left_of(self, user_id: int) -> int:
        """The number of a member's posts that still exist."""
