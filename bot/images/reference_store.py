"""Stores the references of jobs as files: Discord's links expire after a day, and jobs can be run again for weeks.

Source: https://discord.com/developers/docs/reference#signed-attachment-cdn-urls
"""

import asyncio
import logging
import shutil
from contextlib import suppress
from pathlib import Path

from bot.errors import StorageError
from bot.jobs.job import Job
from bot.jobs.repository import JobRepository
from bot.requests.limits import data_uri

_log = logging.getLogger(__name__)

FOLDER_BYTES = 1 << 30
"""Maximum bytes of all references; beyond that, those of the oldest jobs are deleted."""


class ReferenceStore:
    """One folder per job with references of its own. A job made from it names it in ``references_from``."""

    def __init__(self, folder: Path, repository: JobRepository, limit: int = FOLDER_BYTES) -> None:
        self._folder = folder
        self._repository = repository
        self._limit = limit
        self._lock = asyncio.Lock()

    def has(self, job: Job, number: int) -> bool:
        """Whether reference ``number`` (1-based) of ``job`` is stored."""
        return self._file(job, number).exists()

    async def store(self, job: Job, number: int, source: Path) -> None:
        """Move ``source`` here as reference ``number`` (1-based) of ``job``. Raises OSError."""
        async with self._lock:
            await asyncio.to_thread(self._store, self._file(job, number), source)

    async def uri(self, job: Job, number: int) -> str | None:
        """Reference ``number`` (1-based) of ``job`` as a ``data:`` URI, or None if it is not stored."""
        try:
            return await asyncio.to_thread(data_uri, self._file(job, number))
        except FileNotFoundError:
            return None

    async def sweep(self) -> None:
        """Delete the references that no stored job uses."""
        async with self._lock:
            # What a new job stores after this line is not in the list, so it is not deleted.
            try:
                stored = await asyncio.to_thread(self._folders)
                owners = await self._repository.reference_owners([folder.name for folder in stored])
            except (StorageError, OSError) as error:
                _log.warning("old references could not be deleted: %s", error)
                return
            unused = [folder for folder in stored if folder.name not in owners]
            await asyncio.to_thread(_remove, unused)
        _log.info("deleted the references of %d jobs", len(unused))

    async def release(self, job: Job) -> None:
        """Delete the references of an ended job that was erased while it ran."""
        with suppress(StorageError):  # the next daily sweep deletes them
            if job.request.images and await self._repository.find(job.id) is None:
                await self.sweep()

    def _file(self, job: Job, number: int) -> Path:
        """The path of a reference. The member's own file name is not kept."""
        return self._folder / (job.references_from or job.id) / str(number)

    def _folders(self) -> list[Path]:
        """The folders of all jobs, oldest first."""
        if not self._folder.exists():
            return []
        folders = filter(Path.is_dir, self._folder.iterdir())
        return sorted(folders, key=lambda folder: folder.stat().st_mtime)

    def _store(self, target: Path, source: Path) -> None:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        source.chmod(0o600)
        source.replace(target)
        self._trim()

    def _trim(self) -> None:
        sizes = {folder: sum(file.stat().st_size for file in folder.iterdir()) for folder in self._folders()}
        excess = sum(sizes.values()) - self._limit
        for folder, size in sizes.items():
            if excess <= 0:
                return
            _remove([folder])
            excess -= size


def _remove(folders: list[Path]) -> None:
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
