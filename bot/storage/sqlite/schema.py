"""Migrations: a file with schema version N has run the first N numbered scripts, and runs the rest.

A released script is never edited, since files exist that have run it; append another one.
"""

import sqlite3
from collections.abc import Sequence
from importlib.resources import files


class NewerSchema(sqlite3.OperationalError):
    """The file was written by a newer version of the bot."""


def scripts() -> list[str]:
    """The SQL scripts in ``migrations/``, oldest first."""
    folder = files("bot").joinpath("storage", "sqlite", "migrations")
    names = sorted(file.name for file in folder.iterdir() if file.name.endswith(".sql"))
    return [folder.joinpath(name).read_text("utf-8") for name in names]


def migrate(connection: sqlite3.Connection, migrations: Sequence[str]) -> None:
    """Run the missing scripts in one transaction: all of them or none.

    Raises:
        NewerSchema: the file's version is higher than the last script's number.
        sqlite3.Error: a script failed, or the file can't be written.
    """
    ((version,),) = connection.execute("PRAGMA user_version").fetchall()
    if version > len(migrations):
        raise NewerSchema(f"it was written by a newer version of the bot (schema {version}); update the bot")
    missing = "\n".join(migrations[version:])
    # Where none is missing, it changes nothing: a read-only file or a lock must fail now, and not at the first job.
    connection.executescript(f"BEGIN IMMEDIATE;\n{missing}\nPRAGMA user_version = {len(migrations)}; COMMIT;")
