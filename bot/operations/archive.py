"""A backup: one tar file with the database, the references of its jobs and their checksums, for its owner alone."""

import hashlib
import io
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

SUMS: Final = "SHA256SUMS"
"""The last file in a backup: a line for each of the others, in their order, as ``sha256sum`` prints and checks them.

SQLite notices no damage inside a value, and nothing else notices damage to an image, or that the last ones are missing.
"""

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
    lines: list[str] = []
    try:
        with tarfile.open(file, "r:") as archive:
            lines.extend(_extract(archive, member, folder) for member in archive)
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
    sums = folder / SUMS
    if not sums.exists():
        raise BadBackup(f"{file} is incomplete: it lacks {SUMS}, its last file")
    if sums.read_text("utf-8", "replace") != "".join(lines[:-1]):
        raise BadBackup(f"{file} is damaged: its content differs from its checksums")
    sums.unlink()
    return Backup(jobs, len(lines) - 2, version, file.stat().st_size)


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _pack(target: Path, database: Path, references: Path) -> None:
    with tarfile.open(target, "x") as archive:
        target.chmod(0o600)
        lines = [_add(archive, database, FILE)]
        for path in _files(references):
            try:
                lines.append(_add(archive, path, f"{REFERENCES}/{path.parent.name}/{path.name}"))
            except FileNotFoundError:
                continue  # its job was deleted meanwhile
        sums = "".join(lines).encode()
        member = tarfile.TarInfo(SUMS)
        member.size = len(sums)
        archive.addfile(member, io.BytesIO(sums))
    sync(target)


def _add(archive: tarfile.TarFile, path: Path, name: str) -> str:
    """Pack a file; returns its line in SUMS."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
        file.seek(0)
        archive.addfile(archive.gettarinfo(arcname=name, fileobj=file), file)
    return _line(digest.hexdigest(), name)


def _line(digest: str, name: str) -> str:
    return f"{digest}  {name}\n"


def _files(references: Path) -> Iterator[Path]:
    return (
        path
        for path in references_in(references)
        if _REFERENCE.fullmatch(f"{REFERENCES}/{path.parent.name}/{path.name}")
    )


def _extract(archive: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> str:
    """Write one file; returns its line in SUMS.

    Nothing else than what a backup has can be in it, so that no name leads out of ``folder``.
    """
    content, digest = archive.extractfile(member) if member.isreg() else None, hashlib.sha256()
    if content is None or not (member.name in {FILE, SUMS} or _REFERENCE.fullmatch(member.name)):
        raise BadBackup(f"the file contains {member.name!r:.100}, so it isn't a backup of this bot")
    target = folder / member.name
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with content, target.open("xb") as file:
        target.chmod(0o600)
        while block := content.read(1 << 20):
            file.write(block)
            digest.update(block)
        file.flush()
        os.fsync(file.fileno())
    return _line(digest.hexdigest(), member.name)


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
