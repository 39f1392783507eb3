"""The table of jobs, each as JSON beside the columns by which it is found; a trigger empties an unwanted one.

Long histories are read some at a time, so that neither memory nor whoever else needs the database feels them.
"""

import json
import logging
import math
import sqlite3
from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing
from dataclasses import replace
from itertools import count
from typing import Any

from bot.errors import StorageError
from bot.jobs.job import Job, Removal
from bot.jobs.repository import Charge
from bot.storage.sqlite import statements
from bot.storage.sqlite.database import Database, fold
from bot.storage.sqlite.records import Records

_log = logging.getLogger(__name__)
_JOB = Records(Job)
_REMOVAL = Records(Removal)
_REMOVALS = Records(tuple[Removal, ...])

READ_AT_ONCE = 20
"""Jobs of a long history that are read, or erased, in one go: with the longest prompts some 3 MB."""


class SqliteJobRepository:
    """The journal of a bot that runs as one process."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def save(self, job: Job) -> None:
        """Write ``job``. Its interaction token is erased once the job is closed."""
        if job.acknowledged:
            job = replace(job, card=replace(job.card, token="", former=None))
        await self._database.write(
            statements.SAVE,
            (
                job.id,
                job.user_id,
                job.state,
                job.acknowledged,
                job.created_at,
                job.task_id,
                job.charged,
                job.request.prompt,
                _JOB.dump(job, exclude={"removals"}),
                job.interaction_id,
                job.card.guild_id,
                job.card.channel_id,
                job.in_vain,
            ),
        )
        if job.acknowledged:
            await self._scrub_if_erased(job.id)

    async def find(self, id_or_task: str) -> Job | None:
        """The job with this id or task ID."""
        jobs = await self._jobs("(id = ? OR task_id = ?) LIMIT 1", (id_or_task, id_or_task))
        return jobs[0] if jobs else None

    async def of_interaction(self, interaction_id: int) -> Job | None:
        """The job that an interaction asked for."""
        jobs = await self._jobs("interaction_id = ?", (interaction_id,))
        return jobs[0] if jobs else None

    async def open_jobs(self) -> list[Job]:
        """The jobs that still need something done, oldest first."""
        return await self._jobs("NOT acknowledged ORDER BY created_at", ())

    async def since(self, at: float) -> AsyncGenerator[Job]:
        """The jobs created after ``at``, oldest first, read some at a time."""
        after: tuple[float, str] = (at, statements.LAST)
        while rows := await self._database.fetch(statements.SINCE, (*after, READ_AT_ONCE)):
            for row in rows:
                if row["data"] and (job := _read(row)):
                    yield job
            after = rows[-1]["created_at"], rows[-1]["id"]

    async def newest(self, limit: int) -> AsyncGenerator[Job]:
        """The last jobs of all members, oldest first, read some at a time."""
        rows = await self._database.fetch(statements.BEFORE_NEWEST, (limit,))
        async for job in self.since(rows[0]["created_at"] if rows else -math.inf):
            yield job

    async def charges(self, since: float) -> list[Charge]:
        """What jobs created after ``since`` cost, oldest first; also what erased ones did."""
        return [Charge(*row) for row in await self._database.fetch(statements.CHARGES, (since,))]

    async def in_vain(self, since: float) -> list[tuple[int, float]]:
        """Member and time of the jobs since then that came to nothing by their doing; also of erased ones."""
        rows = await self._database.fetch(statements.IN_VAIN, (since,))
        return [(row["user_id"], row["created_at"]) for row in rows]

    async def history(self, user_id: int, text: str = "") -> AsyncGenerator[Job]:
        """A member's jobs whose prompt contains ``text`` (case ignored), newest first, read some at a time."""
        before: tuple[float, str] = (math.inf, "")
        while rows := await self._database.fetch(statements.OF_USER, (fold(text), user_id, *before, READ_AT_ONCE)):
            for row in rows:
                if row["data"] and (job := _read(row)):
                    yield job
            before = rows[-1]["created_at"], rows[-1]["id"]

    async def of_user(self, user_id: int, *, text: str = "", limit: int = 10, offset: int = 0) -> list[Job]:
        """A part of ``history``."""
        if not text:
            # An index has those to skip, so that none of them is read.
            return await self._jobs(
                "NOT unwanted AND user_id = ? ORDER BY created_at DESC, id DESC LIMIT ? OFFSET ?",
                (user_id, limit, offset),
            )
        async with aclosing(self.history(user_id, text)) as jobs:
            numbers = count()
            found: list[Job] = []
            async for job in jobs:
                if next(numbers) >= offset:
                    found.append(job)
                if len(found) == limit:
                    break
        return found

    async def erased_records(self, user_id: int) -> AsyncGenerator[dict[str, Any]]:
        """The records that are left of a member's erased jobs, newest first, read some at a time."""
        before: tuple[float, str] = (math.inf, "")
        while rows := await self._database.fetch(statements.ERASED, (user_id, *before, READ_AT_ONCE)):
            for row in rows:
                parsed = {name: json.loads(row[name]) for name in ("removals", "messages")}
                yield {**dict(row), **parsed}
            before = rows[-1]["created_at"], rows[-1]["id"]

    async def requester(self, job_id: str) -> int | None:
        """The member who requested the job with this id, also of an erased one."""
        rows = await self._database.fetch(statements.REQUESTER, (job_id,))
        return rows[0]["user_id"] if rows else None

    async def add_removal(self, job_id: str, removal: Removal) -> None:
        """Note a removal, also of a job that was erased since."""
        await self._database.write(statements.REMOVED, (_REMOVAL.dump(removal), job_id))

    async def lift_removals(self, job_id: str) -> None:
        """Take back the removals that were no moderator's."""
        await self._database.write(statements.RESTORED, (job_id,))

    async def forget(self, before: float) -> int:
        """Delete what is too old to be kept; returns how many jobs."""
        count = await self._in_parts(statements.FORGET, before)
        if count:
            await self._database.scrub()
        return count

    async def reference_owners(self) -> set[str]:
        """The ids of the jobs whose references a known job uses; never that of an erased one."""
        return {row[0] for row in await self._database.fetch(statements.SNAPSHOTS)}

    async def drop(self, job_id: str) -> None:
        """Erase one job; if it is open, once it is closed."""
        await self._database.write("UPDATE jobs SET unwanted = 1 WHERE id = ?", (job_id,))
        await self._database.scrub()

    async def drop_failures(self, user_id: int, but: int) -> None:
        """Erase a member's closed jobs that imini never accepted, or declined, but for the newest ``but``."""
        await self._database.write(statements.DROP_FAILURES, (user_id, but))

    async def erase(self, user_id: int) -> int:
        """Erase a member's jobs, open ones once they are closed; returns how many."""
        count = await self._in_parts(statements.ERASE, user_id)
        await self._database.scrub()
        return count

    async def _in_parts(self, statement: str, value: float) -> int:
        """Run a statement until it finds no more rows, so that whoever else writes waits for some of them at the most;
        returns how many there were.
        """
        total = 0
        while count := await self._database.write(statement, (value, READ_AT_ONCE)):
            total += count
        return total

    async def _scrub_if_erased(self, job_id: str) -> None:
        """Let nothing be left of a job that its member erased while it ran: it was emptied just now."""
        try:
            if await self._database.fetch("SELECT id FROM jobs WHERE id = ? AND data = ''", (job_id,)):
                await self._database.scrub()
        except StorageError as error:
            _log.warning("parts of job %s, which was erased, may still be on disk: %s", job_id, error)

    async def _jobs(self, where: str, values: Iterable[Any]) -> list[Job]:
        """Jobs by a condition of this file's own; what varies comes in as bound ``values``."""
        statement = f"SELECT data, removals FROM jobs WHERE data != '' AND {where}"  # noqa: S608 - constant
        return [job for row in await self._database.fetch(statement, values) if (job := _read(row))]


def _read(row: sqlite3.Row) -> Job | None:
    """A job from its row; one that can't be read must not keep the others from going on."""
    job = _JOB.load(row["data"], "a job in the journal")
    removals = _REMOVALS.load(row["removals"], "the removals of a job in the journal")
    return None if job is None or removals is None else replace(job, removals=removals)
