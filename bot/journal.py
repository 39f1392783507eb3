"""Jobs that outlive the process: open ones to go on with, finished ones to find again."""

import logging
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Protocol

from pydantic import TypeAdapter, ValidationError

from bot.database import Database
from bot.job import Job

_log = logging.getLogger(__name__)
_JOB: TypeAdapter[Job] = TypeAdapter(Job)


class Journal(Protocol):
    """Where jobs are written down. The pipeline is its only writer; writing may raise DatabaseError."""

    async def save(self, job: Job) -> None:
        """Write ``job`` as it is now."""

    async def find(self, id_or_task: str) -> Job | None:
        """The job with this id or task ID."""

    async def open_jobs(self) -> list[Job]:
        """The jobs that still need something done, oldest first."""

    async def since(self, at: float) -> list[Job]:
        """The jobs created after ``at`` (epoch seconds), oldest first."""

    async def of_user(self, user_id: int, *, text: str = "", limit: int = 10, offset: int = 0) -> list[Job]:
        """A member's jobs whose prompt contains ``text``, newest first."""

    async def forget(self, before: float) -> int:
        """Delete the closed jobs created before ``before`` (epoch seconds); returns how many."""

    async def erase(self, user_id: int) -> int:
        """Delete a member's closed jobs; returns how many."""


class SqliteJournal:
    """The journal of a bot that runs as one process."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def save(self, job: Job) -> None:
        """Write ``job``. Its interaction token is erased once the job is closed."""
        if job.closed:
            job = replace(job, card=replace(job.card, token=""))
        await self._database.write(
            "INSERT OR REPLACE INTO jobs (id, user_id, state, closed, created_at, task_id, charged, prompt, data)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                job.id,
                job.user_id,
                job.state,
                job.closed,
                job.created_at,
                job.task_id,
                job.charged,
                job.request.prompt,
                _JOB.dump_json(job).decode(),
            ),
        )

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

    async def of_user(self, user_id: int, *, text: str = "", limit: int = 10, offset: int = 0) -> list[Job]:
        """A member's jobs whose prompt contains ``text`` (case ignored for ASCII), newest first."""
        where = "WHERE user_id = ? AND instr(lower(prompt), lower(?)) ORDER BY created_at DESC LIMIT ? OFFSET ?"
        return await self._jobs(where, (user_id, text, limit, offset))

    async def forget(self, before: float) -> int:
        """Delete the closed jobs created before ``before``; returns how many."""
        return await self._database.write("DELETE FROM jobs WHERE created_at < ? AND closed", (before,))

    async def erase(self, user_id: int) -> int:
        """Delete a member's closed jobs; returns how many."""
        return await self._database.write("DELETE FROM jobs WHERE user_id = ? AND closed", (user_id,))

    async def _jobs(self, where: str, values: Iterable[Any]) -> list[Job]:
        """Jobs by a condition of this file's own; what varies comes in as bound ``values``."""
        rows = await self._database.fetch(f"SELECT data FROM jobs {where}", values)  # noqa: S608 - constant
        return [job for row in rows if (job := _read(row[0]))]


def _read(data: str) -> Job | None:
    """A job from its row; one that can't be read must not keep the others from going on."""
    try:
        return _JOB.validate_json(data)
    except ValidationError as error:
        _log.error("a job in the journal can't be read and is left alone: %s", error.errors(include_input=False)[0])
        return None
