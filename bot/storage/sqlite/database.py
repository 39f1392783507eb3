"""The one SQLite file in ``DATA_DIR``: opened with care, migrated, and written by one process.

Each change is committed before the next step is taken. Tables belong to the modules that read and write them.
"""

import asyncio
import logging
import sqlite3
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Self

import aiosqlite

from bot.errors.storage import Duplicate, StorageError
from bot.runtime.clock import Clock

_log = logging.getLogger(__name__)

LOCK_TIMEOUT = 1.0
"""Seconds to wait for another process to let go of the file."""

VACUUM_BYTES = 32 << 20
"""A larger file is not written anew: it takes about 10 ms a megabyte, during which the database does nothing else."""

_CHECK = "check DATA_DIR, its disk and its rights"

_UNUSABLE = (sqlite3.Error, ValueError)
"""What a file raises that can't be used; ValueError is aiosqlite's for one that is closed, as the bot ends."""

_EMPTY_LOG = "PRAGMA wal_checkpoint(TRUNCATE)"

# The messages of a saved job (``new``) that others than its requester see. Those of a copy come from whoever posts it.
_NOTE_POSTS = """
    INSERT INTO posts (message_id, channel_id, guild_id, job_id, user_id, at)
    SELECT message_id, channel_id, guild_id, new.id, new.user_id, new.created_at FROM (
        SELECT json_extract(new.data, '$.card.message_id') AS message_id,
            json_extract(new.data, '$.card.channel_id') AS channel_id,
            json_extract(new.data, '$.card.guild_id') AS guild_id
        WHERE NOT json_extract(new.data, '$.card.private')
        UNION ALL SELECT json_extract(value, '$.message_id'), json_extract(value, '$.channel_id'),
            json_extract(value, '$.guild_id') FROM json_each(new.data, '$.parcels')
    ) WHERE message_id IS NOT NULL AND channel_id IS NOT NULL ON CONFLICT (message_id) DO NOTHING;
"""

# One script a schema version; a file of version N runs those after the N-th. Never edit one that was released.
MIGRATIONS = (
    """
    CREATE TABLE jobs (
        id TEXT PRIMARY KEY,
        user_id INTEGER NOT NULL,
        state TEXT NOT NULL,
        closed INTEGER NOT NULL,
        created_at REAL NOT NULL,
        task_id TEXT,
        charged INTEGER NOT NULL,
        prompt TEXT NOT NULL,
        data TEXT NOT NULL
    );
    CREATE INDEX jobs_by_closed ON jobs (closed);
    CREATE INDEX jobs_by_user ON jobs (user_id, created_at);
    CREATE INDEX jobs_by_age ON jobs (created_at);
    CREATE INDEX jobs_by_task ON jobs (task_id);
    CREATE TABLE members (
        user_id INTEGER PRIMARY KEY,
        data TEXT NOT NULL
    );
    """,
    # A job that its member does not want to be known any more is emptied as soon as nothing is left to be done for it.
    # What it cost stays, so that erasing does not refill a quota.
    """
    ALTER TABLE jobs ADD COLUMN unwanted INTEGER NOT NULL DEFAULT 0;
    CREATE TRIGGER empty_unwanted_jobs AFTER UPDATE ON jobs WHEN new.unwanted AND new.closed AND new.data != ''
    BEGIN
        UPDATE jobs SET task_id = NULL, prompt = '', data = '' WHERE id = new.id;
    END;
    """,
    """
    CREATE TABLE errands (
        id TEXT PRIMARY KEY,
        data TEXT NOT NULL
    );
    """,
    # Discord sends an interaction again, also to the next run: it is admitted once.
    """
    ALTER TABLE jobs ADD COLUMN interaction_id INTEGER;
    CREATE UNIQUE INDEX jobs_by_interaction ON jobs (interaction_id);
    """,
    # What a deletion has to find, and what ties a member to a job once its prompt and pictures are erased: ids alone.
    f"""
    ALTER TABLE jobs ADD COLUMN guild_id INTEGER;
    ALTER TABLE jobs ADD COLUMN channel_id INTEGER;
    ALTER TABLE jobs ADD COLUMN removals TEXT NOT NULL DEFAULT '[]';
    CREATE TABLE posts (
        message_id INTEGER PRIMARY KEY,
        channel_id INTEGER NOT NULL,
        guild_id INTEGER,
        job_id TEXT NOT NULL,
        user_id INTEGER NOT NULL,
        at REAL NOT NULL,
        copy INTEGER NOT NULL DEFAULT 0,
        fate TEXT NOT NULL DEFAULT 'there'
    );
    CREATE INDEX posts_by_job ON posts (job_id);
    CREATE INDEX posts_by_user ON posts (user_id);
    CREATE INDEX posts_by_fate ON posts (fate);
    CREATE TRIGGER note_posts_of_new_jobs AFTER INSERT ON jobs WHEN json_valid(new.data)
    BEGIN {_NOTE_POSTS} END;
    CREATE TRIGGER note_posts_of_jobs AFTER UPDATE ON jobs WHEN json_valid(new.data)
    BEGIN {_NOTE_POSTS} END;
    CREATE TRIGGER forget_posts AFTER DELETE ON jobs
    BEGIN DELETE FROM posts WHERE job_id = old.id; END;
    UPDATE jobs SET guild_id = json_extract(data, '$.card.guild_id'),
        channel_id = json_extract(data, '$.card.channel_id') WHERE json_valid(data);
    DROP TRIGGER empty_unwanted_jobs;
    CREATE TRIGGER empty_unwanted_jobs AFTER UPDATE ON jobs WHEN new.unwanted AND new.closed AND new.data != ''
    BEGIN UPDATE jobs SET prompt = '', data = '' WHERE id = new.id; END;
    """,  # noqa: S608 - constant
    # A member's page is found without a look at the jobs before it, whose prompts may be long.
    """
    CREATE INDEX jobs_to_show ON jobs (user_id, created_at, id) WHERE data != '' AND NOT unwanted;
    """,
    # What was declined counts against its member, whatever else of it is erased.
    """
    ALTER TABLE jobs ADD COLUMN in_vain INTEGER NOT NULL DEFAULT 0;
    """,
)


