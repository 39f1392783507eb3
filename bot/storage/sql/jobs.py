"""The job repository in SQL: each job is JSON, beside the columns that queries need.

Long results are read in pages, which bounds memory and lets other statements run in between.
"""

import json
import logging
import math
from collections import defaultdict
from collections.abc import AsyncGenerator, Collection, Iterable, Sequence
from contextlib import aclosing
from dataclasses import replace
from itertools import count
from typing import Any

from bot.budgets.caps import Cap
from bot.budgets.errors import NotCovered
from bot.errors import Duplicate, StorageError
from bot.jobs.errors import IdTaken, TakenOver
from bot.jobs.job import Job, Removal
from bot.jobs.repository import Charge
from bot.storage.database import Database, Row
from bot.storage.sql import job_rows, posts, statements
from bot.storage.sql.records import Records
from bot.storage.sql.search import containing, storable
from bot.timing.estimator import Kind

_log = logging.getLogger(__name__)
_REMOVAL = Records(Removal)
_REMOVALS = Records(tuple[Removal, ...])

READ_AT_ONCE = 20
"""Jobs per page of a long read or erasure: about 3 MB with the longest prompts."""


class SqlJobRepository:
    """The jobs in a database, for the run with the id ``run``."""

    def __init__(self, database: Database, run: str) -> None:
        self._database = database
        self._run = run
        # Each save of an open job would say again which messages show it.
        self._noted: dict[str, frozenset[int]] = {}

    async def add(self, job: Job, caps: Sequence[Cap] = ()) -> None:
        try:
            added, *_ = await self._database.write_all(job_rows.adding(job, self._run, caps))
        except Duplicate:
            if not await self._has_stored(job):
                raise
        else:
            if not added and not await self._has_stored(job):
                # Without caps, only another job with its id can be in the way.
                raise NotCovered if caps and await self.requester(job.id) is None else IdTaken(job.id)

    async def save(self, job: Job) -> None:
        noted = self._noted.pop(job.id, frozenset())
        saved, *_ = await self._database.write_all(job_rows.saving(job, self._run, noted))
        if saved and not job.acknowledged:
            self._noted[job.id] = posts.noted_of(job)
        if saved or (job.acknowledged and await self._save_erased(job)):
            return
        if await self.requester(job.id) is not None:
            raise TakenOver(job.id)

    async def reopen(self, job: Job, caps: Sequence[Cap] = ()) -> bool:
        reopened, *_ = await self._database.write_all(job_rows.reopening(job, self._run, caps))
        if reopened or await self._has_stored(job):
            return True
        if caps and await self._database.fetch(statements.FAILED, (job.id,)):
            raise NotCovered
        return False

    async def adopt(self, limit: int) -> list[Job]:
        while rows := await self._orphans(limit):
            # All of a page may be unreadable, and would hide the jobs behind it.
            if jobs := [job for row in rows if (job := _read(row))]:
                return jobs
        return []

    async def take(self, job_id: str) -> Job | None:
        if not await self._database.write(statements.TAKE, (self._run, job_id)):
            return None
        return await self.find(job_id)

    async def owns(self, job_id: str) -> bool:
        return bool(await self._database.fetch(statements.OWNED, (job_id, self._run)))

    async def find(self, id_or_task: str) -> Job | None:
        # A job's own ID comes first, whichever row the engine meets first.
        jobs = await self._jobs(
            "(id = ? OR task_id = ?) ORDER BY CASE WHEN id = ? THEN 0 ELSE 1 END LIMIT 1", (storable(id_or_task),) * 3
        )
        return jobs[0] if jobs else None

    async def of_interaction(self, interaction_id: int) -> Job | None:
        jobs = await self._jobs("interaction_id = ?", (interaction_id,))
        return jobs[0] if jobs else None

    async def open_jobs(self) -> list[Job]:
        return await self._jobs("NOT acknowledged ORDER BY created_at", ())

    async def since(self, at: float) -> AsyncGenerator[Job]:
        # Before the first id of the next moment: no text sorts after every other one in each engine.
        after: tuple[float, str] = (math.nextafter(at, math.inf), "")
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
        rows = await self._database.fetch(statements.CHARGES, (since,))
        return [Charge(row["user_id"], row["id"], row["charged"], row["created_at"]) for row in rows]

    async def in_vain(self, since: float) -> list[tuple[int, float]]:
        rows = await self._database.fetch(statements.IN_VAIN, (since,))
        return [(row["user_id"], row["created_at"]) for row in rows]

    async def durations(self, each: int) -> list[tuple[Kind, float]]:
        rows = await self._database.fetch(statements.DURATIONS, (each - 1,))
        return [(_kind(row["kind"]), row["seconds"]) for row in rows]

    async def history(self, user_id: int, text: str = "") -> AsyncGenerator[Job]:
        before: tuple[float, str] = (math.inf, "")
        while rows := await self._database.fetch(
            statements.OF_USER, (containing(text), user_id, *before, READ_AT_ONCE)
        ):
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
            messages = defaultdict[str, list[int]](list)
            for post in await self._database.fetch(statements.MESSAGES_OF_ERASED, (user_id, *before, READ_AT_ONCE)):
                messages[post["job_id"]].append(post["message_id"])
            for row in rows:
                record = {name: row[name] for name in statements.RECORDED}
                yield {**record, "removals": json.loads(row["removals"]), "messages": messages[row["id"]]}
            before = rows[-1]["created_at"], rows[-1]["id"]

    async def requester(self, job_id: str) -> int | None:
        rows = await self._database.fetch(statements.REQUESTER, (job_id,))
        return rows[0]["user_id"] if rows else None

    async def add_removal(self, job_id: str, removal: Removal) -> None:
        await self._database.write(statements.ADD_REMOVAL, (_REMOVAL.dump(removal), job_id))

    async def lift_removals(self, job_id: str) -> None:
        # Repeated if somebody else changes them in between.
        while rows := await self._database.fetch(statements.REMOVALS, (job_id,)):
            stored = rows[0]["removals"]
            kept = [removal for removal in json.loads(stored) if removal.get("moderator")]
            if await self._database.write(statements.REPLACE_REMOVALS, (json.dumps(kept), job_id, stored)):
                return

    async def empty(self, before: float) -> int:
        total = 0
        after: tuple[float, str] = (-math.inf, "")
        while rows := await self._database.fetch(statements.TOO_OLD, (*after, before, READ_AT_ONCE)):
            full = [row["id"] for row in rows if row["is_full"]]
            if full:
                total += sum(await self._database.write_all([(statements.DROP, (job_id,)) for job_id in full]))
            after = rows[-1]["created_at"], rows[-1]["id"]
        if total:
            await self._database.scrub()
        return total

    async def forget(self, before: float) -> int:
        total = 0
        while rows := await self._database.fetch(statements.OLD, (before, READ_AT_ONCE)):
            ids = [row["id"] for row in rows]
            forgotten = await self._database.write_all(
                [(statements.FORGET, (job_id, before)) for job_id in ids] + [posts.forgetting(job_id) for job_id in ids]
            )
            total += sum(forgotten[: len(ids)])
        if total:  # a scrub blocks the database, so not every daily run needs one
            await self._database.scrub()
        return total

    async def reference_owners(self, job_ids: Collection[str]) -> set[str]:
        owners: set[str] = set()
        asked, none = list(job_ids), [""] * statements.OWNERS_AT_ONCE
        for first in range(0, len(asked), statements.OWNERS_AT_ONCE):
            page = (asked[first:] + none)[: statements.OWNERS_AT_ONCE]
            owners.update(row["asked_id"] for row in await self._database.fetch(statements.REFERENCE_OWNERS, page))
        return owners

    async def drop(self, job_id: str) -> None:
        await self._database.write(statements.DROP, (job_id,))
        await self._database.scrub()

    async def drop_failures(self, user_id: int, keep: int) -> None:
        await self._database.write(statements.DROP_FAILURES, (user_id, keep))

    async def erase(self, user_id: int) -> int:
        total = 0
        while erased := await self._database.write(statements.ERASE, (user_id, READ_AT_ONCE)):
            total += erased
        await self._database.scrub()
        return total

    async def _orphans(self, limit: int) -> Sequence[Row]:
        """Claim open jobs without an owner; returns their rows, oldest first."""
        rows = await self._database.fetch(statements.ORPHANS, (limit,))
        # Of several runs that adopt at once, one gets each job. A repeated try finds it its own.
        adopted = await self._database.write_all(
            [(statements.ADOPT, (self._run, row["id"], self._run)) for row in rows]
        )
        ours = [row["id"] for row, is_ours in zip(rows, adopted, strict=True) if is_ours]
        # Read again: in between, another run may have adopted one, changed it and ended.
        return [row for job_id in ours for row in await self._database.fetch(statements.OWNED, (job_id, self._run))]

    async def _has_stored(self, job: Job) -> bool:
        """Whether this run has stored exactly that: the first of two tries got through, though its answer did not."""
        found = await self._database.fetch(statements.OWNED, (job.id, self._run))
        return any(row["data"] == job_rows.dump(job) for row in found)

    async def _save_erased(self, job: Job) -> bool:
        """Save a closed job that its member erased while it ran, which empties its row; False if it isn't erased."""
        saved, *_ = await self._database.write_all(job_rows.saving(job, self._run, erased=True))
        if saved:
            try:
                await self._database.scrub()
            except StorageError as error:
                _log.warning("parts of the erased job %s may still be on disk: %s", job.id, error)
        return bool(saved)

    async def _jobs(self, where: str, values: Iterable[Any]) -> list[Job]:
        """The jobs that meet ``where``, a constant in this file; ``values`` are bound to its parameters."""
        statement = f"SELECT data, removals FROM jobs WHERE data != '' AND {where}"  # noqa: S608 - constant
        return [job for row in await self._database.fetch(statement, values) if (job := _read(row))]


def _kind(stored: str) -> Kind:
    resolution, quality, num = stored.split()
    return Kind(resolution, quality, int(num))


def _read(row: Row) -> Job | None:
    """The job of a row; None if it can't be read."""
    job = job_rows.JOB.load(row["data"], "a stored job")
    removals = _REMOVALS.load(row["removals"], "the removals of a stored job")
    return None if job is None or removals is None else replace(job, removals=removals)
