"""The posts in SQL. The job repository adds those of each job that it saves, ``SqlPosts.add`` adds copies."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import astuple

from bot.jobs.card import Card, ExtraMessage
from bot.jobs.job import Job
from bot.jobs.posts import Fate, Post
from bot.storage.database import Database, Row, Statement

_FIELDS = "message_id, channel_id, guild_id, job_id, user_id, at, copy"

# A message may have been stored before, though not as a copy.
_ADD = f"""
    INSERT INTO posts ({_FIELDS}) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (message_id) DO UPDATE SET channel_id = excluded.channel_id, guild_id = excluded.guild_id,
        job_id = excluded.job_id, user_id = excluded.user_id, at = excluded.at, copy = excluded.copy, fate = 'there'
"""  # noqa: S608 - constant

_NOTE = """
    INSERT INTO posts (message_id, channel_id, guild_id, job_id, user_id, at)
    SELECT ?, ?, ?, id, user_id, created_at FROM jobs WHERE id = ? AND created_at = ?
    ON CONFLICT (message_id) DO NOTHING
"""

_DOOM = "UPDATE posts SET fate = 'doomed', owner = ? WHERE message_id = ?"

_DOOM_ALL = """
    UPDATE posts SET fate = 'doomed', owner = ?
    WHERE fate IN ('there', 'stuck') AND job_id IN (SELECT id FROM jobs WHERE acknowledged AND user_id = ?)
"""

_ORPHANS = f"SELECT {_FIELDS} FROM posts WHERE fate = 'doomed' AND owner IS NULL ORDER BY message_id"  # noqa: S608 - constant

_ADOPT = "UPDATE posts SET owner = ? WHERE message_id = ? AND fate = 'doomed' AND (owner IS NULL OR owner = ?)"

_SETTLE = "UPDATE posts SET fate = ?, owner = NULL WHERE message_id = ?"

_FORGET = "DELETE FROM posts WHERE job_id = ? AND NOT EXISTS (SELECT 1 FROM jobs WHERE id = job_id)"


def noting(job: Job, noted: Collection[int] = ()) -> list[Statement]:
    """What adds the messages of a stored job that others than its requester see, unless they are stored already.

    ``noted`` are known to be. A job that was not stored, as another one has its id, has none: the two differ in their
    time.
    """
    return [
        (_NOTE, (message_id, message.channel_id, message.guild_id, job.id, job.created_at))
        for message_id, message in _shown(job)
        if message_id not in noted
    ]


def noted_of(job: Job) -> frozenset[int]:
    """The messages that ``noting`` adds."""
    return frozenset(message_id for message_id, _ in _shown(job))


def forgetting(job_id: str) -> Statement:
    """What deletes the posts of a job that is no longer stored."""
    return _FORGET, (job_id,)


class SqlPosts:
    """The posts of a database, for the run with the id ``run``, which deletes those that it dooms."""

    def __init__(self, database: Database, run: str) -> None:
        self._database = database
        self._run = run

    async def add(self, post: Post) -> None:
        await self._database.write(_ADD, astuple(post))

    async def of_job(self, job_id: str) -> list[Post]:
        return await self._found("job_id = ? AND fate IN ('there', 'stuck') ORDER BY message_id", job_id)

    async def last_copy(self, job_id: str) -> Post | None:
        found = await self._found("job_id = ? AND copy ORDER BY at DESC LIMIT 1", job_id)
        return found[0] if found else None

    async def doom(self, posts: Iterable[Post]) -> None:
        await self._database.write_all([(_DOOM, (self._run, post.message_id)) for post in posts])

    async def doom_all_of(self, user_id: int) -> None:
        await self._database.write(_DOOM_ALL, (self._run, user_id))

    async def adopt(self) -> list[Post]:
        rows = await self._database.fetch(_ORPHANS)
        # Of several runs that adopt at once, one gets each post. A repeated try finds it its own.
        adopted = await self._database.write_all([(_ADOPT, (self._run, row["message_id"], self._run)) for row in rows])
        return [_read(row) for row, is_ours in zip(rows, adopted, strict=True) if is_ours]

    async def doomed(self) -> list[Post]:
        # A constant: the index `posts_to_delete` holds doomed posts alone, and a parameter might be anything.
        return await self._found("fate = 'doomed' ORDER BY message_id")

    async def settle(self, message_id: int, fate: Fate) -> None:
        await self._database.write(_SETTLE, (fate.value, message_id))

    async def left_of(self, user_id: int) -> int:
        rows = await self._database.fetch(
            "SELECT count(*) AS number FROM posts WHERE user_id = ? AND fate IN ('there', 'stuck')", (user_id,)
        )
        return int(rows[0]["number"])

    async def _found(self, where: str, *values: str) -> list[Post]:
        rows = await self._database.fetch(f"SELECT {_FIELDS} FROM posts WHERE {where}", values)  # noqa: S608 - constant
        return [_read(row) for row in rows]


def _read(row: Row) -> Post:
    return Post(
        row["message_id"],
        row["channel_id"],
        row["guild_id"],
        row["job_id"],
        row["user_id"],
        row["at"],
        copy=bool(row["copy"]),  # SQLite has no booleans
    )


def _shown(job: Job) -> Iterator[tuple[int, Card | ExtraMessage]]:
    """The messages of a job that others than its requester see, as far as their ids are known."""
    messages: list[Card | ExtraMessage] = [*job.extra_messages] if job.card.private else [job.card, *job.extra_messages]
    for message in messages:
        if message.message_id is not None and message.channel_id is not None:
            yield message.message_id, message
