"""The job repository in SQLite: each job is JSON, beside the columns that queries need.

A trigger (``0008_standard_names.sql``) empties the row of an unwanted job. Long results are read in pages, which bounds
memory and lets other statements run in between.
"""

import json
import logging
import math
import sqlite3
from collections.abc import AsyncGenerator, Collection, Iterable
from contextlib import aclosing
from dataclasses import replace
from itertools import count
from typing import Any

from bot.errors import StorageError
from bot.jobs.job import Job, Removal
from bot.jobs.repository import Charge
from bot.storage.sqlite import statements
from bot.storage.sqlite.database import SqliteDatabase, fold
from bot.storage.sqlite.records import Records

_log = logging.getLogger(__name__)
_JOB = Records(Job)
_REMOVAL = Records(Removal)
_REMOVALS = Records(tuple[Removal, ...])

READ_AT_ONCE = 20
"""Jobs per page of a long read or erasure: about 3 MB with the longest prompts."""


class SqliteJobRepository:
    """The job repository of a bot that runs as one process."""

    def __init__(self, database: SqliteDatabase) -> None:
        self._database = database

    async def save(self, job: Job) -> None:
        # The token of the interaction allows edits of the card; nothing needs it once the job is acknowledged.
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
                job.references_from,
            ),
        )
        if job.acknowledged:
            await self._scrub_if_erased(job.id)

    async def find(self, id_or_task: str) -> Job | None:
        jobs = await self._jobs("(id = ? OR task_id = ?) LIMIT 1", (id_or_task, id_or_task))
        return jobs[0] if jobs else None

    async def of_interaction(self, interaction_id: int) -> Job | None:
        jobs = await self._jobs("interaction_id = ?", (interaction_id,))
        return jobs[0] if jobs else None

    async def open_jobs(self) -> list[Job]:
        return await self._jobs("NOT acknowledged ORDER BY created_at", ())

    async def since(self, at: float) -> AsyncGenerator[Job]:
        after: tuple[float, str] = (at, statements.LAST)
        while rows := await self._database.fetch(statements.SINCE, (*after, READ_AT_ONCE)):
            for row in rows:
                if row["data"] and (job := _read(row)):
                    yield job
            after = rows[-1]["created_at"], rows[-1]["id"]

    async def newest(self, limit: int) -> AsyncGenerator[Job]:
        rows = await self._database.fetch(statements.BEFORE_NEWEST, (limit,))
        async for job in self.since(rows[0]["created_at"] if rows else -math.inf):
            yield job

    async def charges(self, since: float) -> list[Charge]:
        return [Charge(*row) for row in await self._database.fetch(statements.CHARGES, (since,))]

    async def in_vain(self, since: float) -> list[tuple[int, float]]:
        rows = await self._database.fetch(statements.IN_VAIN, (since,))
        return [(row["user_id"], row["created_at"]) for row in rows]

    async def history(self, user_id: int, text: str = "") -> AsyncGenerator[Job]:
        before: tuple[float, str] = (math.inf, "")
        while rows := await self._database.fetch(statements.OF_USER, (fold(text), user_id, *before, READ_AT_ONCE)):
            for row in rows:
                if row["data"] and (job := _read(row)):
                    yield job
            before = rows[-1]["created_at"], rows[-1]["id"]

    async def of_user(self, user_id: int, *, text: str = "", limit: int = 10, offset: int = 0) -> list[Job]:
        if not text:
            # The index `jobs_to_show` skips the first `offset` jobs without reading their prompts.
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
        before: tuple[float, str] = (math.inf, "")
        while rows := await self._database.fetch(statements.ERASED_RECORDS, (user_id, *before, READ_AT_ONCE)):
            for row in rows:
                parsed = {name: json.loads(row[name]) for name in ("removals", "messages")}
                yield {**dict(row), **parsed}
            before = rows[-1]["created_at"], rows[-1]["id"]

    async def requester(self, job_id: str) -> int | None:
        rows = await self._database.fetch(statements.REQUESTER, (job_id,))
        return rows[0]["user_id"] if rows else None

    async def add_removal(self, job_id: str, removal: Removal) -> None:
        await self._database.write(statements.ADD_REMOVAL, (_REMOVAL.dump(removal), job_id))

    async def lift_removals(self, job_id: str) -> None:
        await self._database.write(statements.LIFT_REMOVALS, (job_id,))

    async def forget(self, before: float) -> int:
        count = await self._in_pages(statements.FORGET, before)
        if count:  # a scrub blocks the database, so not every daily run needs one
            await self._database.scrub()
        return count

    async def reference_owners(self, job_ids: Collection[str]) -> set[str]:
        rows = await self._database.fetch(statements.REFERENCE_OWNERS, (json.dumps(list(job_ids)),))
        return {row["owner"] for row in rows}

    async def drop(self, job_id: str) -> None:
        await self._database.write("UPDATE jobs SET unwanted = 1 WHERE id = ?", (job_id,))
        await self._database.scrub()

    async def drop_failures(self, user_id: int, keep: int) -> None:
        await self._database.write(statements.DROP_FAILURES, (user_id, keep))

    async def erase(self, user_id: int) -> int:
        count = await self._in_pages(statements.ERASE, user_id)
        await self._database.scrub()
        return count

    async def _in_pages(self, statement: str, value: float) -> int:
        """Repeat a statement with a LIMIT until it affects no row. Returns the total.

        Other writers wait for one page at most.
        """
        total = 0
        while count := await self._database.write(statement, (value, READ_AT_ONCE)):
            total += count
        return total

    async def _scrub_if_erased(self, job_id: str) -> None:
        """Scrub the file if the member erased this job while it ran: saving it has just emptied its row."""
        try:
            if await self._database.fetch("SELECT id FROM jobs WHERE id = ? AND data = ''", (job_id,)):
                await self._database.scrub()
        except StorageError as error:
            _log.warning("parts of the erased job %s may still be on disk: %s", job_id, error)

    async def _jobs(self, where: str, values: Iterable[Any]) -> list[Job]:
        """The jobs that meet ``where``, a constant in this file; ``values`` are bound to its parameters."""
        statement = f"SELECT data, removals FROM jobs WHERE data != '' AND {where}"  # noqa: S608 - constant
        return [job for row in await self._database.fetch(statement, values) if (job := _read(row))]


def _read(row: sqlite3.Row) -> Job | None:
    """The job of a row; None if it can't be read."""
    job = _JOB.load(row["data"], "a stored job")
    removals = _REMOVALS.load(row["removals"], "the removals of a stored job")
    return None if job is None or removals is None else replace(job, removals=removals)
