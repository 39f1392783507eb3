"""What is known of a member, for them to read or to have erased."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from pydantic import TypeAdapter

from bot.images.reference_store import ReferenceStore
from bot.jobs.job import Job
from bot.jobs.repository import JobRepository
from bot.jobs.service import JobService
from bot.members.preferences import PreferenceStore

_JOB: TypeAdapter[Job] = TypeAdapter(Job)
# Keys to the card, which are the bot's and not the member's.
_NOT_THEIRS: dict[str, Any] = {"card": {"token", "token_expires", "application_id", "former", "mark"}}


class Privacy:
    """Export and erasure, over everything that is kept of members on disk."""

    def __init__(
        self, repository: JobRepository, jobs: JobService, preferences: PreferenceStore, reference_store: ReferenceStore
    ) -> None:
        self._repository = repository
        self._jobs = jobs
        self._preferences = preferences
        self._reference_store = reference_store
        self._exporting = asyncio.Lock()

    async def export(self, user_id: int, limit: int) -> AsyncIterator[bytes]:
        """A member's jobs and defaults, and what is left of erased jobs, as JSON documents of ``limit`` bytes each.

        Only a single job may be larger.

        One document is in memory at a time, also of all members' exports together.
        """
        async with self._exporting:
            about = {"user_id": user_id, "defaults": (await self._preferences.get(user_id)).explicit()}
            room = limit - len(_document(about))
            async for part in _parts(self._records(user_id), room):
                yield await asyncio.to_thread(_document, about | {"jobs": part})
            async for part in _parts(self._repository.erased_records(user_id), room):
                if part:
                    yield await asyncio.to_thread(_document, about | {"records": part})

    async def _records(self, user_id: int) -> AsyncIterator[dict[str, Any]]:
        async for job in self._repository.history(user_id):
            yield _record(job)

    async def erase(self, user_id: int) -> None:
        """Forget a member's jobs, references and defaults; open jobs end first. What was spent stays counted.

        Raises:
            NotSaved: the disk does not let it; some of it may be gone.
        """
        await self._preferences.erase(user_id)
        await self._jobs.forget_all(user_id)
        await self._reference_store.sweep()


def _record(job: Job) -> dict[str, Any]:
    # Links to pictures that were not paid would be pictures for nothing.
    left_out = _NOT_THEIRS if job.paid else {**_NOT_THEIRS, "images": True}
    record: dict[str, Any] = _JOB.dump_python(job, mode="json", exclude=left_out)
    return record


async def _parts(records: AsyncIterator[dict[str, Any]], limit: int) -> AsyncIterator[list[dict[str, Any]]]:
    """``records`` in as few lists as possible, each of them small enough; one empty list if there are none."""
    part: list[dict[str, Any]] = []
    size = 0
    async for record in records:
        weight = len(_document({"jobs": [record]}))
        if part and size + weight > limit:
            yield part
            part, size = [], 0
        part.append(record)
        size += weight
    yield part


def _document(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=1).encode()
