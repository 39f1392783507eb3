"""The messages in which others see a job: what a deletion has to find, and of which there must not be too many.

Cards and further messages are noted as their jobs are saved, by a trigger (``0005_posts.sql``);
copies by whoever posts them. Erasing a job leaves its posts, which are ids and nothing else; they go when the record
of the job goes.
"""

import json
from collections.abc import Iterable
from dataclasses import astuple, dataclass, replace
from enum import StrEnum

from bot.jobs.job import message_link
from bot.storage.sqlite.database import Database


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

    @property
    def url(self) -> str:
        """The link that jumps to the message."""
        return message_link(self.guild_id, self.channel_id, self.message_id)


_FIELDS = "message_id, channel_id, guild_id, job_id, user_id, at, copy"


class Posts:
    """The posts of all jobs that are known, erased ones included. Every call may raise StorageError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, post: Post) -> None:
        """Note a copy that is there from now on, or a message that was noted before as one."""
        statement = f"INSERT OR REPLACE INTO posts ({_FIELDS}) VALUES (?, ?, ?, ?, ?, ?, ?)"  # noqa: S608 - constant
        await self._database.write(statement, astuple(post))

    async def of_job(self, job_id: str) -> list[Post]:
        """The posts of a job that are there, as far as the bot knows; oldest first."""
        return await self._found("job_id = ? AND fate IN ('there', 'stuck') ORDER BY message_id", job_id)

    async def last_copy(self, job_id: str) -> Post | None:
        """The copy of a job that was posted last, whatever became of it."""
        found = await self._found("job_id = ? AND copy ORDER BY at DESC LIMIT 1", job_id)
        return found[0] if found else None

    async def doom(self, posts: Iterable[Post]) -> None:
        """Have these deleted, also by the next run if this one ends before."""
        await self._set(Fate.DOOMED, [post.message_id for post in posts])

    async def doom_all_of(self, user_id: int) -> None:
        """Have all that shows a member's finished jobs deleted."""
        finished = "SELECT id FROM jobs WHERE closed AND user_id = ?"
        statement = f"UPDATE posts SET fate = 'doomed' WHERE fate IN ('there', 'stuck') AND job_id IN ({finished})"  # noqa: S608 - constant
        await self._database.write(statement, (user_id,))

    async def doomed(self) -> list[Post]:
        """What is still to be deleted, oldest first."""
        return await self._found("fate = ? ORDER BY message_id", Fate.DOOMED)

    async def settle(self, message_id: int, fate: Fate) -> None:
        """Note what became of a post."""
        await self._set(fate, [message_id])

    async def left_of(self, user_id: int) -> int:
        """How many posts of a member are still there."""
        rows = await self._database.fetch(
            "SELECT count(*) FROM posts WHERE user_id = ? AND fate IN ('there', 'stuck')", (user_id,)
        )
        return int(rows[0][0])

    async def _set(self, fate: Fate, message_ids: list[int]) -> None:
        statement = "UPDATE posts SET fate = ? WHERE message_id IN (SELECT value FROM json_each(?))"
        await self._database.write(statement, (fate, json.dumps(message_ids)))

    async def _found(self, where: str, value: str) -> list[Post]:
        rows = await self._database.fetch(f"SELECT {_FIELDS} FROM posts WHERE {where}", (value,))  # noqa: S608 - constant
        return [replace(Post(*row), copy=bool(row["copy"])) for row in rows]
