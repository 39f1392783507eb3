"""Export and erasure of what is stored about a member."""

import asyncio
import json
from collections.abc import AsyncIterator
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from bot.images.reference_store import ReferenceStore
from bot.jobs.job import Job
from bot.jobs.repository import JobRepository
from bot.jobs.service import JobService
from bot.members.preferences import PreferenceStore
from bot.servers.consent import Consents

# Credentials and bookkeeping of the bot, not data of the member: the token would let its holder edit the card, and the
# sources name other members.
_BOT_INTERNAL: dict[str, Any] = {
    "card": {"token", "token_expires", "application_id", "former", "mark"},
    "sources": True,
}


class Privacy:
    """Covers jobs, preferences, references and the member's word about their pictures: what members make themselves."""

    def __init__(
        self,
        repository: JobRepository,
        jobs: JobService,
        preferences: PreferenceStore,
        consents: Consents,
        reference_store: ReferenceStore,
    ) -> None:
        self._repository = repository
        self._jobs = jobs
        self._preferences = preferences
        self._consents = consents
        self._reference_store = reference_store
        self._exporting = asyncio.Lock()

    async def export(self, user_id: int, limit: int) -> AsyncIterator[bytes]:
        """A member's jobs, defaults and word about their pictures, and the records of erased jobs, as JSON documents.

        A document has at most ``limit`` bytes, unless a single job is larger. One export runs at a time, so that only
        one document is in memory.
        """
        async with self._exporting:
            about = {
                "user_id": user_id,
                "defaults": (await self._preferences.get(user_id)).explicit(),
                "references": await self._consents.of(user_id),
            }
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
        """Erase a member's jobs, references and defaults; open jobs run to their end first. Charges stay counted.

        Whoever allowed others to use their pictures has not said so any more; whoever forbade it still does.

        Raises:
            SaveFailed: the database can't be written; part of the data may be erased already.
        """
        await self._preferences.erase(user_id)
        await self._consents.erase(user_id)
        await self._jobs.forget_all(user_id)
        await self._reference_store.sweep()


@cache
def _adapter() -> TypeAdapter[Job]:
    return TypeAdapter(Job)  # takes milliseconds, so it is made for the first export and not at each start


def _record(job: Job) -> dict[str, Any]:
    # With links to unpaid pictures, an export would deliver them for free.
    excluded = _BOT_INTERNAL if job.paid else {**_BOT_INTERNAL, "images": True}
    record: dict[str, Any] = _adapter().dump_python(job, mode="json", exclude=excluded)
    return record


async def _parts(records: AsyncIterator[dict[str, Any]], limit: int) -> AsyncIterator[list[dict[str, Any]]]:
    """Split ``records`` into lists of at most ``limit`` bytes as JSON; yields one empty list if there are none."""
    part: list[dict[str, Any]] = []
    size = 0
    async for record in records:
        added = len(_document({"jobs": [record]}))
        if part and size + added > limit:
            yield part
            part, size = [], 0
        part.append(record)
        size += added
    yield part


def _document(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=1).encode()
