"""``python -m bot backup FILE``: all data of a bot in one file, while the bot runs or not."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import StorageError
from bot.operations import archive
from bot.runtime.exit_codes import EXIT_FAILED, EXIT_OK, EXIT_SETTINGS
from bot.runtime.terminal import say
from bot.settings import Settings
from bot.storage.inventory import FILE, REFERENCES
from bot.storage.sqlite import at_rest, snapshots

_IN_POSTGRES = (
    "imagine-bot: DATABASE_URL is set, so all data is in PostgreSQL; back it up with pg_dump (see docs/growth.md)\n"
)


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """Make the backup ``arguments.file``. Returns the exit code."""
    if settings.database_url:
        sys.stderr.write(_IN_POSTGRES)
        return EXIT_SETTINGS
    file: Path = arguments.file
    try:
        if file.exists() or file.is_symlink():
            raise StorageError(f"{file} already exists; choose another name")
        with copied(settings.data_dir) as database:
            made = archive.make(file, database, settings.data_dir / REFERENCES)
    except (StorageError, archive.BadBackup, OSError) as error:
        told = _explained(error, file, settings.data_dir / REFERENCES) if isinstance(error, OSError) else error
        sys.stderr.write(f"imagine-bot: backup failed: {told}\n")
        return EXIT_FAILED
    say(f"backed up to {file} and verified: {made.contents}, {made.size:,} bytes")
    return EXIT_OK


def _explained(error: OSError, file: Path, references: Path) -> str:
    """What is told of an error of the system, which names a hidden file where the backup can't be written."""
    if error.filename and Path(error.filename).is_relative_to(references):
        return f"{error.filename} can't be read ({error.strerror or error})"
    return f"{file} can't be written ({error.strerror or error})"


@contextmanager
def copied(folder: Path) -> Iterator[Path]:
    """A copy of the database in ``folder``, made by the bot if it runs, and deleted after the block.

    Raises:
        StorageError: it can't be copied.
    """
    copy = snapshots.requested(folder) or _copied_at_rest(folder)
    try:
        yield copy
    finally:
        copy.unlink(missing_ok=True)


def _copied_at_rest(folder: Path) -> Path:
    """A copy of the database of a bot that does not run."""
    database, copy = folder / FILE, folder / f"{snapshots.PREFIX}at-rest.db"
    if not database.exists():
        raise StorageError(f"{database} does not exist: check DATA_DIR")
    copy.unlink(missing_ok=True)
    at_rest.copy(database, copy)
    return copy
