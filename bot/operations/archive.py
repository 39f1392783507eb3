"""A backup: one tar file with the database and the references of its jobs, readable for its owner alone."""

import os
import re
import secrets
import sqlite3
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bot.storage.inventory import FILE, REFERENCES, references_in
from bot.storage.sqlite import at_rest, schema

_REFERENCE: Final = re.compile(rf"{REFERENCES}/[0-9a-f]+/\d+")


class BadBackup(Exception):
    """A file can't be restored; the message says why."""


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds: ``schema`` is the version of its database, ``size`` is in bytes."""

    jobs: int
    references: int
    schema: int
    size: int

    @property
    def contents(self) -> str:
        """What it holds, in words."""
        return f"{_counted(self.jobs, 'job')} and {_counted(self.references, 'reference image')}"


def make(target: Path, database: Path, references: Path) -> Backup:
    """Pack the closed file ``database`` and the folder ``references`` into the new file ``target``, all or nothing.

    Raises:
        BadBackup: what was written does not open again.
        OSError: it can't be written, or exists already.
    """
    partial = target.with_name(f".{target.name}.{secrets.token_hex(4)}.partial")
    try:
        _pack(partial, database, references)
        backup = check(partial)
        name_also(partial, target)
        sync(target.parent)
    finally:
        partial.unlink(missing_ok=True)
    return backup


def check(file: Path) -> Backup:
    """Read a backup whole. Raises BadBackup or OSError."""
    with TemporaryDirectory(dir=file.parent, prefix=".checking-") as folder:
        return unpack(file, Path(folder))


def unpack(file: Path, folder: Path) -> Backup:
    """Unpack a backup into the empty ``folder``. Raises BadBackup or OSError."""
    try:
        with tarfile.open(file, "r:") as archive:
            references = sum(_extract(archive, member, folder) for member in archive) - 1
    except tarfile.TarError as error:
        raise BadBackup(f"{file} isn't a backup of this bot, or is damaged ({error})") from error
    database = folder / FILE
    if not database.exists():
        raise BadBackup(f"{file} isn't a backup of this bot: it contains no {FILE}")
    try:
        version, jobs = at_rest.inspect(database)
    except schema.NewerSchema as error:
        raise BadBackup(f"{file} can't be used here: {error}") from error
    except sqlite3.Error as error:
        raise BadBackup(f"{file} is damaged: its {FILE} can't be read ({error})") from error
    return Backup(jobs, references, version, file.stat().st_size)


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _pack(target: Path, database: Path, references: Path) -> None:
    with tarfile.open(target, "x") as archive:
        target.chmod(0o600)
        archive.add(database, FILE)
        for path in _files(references):
            try:
                archive.add(path, f"{REFERENCES}/{path.parent.name}/{path.name}")
            except FileNotFoundError:
                continue  # its job was deleted meanwhile
    sync(target)


def _files(references: Path) -> Iterator[Path]:
    return (
        path
        for path in references_in(references)
        if _REFERENCE.fullmatch(f"{REFERENCES}/{path.parent.name}/{path.name}")
    )


def _extract(archive: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> bool:
    """Write one file. Nothing else than what a backup has can be in it, so that no name leads out of ``folder``."""
    content = archive.extractfile(member) if member.isreg() else None
    if content is None or not (member.name == FILE or _REFERENCE.fullmatch(member.name)):
        raise BadBackup(f"the file contains {member.name!r:.100}, so it isn't a backup of this bot")
    target = folder / member.name
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with content, target.open("xb") as file:
        target.chmod(0o600)
        while block := content.read(1 << 20):
            file.write(block)
        file.flush()
        os.fsync(file.fileno())
    return True


def name_also(path: Path, name: Path) -> None:
    """Give a file a second name, or where the file system has no links another one. Raises FileExistsError, OSError."""
    try:
        os.link(path, name)
    except FileExistsError:
        raise
    except OSError:
        if name.exists():
            raise FileExistsError(f"{name} already exists") from None
        path.rename(name)


def sync(path: Path) -> None:
    """Have the disk keep a file or the names in a folder."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
