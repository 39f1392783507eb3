"""What an error of ``sqlite3`` means to the users of the database."""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import Duplicate, RunOver, StorageError

_log = logging.getLogger(__name__)

CHECK = "check DATA_DIR, its free disk space and its permissions"

UNUSABLE = (sqlite3.Error, RuntimeError)
"""The errors of an unusable file. The thread raises RuntimeError once it is closed."""


_DUPLICATE = {sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_UNIQUE}


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Raise StorageError if the file can't be read in the block."""
    try:
        yield
    except UNUSABLE as error:
        raise StorageError(f"{path} can't be read ({error}); {CHECK}") from error


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Explain why the block can't write the file.

    Raises:
        Duplicate: a UNIQUE column already has the value.
        RunOver: the owner of the row is a run that has ended.
        StorageError: the file can't be written.
    """
    try:
        yield
    except UNUSABLE as error:
        code = getattr(error, "sqlite_errorcode", None)
        if code in _DUPLICATE:
            raise Duplicate(str(error)) from error
        if code == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
            raise RunOver(str(error)) from error
        _log.error("%s can't be written (%s); %s", path, error, CHECK)
        raise StorageError(str(error)) from error
