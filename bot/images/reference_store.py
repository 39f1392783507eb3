"""The references of jobs as files, so that a later run has them when the links are dead: Discord's end after a day.

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
"""Bytes of all references together; beyond that, those of the oldest jobs go first."""


class ReferenceStore:
    """A folder for each job that brought references of its own; ``references_from`` of jobs made from it names it."""

    def __init__(self, folder: Path, repository: JobRepository, limit: int = FOLDER_BYTES) -> None:
        self._folder = folder
        self._repository = repository
        self._limit = limit
        self._lock = asyncio.Lock()

    def has(self, job: Job, number: int) -> bool:
        """Whether reference ``number`` (from 1) of ``job`` is kept."""
        return self._file(job, number).exists()

    async def store(self, job: Job, number: int, source: Path) -> None:
        """Move ``source`` here as reference ``number`` (from 1) of ``job``. Raises OSError."""
        async with self._lock:
            await asyncio.to_thread(self._store, self._file(job, number), source)

    async def uri(self, job: Job, number: int) -> str | None:
        """Reference ``number`` (from 1) of ``job`` as a ``data:`` URI, or None if it is not kept."""
        try:
            return await asyncio.to_thread(data_uri, self._file(job, number))
        except FileNotFoundError:
            return None

    async def sweep(self) -> None:
        """Delete what no job in the journal points to any more."""
        async with self._lock:
            # The journal is asked last: what a job stored in between must not look like nobody's.
            try:
                there = await asyncio.to_thread(self._folders)
                wanted = await self._repository.reference_owners()
            except (StorageError, OSError) as error:
                _log.warning("old references could not be looked through: %s", error)
                return
            gone = [folder for folder in there if folder.name not in wanted]
            await asyncio.to_thread(_remove, gone)
        _log.info("deleted the references of %d jobs", len(gone))

    async def release(self, job: Job) -> None:
        """Delete the references of a job that was erased while it ran, and has ended now."""
        with suppress(StorageError):  # then the next sweep does it
            if job.request.images and await self._repository.find(job.id) is None:
                await self.sweep()

    def _file(self, job: Job, number: int) -> Path:
        """Neutral names: nothing of what the member called the file."""
        return self._folder / (job.references_from or job.id) / str(number)

    def _folders(self) -> list[Path]:
        """The folders of all jobs, the oldest first."""
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
