"""Where the bytes of references are: a port, and its adapter for a folder."""

import shutil
from asyncio import Lock, to_thread
from collections.abc import Collection
from pathlib import Path
from typing import Protocol


class ReferenceFiles(Protocol):
    """Port: the references of jobs, numbered from 1. Every call may raise OSError or StorageError."""

    async def has(self, job_id: str, number: int) -> bool:
        """Whether a reference is stored."""

    async def put(self, job_id: str, number: int, source: Path, limit: int) -> None:
        """Store the file ``source``, which may be moved. Beyond ``limit`` bytes, the oldest jobs lose theirs."""

    async def get(self, job_id: str, number: int) -> bytes | None:
        """The bytes of a reference, None if it is not stored."""

    async def jobs(self) -> list[str]:
        """The ids of the jobs with stored references."""

    async def delete(self, job_ids: Collection[str]) -> None:
        """Delete all references of jobs."""


class ReferenceFolder:
    """One folder per job in ``folder``, and in it one file per reference. A member's own file name is not kept."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = Lock()

    async def has(self, job_id: str, number: int) -> bool:
        return self._file(job_id, number).exists()

    async def put(self, job_id: str, number: int, source: Path, limit: int) -> None:
        async with self._lock:
            await to_thread(self._put, self._file(job_id, number), source, limit)

    async def get(self, job_id: str, number: int) -> bytes | None:
        try:
            return await to_thread(self._file(job_id, number).read_bytes)
        except FileNotFoundError:
            return None

    async def jobs(self) -> list[str]:
        return [folder.name for folder in await to_thread(self._folders)]

    async def delete(self, job_ids: Collection[str]) -> None:
        async with self._lock:
            await to_thread(_remove, [self._folder / job_id for job_id in job_ids])

    def _file(self, job_id: str, number: int) -> Path:
        return self._folder / job_id / str(number)

    def _folders(self) -> list[Path]:
        """The folders of all jobs, oldest first."""
        if not self._folder.exists():
            return []
        folders = filter(Path.is_dir, self._folder.iterdir())
        return sorted(folders, key=lambda folder: folder.stat().st_mtime)

    def _put(self, target: Path, source: Path, limit: int) -> None:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        source.chmod(0o600)
        source.replace(target)
        self._trim(limit)

    def _trim(self, limit: int) -> None:
        sizes = {folder: sum(file.stat().st_size for file in folder.iterdir()) for folder in self._folders()}
        excess = sum(sizes.values()) - limit
        for folder, size in sizes.items():
            if excess <= 0:
                return
            _remove([folder])
            excess -= size


def _remove(folders: list[Path]) -> None:
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
