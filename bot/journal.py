"""Open and finished jobs on disk, so that a restart loses nothing.

SQLite through aiosqlite: one file, one writer, each change committed before the next step is taken.
"""

import logging
import sqlite3
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol, Self

import aiosqlite
from pydantic import TypeAdapter

from bot.clock import Clock
from bot.job import Job

_log = logging.getLogger(__name__)
_JOB: TypeAdapter[Job] = TypeAdapter(Job)

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
        data TEXT NOT NULL
    );
    CREATE INDEX jobs_by_closed ON jobs (closed);
    CREATE INDEX jobs_by_user ON jobs (user_id, created_at);
    CREATE INDEX jobs_by_age ON jobs (created_at);
    """,
)


class JournalError(Exception):
    """The journal can't be used; the message says why and which setting to change."""


class Journal(Protocol):
    """Where jobs outlive the process. The pipeline is its only writer."""

    async def save(self, job: Job) -> None:
        """Write ``job`` as it is now, or raise JournalError."""

    async def find(self, id_or_task: str) -> Job | None:
        """The job with this id or task ID."""

    async def open_jobs(self) -> list[Job]:
        """The jobs that still need something done, oldest first."""

    async def since(self, at: float) -> list[Job]:
        """The jobs created after ``at`` (epoch seconds), oldest first."""

    async def forget(self, before: float) -> int:
        """Delete the closed jobs created before ``before``; returns how many."""


class SqliteJournal:
    """The journal of a bot that runs as one process. Use as ``async with``."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path = path
        self._clock = clock
        self._db: aiosqlite.Connection

    async def __aenter__(self) -> Self:
        """Open the file, setting a corrupt one aside.

        Raises:
            JournalError: the file can't be written, is of a newer version, or is in use by another bot.
        """
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.touch(mode=0o600)
            self._path.chmod(0o600)
            await self._open_or_set_aside()
        except (OSError, sqlite3.Error) as error:
            raise JournalError(f"can't use {self._path} ({error}): check DATA_DIR, its disk and its rights") from error
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._db.close()

    async def save(self, job: Job) -> None:
        """Write ``job``. Its interaction token is erased once the job is closed."""
        if job.closed:
            job = replace(job, card=replace(job.card, token=""))
        data = _JOB.dump_json(job).decode()
        row = (job.id, job.user_id, job.state, job.closed, job.created_at, job.task_id, job.charged, data)
        await self._write("INSERT OR REPLACE INTO jobs VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)

    async def find(self, id_or_task: str) -> Job | None:
        """The job with this id or task ID."""
        jobs = await self._jobs("WHERE id = ? OR task_id = ? LIMIT 1", (id_or_task, id_or_task))
        return jobs[0] if jobs else None

    async def open_jobs(self) -> list[Job]:
        """The jobs that still need something done, oldest first."""
        return await self._jobs("WHERE NOT closed ORDER BY created_at", ())

    async def since(self, at: float) -> list[Job]:
        """The jobs created after ``at``, oldest first."""
        return await self._jobs("WHERE created_at > ? ORDER BY created_at", (at,))

    async def forget(self, before: float) -> int:
        """Delete the closed jobs created before ``before``; returns how many."""
        return await self._write("DELETE FROM jobs WHERE created_at < ? AND closed", (before,))

    async def _jobs(self, where: str, values: Iterable[Any]) -> list[Job]:
        """Jobs by a condition of this file's own; what varies comes in as bound ``values``."""
        rows = await self._db.execute_fetchall(f"SELECT data FROM jobs {where}", tuple(values))  # noqa: S608 - constant
        return [_JOB.validate_json(row[0]) for row in rows]

    async def _write(self, statement: str, values: Iterable[Any]) -> int:
        try:
            cursor = await self._db.execute(statement, tuple(values))
        except sqlite3.Error as error:
            _log.error("the journal can't be written (%s): check the disk of DATA_DIR", error)
            raise JournalError(str(error)) from error
        return cursor.rowcount

    async def _open_or_set_aside(self) -> None:
        try:
            await self._connect()
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError as error:
            aside = self._path.with_name(f"{self._path.name}.corrupt-{self._clock.now():.0f}")
            self._path.replace(aside)
            for leftover in ("-wal", "-shm"):
                self._path.with_name(self._path.name + leftover).unlink(missing_ok=True)
            _log.error("the journal was corrupt (%s); it is kept as %s, and a new one is begun", error, aside)
            self._path.touch(mode=0o600)
            await self._connect()

    async def _connect(self) -> None:
        db = await aiosqlite.connect(self._path, isolation_level=None)
        try:
            # Exclusive: a second bot on the same jobs would deliver them twice. FULL: a commit survives a power cut.
            await db.execute("PRAGMA locking_mode = EXCLUSIVE")
            await db.execute("PRAGMA journal_mode = WAL")
            await db.execute("PRAGMA synchronous = FULL")
            await _check(db)
            await _migrate(db)
        except BaseException:
            await db.close()
            raise
        self._db = db


async def _check(db: aiosqlite.Connection) -> None:
    ((verdict,),) = await db.execute_fetchall("PRAGMA quick_check(1)")
    if verdict != "ok":
        raise sqlite3.DatabaseError(verdict)


async def _migrate(db: aiosqlite.Connection) -> None:
    ((version,),) = await db.execute_fetchall("PRAGMA user_version")
    if version > len(MIGRATIONS):
        raise sqlite3.OperationalError(f"written by a newer version of the bot, schema {version}")
    for number, script in enumerate(MIGRATIONS[version:], version + 1):
        await db.executescript(f"BEGIN; {script} PRAGMA user_version = {number}; COMMIT;")
    # A write, even an empty one, finds out now whether the disk and the lock allow it.
    await db.executescript(f"BEGIN IMMEDIATE; PRAGMA user_version = {len(MIGRATIONS)}; COMMIT;")
