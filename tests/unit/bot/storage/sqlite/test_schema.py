"""Migrations keep the data of every earlier version."""

import hashlib
import re
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

import pytest

from bot.errors import StorageError
from bot.storage.sqlite import schema
from bot.storage.sqlite.database import SqliteDatabase
from tests.support.clock import FakeClock

MEMBER = "INSERT INTO members (user_id, data) VALUES (?, ?)"
JOB = """
    INSERT INTO jobs (id, user_id, state, %s, created_at, charged, %s, data)
    VALUES ('a1', 10, 'submitted', 0, 1700000000.0, 0, 'a fox', '{"card": {"guild_id": 2, "channel_id": 3}}')
"""
RENAMED = {"acknowledged": ("closed", 8), "search_text": ("prompt", 10)}
"""The former name of a column, and the schema version that renamed it."""

RELEASED = (
    "3cc4f509b25a",
    "e4f1f3188acc",
    "83ba28db28b8",
    "25be3cdc72bf",
    "3d7edab553e2",
    "64cc0e164974",
    "b986317e833f",
    "19ece4ba219e",
    "392cbe4bf5c4",
    "8bf8e9d1c850",
    "c7e5747bb6b8",
    "54d3358bfd38",
    "fee526a7ead7",
    "becb2d686ab8",
    "dcac113c6733",
    "7d1bf3b8b53c",
    "b2ebee1e02d4",
)
"""The first digits of each script's SHA-256, without comments and whitespace. A new script adds a line."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The path of the database file."""
    return tmp_path / "imagine.db"


def _database(path: Path, scripts: Sequence[str]) -> SqliteDatabase:
    return SqliteDatabase(path, FakeClock().clock, migrations=scripts)


async def _tables(database: SqliteDatabase) -> list[tuple[str, ...]]:
    rows = await database.fetch("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name")
    return [tuple(row) for row in rows]


async def _filled(path: Path, scripts: Sequence[str]) -> None:
    async with _database(path, scripts) as database:
        await database.write(MEMBER, (1, "kept"))
        await database.write(JOB % tuple(_column(name, len(scripts)) for name in RENAMED), ())


def _column(name: str, version: int) -> str:
    former, renamed = RENAMED[name]
    return former if version < renamed else name


@pytest.mark.parametrize("version", range(1, len(schema.scripts()) + 1))
async def test_a_file_of_every_earlier_version_becomes_as_a_new_one_is_and_keeps_its_rows(
    path: Path, tmp_path: Path, version: int
) -> None:
    await _filled(path, schema.scripts()[:version])
    async with _database(path, schema.scripts()) as old, _database(tmp_path / "new.db", schema.scripts()) as new:
        assert await _tables(old) == await _tables(new)
        assert [row[0] for row in await old.fetch("SELECT data FROM members")] == ["kept"]
        assert [tuple(row) for row in await old.fetch("SELECT id, search_text, unwanted FROM jobs")] == [
            ("a1", "a fox", 0)
        ]


async def test_a_migration_keeps_the_data(path: Path) -> None:
    scripts = schema.scripts()
    await _filled(path, scripts)
    added = "ALTER TABLE members ADD COLUMN note TEXT NOT NULL DEFAULT 'new';"
    for _ in range(2):  # the second time there is nothing left to do
        async with _database(path, [*scripts, added, "CREATE TABLE more (id INTEGER);"]) as database:
            assert [row[0] for row in await database.fetch("SELECT note FROM members")] == ["new"]
            assert await database.fetch("SELECT * FROM more") == []
            assert [row[0] for row in await database.fetch("PRAGMA user_version")] == [len(scripts) + 2]


async def test_a_migration_that_fails_half_way_changes_nothing(path: Path) -> None:
    scripts = schema.scripts()
    await _filled(path, scripts)
    with pytest.raises(StorageError):
        async with _database(path, [*scripts, "DELETE FROM members; DROP TABLE nothing;"]):
            pass
    async with _database(path, scripts) as database:
        assert [row[0] for row in await database.fetch("SELECT data FROM members")] == ["kept"]


async def test_an_update_over_several_versions_that_fails_leaves_a_file_that_the_old_version_reads(path: Path) -> None:
    scripts = schema.scripts()
    await _filled(path, scripts)
    with pytest.raises(StorageError):
        async with _database(path, [*scripts, "DELETE FROM members;", "DROP TABLE nothing;"]):
            pass
    async with _database(path, scripts) as database:
        assert [row[0] for row in await database.fetch("SELECT data FROM members")] == ["kept"]


def test_the_scripts_are_numbered_from_one_on_without_a_gap() -> None:
    names = sorted(file.name for file in files("bot").joinpath("storage", "sqlite", "migrations").iterdir())
    assert [name[:5] for name in names] == [f"{number:04}_" for number in range(1, len(names) + 1)]
    assert len(schema.scripts()) == len(names)


def test_no_script_is_changed_after_its_release() -> None:
    assert tuple(map(_digest, schema.scripts())) == RELEASED


def _digest(script: str) -> str:
    statements = re.sub(r"\s+", "", re.sub(r"--.*", "", script))
    return hashlib.sha256(statements.encode()).hexdigest()[:12]
