"""The tables, made by numbered scripts: a file of version N has had those up to the N-th, and gets the rest.

A script that was released is never edited; what changes the tables further is another one.
"""

import sqlite3
from collections.abc import Sequence
from importlib.resources import files

import aiosqlite


class Newer(sqlite3.OperationalError):
    """The file has a schema that this version does not know."""


def scripts() -> list[str]:
    """The texts of ``migrations/``, the oldest first."""
    folder = files("bot").joinpath("storage", "sqlite", "migrations")
    names = sorted(file.name for file in folder.iterdir() if file.name.endswith(".sql"))
    return [folder.joinpath(name).read_text("utf-8") for name in names]


async def migrate(connection: aiosqlite.Connection, migrations: Sequence[str]) -> None:
    """Bring a file to the newest version, each script whole or not at all.

    Raises:
        Newer: it is of a later version than the last script.
        sqlite3.Error: a script fails, or nothing can be written.
    """
    ((version,),) = await connection.execute_fetchall("PRAGMA user_version")
    if version > len(migrations):
        raise Newer(f"it was written by a newer version of the bot (schema {version}); update the bot")
    for number, script in enumerate(migrations[version:], version + 1):
        await connection.executescript(f"BEGIN; {script} PRAGMA user_version = {number}; COMMIT;")
    # A write, even one that changes nothing, finds out now whether the disk and the lock allow it.
    await connection.executescript(f"BEGIN IMMEDIATE; PRAGMA user_version = {len(migrations)}; COMMIT;")
