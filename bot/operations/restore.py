"""``python -m bot restore FILE``: the data of a backup in the place of those in ``DATA_DIR``, which are kept aside."""

import argparse
import shutil
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from bot.errors import StorageError
from bot.operations import archive
from bot.runtime.exit_codes import EXIT_FAILED, EXIT_OK, EXIT_SETTINGS
from bot.runtime.terminal import say
from bot.settings import Settings
from bot.storage.folder_lock import locked
from bot.storage.inventory import FILE, REFERENCES
from bot.storage.sqlite import at_rest

_IN_POSTGRES = (
    "imagine-bot: DATABASE_URL is set, so all data is in PostgreSQL; restore it with pg_restore (see docs/growth.md)\n"
)

UNPACKED = "restoring"
"""The folder in ``DATA_DIR`` where a backup is unpacked."""


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """Restore the backup ``arguments.file``. Returns the exit code."""
    if settings.database_url:
        sys.stderr.write(_IN_POSTGRES)
        return EXIT_SETTINGS
    folder, suffix = settings.data_dir, f"replaced-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    try:
        with at_rest.held(folder / FILE), locked(folder):
            restored, aside = _restore(arguments.file, folder, suffix)
    except (StorageError, archive.BadBackup, OSError) as error:
        told: object = error
        if isinstance(error, OSError):
            told = f"{arguments.file} can't be restored to {folder} ({error.strerror or error})"
        sys.stderr.write(f"imagine-bot: restore failed, nothing has changed: {told}\n")
        return EXIT_FAILED
    kept = f"; the previous data is kept as {' and '.join(aside)}" if aside else ""
    say(f"restored {restored.contents} from {arguments.file} to {folder}{kept}")
    return EXIT_OK


def _restore(file: Path, folder: Path, suffix: str) -> tuple[archive.Backup, list[str]]:
    """Returns what was restored, and the names of what was there before."""
    unpacked = folder / UNPACKED
    shutil.rmtree(unpacked, ignore_errors=True)
    unpacked.mkdir(mode=0o700)
    try:
        backup = archive.unpack(file, unpacked)
        aside = [*_set_aside(folder, suffix)]
        if (unpacked / REFERENCES).exists():
            (unpacked / REFERENCES).rename(folder / REFERENCES)
        # Last, and in one step: whenever this is killed, there is a whole database, the old one or the new one.
        (unpacked / FILE).replace(folder / FILE)
        archive.sync(folder)
    finally:
        shutil.rmtree(unpacked, ignore_errors=True)
    return backup, aside


def _set_aside(folder: Path, suffix: str) -> Iterator[str]:
    references, database = folder / REFERENCES, folder / FILE
    if references.exists():
        aside = references.rename(references.with_name(f"{references.name}.{suffix}"))
        yield aside.name
    if database.exists():
        aside = database.with_name(f"{database.name}.{suffix}")
        archive.name_also(database, aside)
        yield aside.name
    for part in ("-wal", "-shm"):  # those of a damaged file; a whole one has none at rest
        companion = database.with_name(database.name + part)
        if companion.exists():
            companion.rename(companion.with_name(f"{database.name}.{suffix}{part}"))
