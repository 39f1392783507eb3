"""What moves to another database is all that a file holds, whatever column a later version adds."""

import re
import sqlite3

from bot.storage.inventory import TABLES
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


def _columns(connection: sqlite3.Connection, table: str) -> set[str]:
    return {name for (name,) in connection.execute("SELECT name FROM pragma_table_info(?)", (table,))}


def _named(statement: str, columns: str) -> set[str]:
    found = re.search(columns, statement)
    assert found
    return set(found[1].split(", "))
