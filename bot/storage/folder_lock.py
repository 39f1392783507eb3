"""Keeps ``DATA_DIR`` to one process where no database file in it does."""

import fcntl
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

from bot.errors import StorageError

NAME = "lock"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold ``folder`` during the block; the lock ends with the process, however that ends. Raises StorageError."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = (folder / NAME).open("ab")
    except OSError as error:
        raise StorageError(f"can't use {folder}: {error}; check DATA_DIR and its permissions") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            reason = "another process is using it; give each process its own DATA_DIR"
            raise StorageError(f"can't use {folder}: {reason}") from error
        yield


def locked_if_shared(folder: Path) -> AbstractContextManager[None]:
    """``locked``, for a process that needs no lock of its own: the folder may still be that of one that does."""
    return locked(folder) if (folder / NAME).exists() else nullcontext()
