"""Moves what a single process stored in ``DATA_DIR`` into PostgreSQL, at the first start with ``DATABASE_URL``.

All of it in one transaction, under the lock of the migrations; then the file and the folder are renamed. A process that
is killed in between has left the digest of the file's rows in the table ``moves``: the next start only renames.
"""

import logging
from asyncio import to_thread
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from bot.errors import StorageError
from bot.runtime.clock import Clock
from bot.storage.inventory import FILE, MOVED, REFERENCES, SUMS, TABLES, references_in
from bot.storage.postgres import schema
from bot.storage.postgres.connections import connected
from bot.storage.postgres.transaction import Connection, fetch, write
from bot.storage.sqlite.contents import Contents

_log = logging.getLogger(__name__)

PROGRESS_ROWS = 50_000
"""Rows from one line in the log to the next."""

# Processes that have started already can read meanwhile, and wait with what they write.
_KEEP_WRITERS_OUT = """
    LOCK TABLE jobs, posts, members, pending_messages, refs, servers, blocks, acts, consents, decisions, spending,
        grants
    IN EXCLUSIVE MODE
"""

_ANALYZE = """
    ANALYZE jobs, posts, members, pending_messages, refs, servers, blocks, acts, consents, decisions, spending, grants
"""

_REFERENCE_SUMS = """
    SELECT count(*) AS "references", coalesce(sum(octet_length(bytes)), 0) AS "bytes of references" FROM refs
"""

_MOVED = "SELECT digest, CAST(at AS date) AS day FROM moves ORDER BY at"

_REMEMBER = "INSERT INTO moves (digest, at) VALUES (?, now())"

_STORE_REFERENCE = "INSERT INTO refs (job_id, number, bytes) VALUES (?, ?, ?)"

Rename = Callable[[Path, Path], object]


class _Reference(NamedTuple):
    job_id: str
    number: int
    path: Path
    size: int


async def move(url: str, folder: Path, clock: Clock, rename: Rename = Path.rename) -> None:
    """Move ``imagine.db`` and ``references/`` of ``folder`` into the empty database of ``url``, if the file is there.

    Args:
        rename: what gives a file or folder its new name.

    Raises:
        StorageError: the file can't be used, the database has rows already, can't be written or is away, or what
            arrived is not what was sent. Nothing has moved.
    """
    file = folder / FILE
    if not await to_thread(file.exists):
        return
    async with Contents(file, clock) as contents:
        if any((await contents.sums()).values()):
            async with connected(url) as connection, schema.locked(connection):
                await _Move(file, contents, connection, clock).run()
            _log.info("everything from %s is in the database of DATABASE_URL", file)
        else:
            _log.info("%s contains nothing to move into the database of DATABASE_URL", file)
    # The file comes last, and only if the folder has its new name: without the file, no start looks for the folder.
    if await to_thread(_set_aside, folder / REFERENCES, rename):
        await to_thread(_set_aside, file, rename)


class _Move:
    """One transaction on ``connection``."""

    def __init__(self, file: Path, contents: Contents, connection: Connection, clock: Clock) -> None:
        self._file = file
        self._contents = contents
        self._connection = connection
        self._clock = clock

    async def run(self) -> None:
        """Copy everything, unless it is there. Raises StorageError."""
        started = self._clock.monotonic()
        await write(self._connection, _KEEP_WRITERS_OUT, ())
        digest, moves = await self._contents.digest(), await fetch(self._connection, _MOVED, ())
        if digest in {row["digest"] for row in moves}:
            _log.info("%s had already moved into the database of DATABASE_URL, but kept its name", self._file)
            return
        references = await self._references()
        there = await self._contents.sums() | {
            "references": len(references),
            "bytes of references": sum(reference.size for reference in references),
        }
        if any((await self._sums()).values()):
            raise StorageError(_two_stores(self._file, there["jobs"], [str(row["day"]) for row in moves]))
        _log.info("moving %s into the database of DATABASE_URL: %s", self._file, _in_words(there))
        for table in TABLES:
            await self._copy(table)
        for reference in references:
            await self._store(reference)
        self._compare(there, await self._sums())
        await write(self._connection, _ANALYZE, ())
        await write(self._connection, _REMEMBER, (digest,))
        _log.info("moved %s in %.1f s; everything has arrived", self._file, self._clock.monotonic() - started)

    async def _copy(self, table: str) -> None:
        number = 0
        async with self._connection.cursor().copy(TABLES[table].copy) as copy:
            async for page in self._contents.pages(table):
                for row in page:
                    await copy.write_row(row)
                number += len(page)
                level = logging.DEBUG if number % PROGRESS_ROWS else logging.INFO
                _log.log(level, "sent %d rows of %s", number, table)

    async def _store(self, reference: _Reference) -> None:
        try:
            data = await to_thread(reference.path.read_bytes)
        except OSError as error:
            raise StorageError(f"can't move {reference.path}: {error}; check DATA_DIR and its permissions") from error
        await write(self._connection, _STORE_REFERENCE, (reference.job_id, reference.number, data))

    async def _references(self) -> list[_Reference]:
        try:
            return await to_thread(_found_in, self._file.with_name(REFERENCES))
        except OSError as error:
            raise StorageError(f"can't read the references: {error}; check DATA_DIR and its permissions") from error

    async def _sums(self) -> dict[str, int]:
        """The numbers of the database, by the same names as those of the file."""
        (rows,) = await fetch(self._connection, SUMS, ())
        (references,) = await fetch(self._connection, _REFERENCE_SUMS, ())
        return {name: int(number) for name, number in (rows | references).items()}

    def _compare(self, sent: dict[str, int], arrived: dict[str, int]) -> None:
        """Raise StorageError if anything is missing."""
        wrong = [f"{arrived[name]} of {number} {name}" for name, number in sent.items() if arrived[name] != number]
        if wrong:
            raise StorageError(
                f"can't move {self._file} into the database of DATABASE_URL: {', '.join(wrong)} would have arrived."
                " Nothing has moved; without DATABASE_URL, the bot keeps using the file"
            )


def _found_in(folder: Path) -> list[_Reference]:
    """The references in a folder, with the numbers by which they are stored."""
    return [_Reference(file.parent.name, int(file.name), file, file.stat().st_size) for file in references_in(folder)]


def _set_aside(path: Path, rename: Rename) -> bool:
    """Name ``path`` as moved, if it is there. Returns False if that fails; then the next start tries again."""
    if not path.exists():
        return True
    name = f"{path.name}{MOVED}"
    number = 1
    while (aside := path.with_name(name)).exists():  # from an earlier move, and never overwritten
        number += 1
        name = f"{path.name}{MOVED}-{number}"
    try:
        rename(path, aside)
    except OSError as error:
        _log.error(
            "%s has moved into the database of DATABASE_URL, but can't be renamed: %s; check DATA_DIR", path, error
        )
        return False
    _log.info("renamed %s to %s; delete it when you no longer want to go back", path, name)
    return True


def _two_stores(file: Path, jobs: int, days: list[str]) -> str:
    # A file that moved and could not be renamed is not known again once an update has changed its rows.
    moved = f", also if this is the file that moved there on {' or '.join(days)}" if days else ""
    return (
        f"{file} (jobs: {jobs}) can't move into the database of DATABASE_URL, which is already in use, and the two"
        f" can't be merged. To keep the database{moved}, move {FILE} and {REFERENCES} out of DATA_DIR"
        f" ({file.parent}). To keep the file, set DATABASE_URL to an empty database, or remove it"
    )


def _in_words(sums: dict[str, int]) -> str:
    return ", ".join(f"{number} {name}" for name, number in sums.items())
