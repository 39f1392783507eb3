"""Temporary folders, cleaned up for whoever works in them."""

import asyncio
import secrets
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path


@asynccontextmanager
async def workspace(root: Path) -> AsyncIterator[Path]:
    """The path of a folder in ``root`` that nobody else uses; whatever is in it after the block is deleted.

    Whoever writes the first file makes the folder, so that a full disk is met where files are written.
    """
    folder = root / secrets.token_hex(8)
    try:
        yield folder
    finally:
        # In a thread: a job may have brought hundreds of megabytes.
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


def remove_leftovers(*roots: Path) -> None:
    """Delete every workspace in ``roots``, which a killed process left behind; call it before any is in use."""
    for root in roots:
        shutil.rmtree(root, ignore_errors=True)