def fold(text: str) -> str:
    """``text`` for a comparison in which neither case nor the width of letters matters; in SQL it is ``fold()``."""
    return unicodedata.normalize("NFKC", text).casefold()


class _Newer(sqlite3.OperationalError):
    """The file has a schema that this version does not know."""


class Database:
    """A connection that only one process holds. Use as ``async with``.

    ``migrations`` are the scripts that make the schema, in order; ``lock_timeout`` is in seconds; a file larger than
    ``vacuum_bytes`` is not written anew.
    """

    def __init__(
        self,
        path: Path,
        clock: Clock,
        *,
        migrations: Sequence[str] = MIGRATIONS,
        lock_timeout: float = LOCK_TIMEOUT,
        vacuum_bytes: int = VACUUM_BYTES,
    ) -> None:
        self._path = path
        self._clock = clock
        self._migrations = migrations
        self._lock_timeout = lock_timeout
        self._vacuum_bytes = vacuum_bytes
        self._connection: aiosqlite.Connection
        self._scrubbing = asyncio.Lock()
        self._scrubs_begun = 0
        self._last_scrub = 0  # the number of the last one that went well

    async def __aenter__(self) -> Self:
        """Open the file, setting a corrupt one aside.

        Raises:
            StorageError: the file can't be written, is of a newer version, or is in use by another bot.
        """
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._path.touch(mode=0o600)
            self._path.chmod(0o600)
            # SQLite would say less of a folder or a file of somebody else's, and later.
            with self._path.open("r+b"):
                pass
            await self._open_or_set_aside()
        except (OSError, sqlite3.Error) as error:
            raise StorageError(f"can't use {self._path}: {_reason(error)}") from error
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._connection.close()

    async def fetch(self, statement: str, values: Iterable[Any] = ()) -> list[sqlite3.Row]:
        """The rows of a SELECT; what varies is bound through ``values``. Raises StorageError."""
        try:
            return list(await self._connection.execute_fetchall(statement, tuple(values)))
        except _UNUSABLE as error:
            raise StorageError(f"{self._path} can't be read ({error}); {_CHECK}") from error

    async def write(self, statement: str, values: Iterable[Any]) -> int:
        """Run one INSERT, UPDATE or DELETE and commit it; returns how many rows it touched.

        Raises:
            Duplicate: a UNIQUE column has the value already.
            StorageError: the file can't be written.
        """
        try:
            cursor = await self._connection.execute(statement, tuple(values))
        except sqlite3.IntegrityError as error:
            raise Duplicate(str(error)) from error
        except _UNUSABLE as error:
            _log.error("%s can't be written (%s); %s", self._path, error, _CHECK)
            raise StorageError(str(error)) from error
        return cursor.rowcount

    async def scrub(self) -> None:
        """See to it that what was erased is neither in the file nor in its log. Raises StorageError.

        SQLite overwrites what is deleted, but not the copy that may stay behind where it moved a row to another page;
        that goes when the file is written anew. As that takes long, all who wait for it share one: however often
        members have something erased, who writes meanwhile waits for no more than one.
        """
        begun_before = self._scrubs_begun
        async with self._scrubbing:
            if self._last_scrub > begun_before:
                return
            self._scrubs_begun += 1
            await self._scrub()
            self._last_scrub = self._scrubs_begun

    async def _scrub(self) -> None:
        ((size,),) = await self.fetch("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
        if size <= self._vacuum_bytes:
            await self.fetch("VACUUM")
        await self.fetch(_EMPTY_LOG)

    async def _open_or_set_aside(self) -> None:
        try:
            await self._connect()
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError as error:
            aside = self._path.with_name(f"{self._path.name}.corrupt-{self._clock.now():.0f}")
            self._path.replace(aside)
            for part in ("-wal", "-shm"):
                rest = self._path.with_name(self._path.name + part)
                if rest.exists():
                    rest.replace(aside.with_name(aside.name + part))
            _log.error("%s was corrupt (%s); it is kept as %s, and a new one is begun", self._path, error, aside.name)
            self._path.touch(mode=0o600)
            await self._connect()

    async def _connect(self) -> None:
        connection = await aiosqlite.connect(self._path, isolation_level=None, timeout=self._lock_timeout)
        try:
            # Exclusive: a second bot on the same jobs would deliver them twice. FULL: a commit survives a power cut.
            await connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            await connection.execute("PRAGMA journal_mode = WAL")
            await connection.execute("PRAGMA synchronous = FULL")
            # What is erased must not be found in the file's free pages.
            await connection.execute("PRAGMA secure_delete = ON")
            # A temporary file, as VACUUM makes one, would be outside of DATA_DIR.
            await connection.execute("PRAGMA temp_store = MEMORY")
            await connection.create_function("fold", 1, fold, deterministic=True)
            connection.row_factory = sqlite3.Row
            await _check(connection)
            await _migrate(connection, self._migrations)
            # A bot that was killed may have left in the log what it had erased.
            await connection.execute_fetchall(_EMPTY_LOG)
        except BaseException:
            await connection.close()
            raise
        self._connection = connection


def _reason(error: OSError | sqlite3.Error) -> str:
    if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY:
        return "another bot is using it; give each its own DATA_DIR"
    if isinstance(error, _Newer):
        return str(error)
    return f"{error}; {_CHECK}"


async def _check(connection: aiosqlite.Connection) -> None:
    ((verdict,),) = await connection.execute_fetchall("PRAGMA quick_check(1)")
    if verdict != "ok":
        raise sqlite3.DatabaseError(verdict)


async def _migrate(connection: aiosqlite.Connection, migrations: Sequence[str]) -> None:
    ((version,),) = await connection.execute_fetchall("PRAGMA user_version")
    if version > len(migrations):
        raise _Newer(f"it was written by a newer version of the bot (schema {version}); update the bot")
    for number, script in enumerate(migrations[version:], version + 1):
        await connection.executescript(f"BEGIN; {script} PRAGMA user_version = {number}; COMMIT;")
    # A write, even one that changes nothing, finds out now whether the disk and the lock allow it.
    await connection.executescript(f"BEGIN IMMEDIATE; PRAGMA user_version = {len(migrations)}; COMMIT;")
