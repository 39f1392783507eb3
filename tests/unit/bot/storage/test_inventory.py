"""What moves to another database is all that a file holds, whatever column a later version adds."""

import re
import sqlite3
from collections.abc import Generator
from pathlib import Path, PosixPath

import pytest

from bot.storage.inventory import TABLES, references_in
from bot.storage.sql.search import fold
from bot.storage.sqlite import schema

STAYS = {"runs"}
"""Tables of which nothing moves: the processes that they are about have ended."""


def test_every_column_of_every_table_moves_but_its_owner() -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.create_function("fold", 1, fold, deterministic=True)
    schema.migrate(connection, schema.scripts())
    names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")} - STAYS
    stored = {name: _columns(connection, name) - {"owner"} for name in names}
    connection.close()
    assert {name: _named(table.read, r"SELECT (.+) FROM") for name, table in TABLES.items()} == stored
    assert {name: _named(table.copy, r"\((.+)\)") for name, table in TABLES.items()} == stored


class _Folder(PosixPath):
    """A folder in which this user may not read ``locked``: root, as whom tests may run, may read everything."""

    def iterdir(self) -> "Generator[_Folder]":
        if self.name == "locked":
            raise PermissionError(self)
        yield from super().iterdir()


def test_references_that_can_not_be_read_are_not_passed_over(tmp_path: Path) -> None:
    for name in ("0a1b2c3d4e/1", "0a1b2c3d4e/1.part", "locked/1"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / ".DS_Store").touch()
    with pytest.raises(PermissionError):
        references_in(_Folder(tmp_path))
    (tmp_path / "locked").rename(tmp_path / "ffffffffff")
    found = references_in(_Folder(tmp_path))
    assert [file.relative_to(tmp_path).as_posix() for file in found] == ["0a1b2c3d4e/1", "ffffffffff/1"]
    assert references_in(_Folder(tmp_path / "nowhere")) == []


def _columns(connection: sqlite3.Connection, table: str) -> set[str]:
    return {name for (name,) in connection.execute("SELECT name FROM pragma_table_info(?)", (table,))}


def _named(statement: str, columns: str) -> set[str]:
    found = re.search(columns, statement)
    assert found
    return set(found[1].split(", "))
