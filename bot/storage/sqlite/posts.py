"""The posts in SQLite: a trigger (``0008_standard_names.sql``) adds those of each saved job, ``add`` adds copies."""

import json
from collections.abc import Iterable
from dataclasses import astuple, replace

from bot.jobs.posts import Fate, Post
from bot.storage.sqlite.database import SqliteDatabase

_FIELDS = "message_id, channel_id, guild_id, job_id, user_id, at, copy"


class SqlitePosts:
    """The posts of a bot that runs as one process."""

    def __init__(self, database: SqliteDatabase) -> None:
        self._database = database

    async def add(self, post: Post) -> None:
        # REPLACE: a trigger may have stored the message already, though not as a copy.
        statement = f"INSERT OR REPLACE INTO posts ({_FIELDS}) VALUES (?, ?, ?, ?, ?, ?, ?)"  # noqa: S608 - constant
        await self._database.write(statement, astuple(post))

    async def of_job(self, job_id: str) -> list[Post]:
        return await self._found("job_id = ? AND fate IN ('there', 'stuck') ORDER BY message_id", job_id)

    async def last_copy(self, job_id: str) -> Post | None:
        found = await self._found("job_id = ? AND copy ORDER BY at DESC LIMIT 1", job_id)
        return found[0] if found else None

    async def doom(self, posts: Iterable[Post]) -> None:
        await self._set(Fate.DOOMED, [post.message_id for post in posts])

    async def doom_all_of(self, user_id: int) -> None:
        finished = "SELECT id FROM jobs WHERE acknowledged AND user_id = ?"
        statement = f"UPDATE posts SET fate = 'doomed' WHERE fate IN ('there', 'stuck') AND job_id IN ({finished})"  # noqa: S608 - constant
        await self._database.write(statement, (user_id,))

    async def doomed(self) -> list[Post]:
        # A constant: the index `posts_to_delete` holds doomed posts alone, and a parameter might be anything.
        return await self._found("fate = 'doomed' ORDER BY message_id")

    async def settle(self, message_id: int, fate: Fate) -> None:
        await self._set(fate, [message_id])

    async def left_of(self, user_id: int) -> int:
        rows = await self._database.fetch(
            "SELECT count(*) FROM posts WHERE user_id = ? AND fate IN ('there', 'stuck')", (user_id,)
        )
        return int(rows[0][0])

    async def _set(self, fate: Fate, message_ids: list[int]) -> None:
        statement = "UPDATE posts SET fate = ? WHERE message_id IN (SELECT value FROM json_each(?))"
        await self._database.write(statement, (fate, json.dumps(message_ids)))

    async def _found(self, where: str, *values: str) -> list[Post]:
        rows = await self._database.fetch(f"SELECT {_FIELDS} FROM posts WHERE {where}", values)  # noqa: S608 - constant
        return [replace(Post(*row), copy=bool(row["copy"])) for row in rows]
