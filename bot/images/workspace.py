"""Temporary folders that clean themselves up."""

import asyncio
import secrets
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.net.memory_budget import MemoryShare


@dataclass(frozen=True, slots=True)
class Workspace:
    """Room for the files of one job: small ones in ``memory``, others in ``folder``, created with its first file."""

    folder: Path
    memory: MemoryShare


@asynccontextmanager
async def workspace(root: Path) -> AsyncIterator[Path]:
    """The path of a unique folder in ``root``, deleted when the block ends.

    The caller creates the folder with its first file, so that a full disk raises where the caller handles it.
    """
    folder = root / secrets.token_hex(8)
    try:
        yield folder
    finally:
        if folder.exists():
            # In a thread: a job can leave hundreds of megabytes.
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


def remove_leftovers(*roots: Path) -> None:
    """Delete the workspaces that a killed process left in ``roots``. Call it before any workspace is in use."""
    for root in roots:
        shutil.rmtree(root, ignore_errors=True)
