"""Stores the references of jobs: Discord's links expire after a day, and jobs can be run again for weeks.

Source: https://discord.com/developers/docs/reference#signed-attachment-cdn-urls
"""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bot.errors import StorageError
from bot.images.reference_files import ReferenceFiles
from bot.jobs.job import Job
from bot.jobs.repository import JobRepository
from bot.requests.limits import data_uri

_log = logging.getLogger(__name__)

MOST_BYTES = 1 << 30
"""Maximum bytes of all references; beyond that, those of the oldest jobs are deleted."""


class ReferenceStore:
    """The references of jobs that have some of their own. A job made from one names it in ``references_from``."""

    def __init__(self, files: ReferenceFiles, repository: JobRepository, limit: int = MOST_BYTES) -> None:
        self._files = files
        self._repository = repository
        self._limit = limit

    async def has(self, job: Job, number: int) -> bool:
        """Whether reference ``number`` (1-based) of ``job`` is stored. Raises OSError."""
        with _as_os_error():
            return await self._files.has(_owner(job), number)

    async def store(self, job: Job, number: int, source: Path) -> None:
        """Move ``source`` here as reference ``number`` (1-based) of ``job``. Raises OSError."""
        with _as_os_error():
            await self._files.put(_owner(job), number, source, self._limit)

    async def uri(self, job: Job, number: int) -> str | None:
        """Reference ``number`` (1-based) of ``job`` as a ``data:`` URI, None if it is not stored. Raises OSError."""
        with _as_os_error():
            data = await self._files.get(_owner(job), number)
        return None if data is None else await asyncio.to_thread(data_uri, data)

    async def sweep(self) -> None:
        """Delete the references that no stored job uses."""
        # What a new job stores after this line is not in the list, so it is not deleted.
        try:
            stored = await self._files.jobs()
            owners = await self._repository.reference_owners(stored)
            unused = [job_id for job_id in stored if job_id not in owners]
            await self._files.delete(unused)
        except (StorageError, OSError) as error:
            _log.warning("old references could not be deleted: %s", error)
            return
        _log.info("deleted the references of %d jobs", len(unused))

    async def release(self, job: Job) -> None:
        """Delete the references of an ended job that was erased while it ran."""
        with suppress(StorageError):  # the next daily sweep deletes them
            if job.request.images and await self._repository.find(job.id) is None:
                await self.sweep()


def _owner(job: Job) -> str:
    """The id of the job whose references ``job`` uses."""
    return job.references_from or job.id


@contextmanager
def _as_os_error() -> Iterator[None]:
    """Raise OSError where the database can't be read or written: to those who need a file, it is a disk."""
    try:
        yield
    except StorageError as error:
        raise OSError(str(error)) from error
