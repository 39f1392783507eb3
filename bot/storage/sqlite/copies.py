"""Copies of the file: on request, and by itself before a newer version of the bot changes its schema.

Source: https://sqlite.org/backup.html
"""

import logging
import sqlite3
from collections.abc import Callable
from pathlib import Path

_log = logging.getLogger(__name__)

PAGES_AT_ONCE = 64
"""Pages (of 4 KiB) that are copied before others have their turn: some 3 ms."""

LOCKED_WAIT = 0.001
"""Seconds until the next step while a transaction holds the file."""

KEPT_DAYS = 7
"""Days for which the copy from before a change of the schema is kept: it has what members erase later."""


def copy(connection: sqlite3.Connection, target: Path, meanwhile: Callable[[], None]) -> None:
    """Copy the open file to the new file ``target``, and call ``meanwhile`` after each step.

    What ``meanwhile`` writes over the same connection is in the copy as well.
    """
    target.touch(mode=0o600, exist_ok=False)
    try:
        copied = sqlite3.connect(target)
        try:
            connection.backup(copied, pages=PAGES_AT_ONCE, progress=lambda *_: meanwhile(), sleep=LOCKED_WAIT)
            # In the copy's own header, so that it can be opened for reading alone.
            copied.execute("PRAGMA journal_mode = DELETE").fetchall()
        finally:
            copied.close()
    except BaseException:
        target.unlink(missing_ok=True)
        raise


def keep(connection: sqlite3.Connection, path: Path, version: int) -> None:
    """Keep a copy beside the file, as it is with schema ``version``, instead of an earlier one."""
    kept = path.with_name(f"{path.name}.schema-{version}")
    partial = kept.with_name(f"{kept.name}.partial")
    partial.unlink(missing_ok=True)
    copy(connection, partial, lambda: None)
    partial.replace(kept)
    for other in _kept(path):
        if other != kept:
            other.unlink(missing_ok=True)
    _log.info("this version of the bot changes %s; %s is a copy from before, kept for %d days", path, kept, KEPT_DAYS)


def remove_older(path: Path, now: float) -> None:
    """Delete a kept copy that is ``KEPT_DAYS`` old at ``now``, in epoch seconds."""
    for kept in _kept(path):
        if kept.stat().st_mtime < now - KEPT_DAYS * 86_400:
            kept.unlink(missing_ok=True)


def _kept(path: Path) -> list[Path]:
    return list(path.parent.glob(f"{path.name}.schema-*"))
