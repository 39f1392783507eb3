"""What an error of ``sqlite3`` means to the users of the database."""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import Duplicate, StorageError

_log = logging.getLogger(__name__)

CHECK = "check DATA_DIR, its free disk space and its permissions"

UNUSABLE = (sqlite3.Error, RuntimeError)
"""The errors of an unusable file. The thread raises RuntimeError once it is closed."""


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Raise StorageError if the file can't be read in the block."""
    try:
        yield
    except UNUSABLE as error:
        raise StorageError(f"{path} can't be read ({error}); {CHECK}") from error


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Raise Duplicate if the block stores a UNIQUE value again, StorageError if the file can't be written in it."""
    try:
        yield
    except sqlite3.IntegrityError as error:
        raise Duplicate(str(error)) from error
    except UNUSABLE as error:
        _log.error("%s can't be written (%s); %s", path, error, CHECK)
        raise StorageError(str(error)) from error
