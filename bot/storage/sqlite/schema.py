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


def version(connection: sqlite3.Connection) -> int:
    """How many scripts the file has run."""
    ((number,),) = connection.execute("PRAGMA user_version").fetchall()
    return int(number)


def checked_version(connection: sqlite3.Connection, newest: int) -> int:
    """How many scripts the file has run. Raises NewerSchema if there are more than ``newest``."""
    present = version(connection)
    if present > newest:
        raise NewerSchema(f"it was written by a newer version of the bot (schema {present}); update the bot")
    return present


def migrate(connection: sqlite3.Connection, migrations: Sequence[str]) -> None:
    """Run the missing scripts in one transaction: all of them or none.

    Raises:
        NewerSchema: the file's version is higher than the last script's number.
        sqlite3.Error: a script failed, or the file can't be written.
    """
    present = checked_version(connection, len(migrations))
    missing = "\n".join(migrations[present:])
    # Where none is missing, it changes nothing: a read-only file or a lock must fail now, and not at the first job.
    connection.executescript(f"BEGIN IMMEDIATE;\n{missing}\nPRAGMA user_version = {len(migrations)}; COMMIT;")
