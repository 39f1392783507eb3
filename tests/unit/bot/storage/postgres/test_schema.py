"""The tables in PostgreSQL: equal to SQLite's, made once, never older than the program."""

import asyncio
import logging
import sqlite3
from collections.abc import Iterator

import psycopg
import pytest

from bot.errors import StorageError
from bot.runtime.clock import Clock
from bot.storage.postgres.connections import connected
from bot.storage.postgres.database import PostgresDatabase, open_database
from bot.storage.postgres.schema import VACUUM, WAITING, locked, probe, scripts
from bot.storage.sql.search import fold
from bot.storage.sqlite import schema as sqlite_schema
from tests.support.postgres import PostgresServer
from tests.support.waiting import eventually

COLUMNS = """
    SELECT table_name, column_name FROM information_schema.columns
    WHERE table_schema = current_schema() AND table_name != 'schema_version'
"""
ONLY_SHARED = {"slots", "identifies", "shard_count", "duties", "refs", "selections", "notices"}
"""Tables that a bot of one process does not need."""

OF_PROCESSES = {"runs", "slots", "identifies", "shard_count", "duties"}
"""Tables that hold nothing of members."""


def _columns_in_sqlite() -> set[tuple[str, str]]:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.create_function("fold", 1, fold, deterministic=True)
    sqlite_schema.migrate(connection, sqlite_schema.scripts())
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()]
    found = {
        (name, column)
        for name in names
        for (column,) in connection.execute("SELECT name FROM pragma_table_info(?)", (name,)).fetchall()
    }
    connection.close()
    return found


async def _columns(database: PostgresDatabase) -> set[tuple[str, str]]:
    return {(row["table_name"], row["column_name"]) for row in await database.fetch(COLUMNS)}


async def test_every_column_of_sqlite_is_there_by_the_same_name(postgres_url: str) -> None:
    async with open_database(postgres_url, Clock()) as database:
        columns = await _columns(database)
    assert _columns_in_sqlite() - columns == set()
    assert {table for table, _ in columns} >= ONLY_SHARED


async def test_what_is_erased_is_vacuumed_in_every_table_that_is_about_members(postgres_url: str) -> None:
    async with open_database(postgres_url, Clock()) as database:
        tables = {table for table, _ in await _columns(database)}
        await database.scrub()
    assert tables - set(VACUUM.removeprefix("VACUUM ").split(", ")) == OF_PROCESSES


async def test_processes_that_start_together_make_the_tables_once(postgres_url: str) -> None:
    async def start() -> set[tuple[str, str]]:
        async with open_database(postgres_url, Clock()) as database:
            return await _columns(database)

    first, *others = await asyncio.gather(*(start() for _ in range(4)))
    assert others == [first] * 3


async def test_a_later_version_runs_the_scripts_that_are_missing_and_says_so_once(
    postgres_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    member = "INSERT INTO members (user_id, data) VALUES (1, 'kept')"
    async with open_database(postgres_url, Clock()) as database:
        await database.write(member, ())
    later = [*scripts(), "ALTER TABLE members ADD COLUMN added TEXT; UPDATE members SET added = data;"]
    for _ in range(2):
        async with open_database(postgres_url, Clock(), migrations=later) as database:
            (row,) = await database.fetch("SELECT user_id, data, added FROM members")
            assert row == {"user_id": 1, "data": "kept", "added": "kept"}
    released = len(scripts())
    assert [message for message in caplog.messages if "migrated" in message] == [
        f"migrated the database of DATABASE_URL from schema {released} to {released + 1}"
    ]


async def test_who_waits_with_a_file_for_the_lock_of_another_process_says_so(
    postgres_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bot.storage.postgres")

    async def wait() -> None:
        async with connected(postgres_url) as connection, locked(connection):
            pass

    async with connected(postgres_url) as connection, locked(connection):
        assert caplog.messages == []
        waiting = asyncio.create_task(wait())
        await eventually(lambda: caplog.messages == [WAITING])
        assert not waiting.done()
    await waiting


async def test_a_newer_schema_is_refused_in_words(postgres_url: str) -> None:
    async with open_database(postgres_url, Clock(), migrations=[*scripts(), "SELECT 1"]):
        pass
    newer = len(scripts()) + 1
    with pytest.raises(
        StorageError, match=rf"DATABASE_URL.*newer version of the bot \(schema {newer}\); update the bot"
    ):
        async with open_database(postgres_url, Clock()):
            pytest.fail("the schema is newer")


@pytest.fixture
def ascii_url(postgres_server: PostgresServer) -> Iterator[str]:
    """A database as PostgreSQL makes it on a machine without a locale."""
    with psycopg.connect(postgres_server.url(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE ascii TEMPLATE template0 ENCODING 'SQL_ASCII'")
        yield postgres_server.url().replace("@/postgres?", "@/ascii?")
        connection.execute("DROP DATABASE ascii WITH (FORCE)")


async def test_a_database_that_can_not_store_every_prompt_is_refused_in_words(ascii_url: str) -> None:
    told = r"its encoding is SQL_ASCII, which .* ENCODING 'UTF8'"
    with pytest.raises(StorageError, match=rf"can't use the database of DATABASE_URL: {told}"):
        async with open_database(ascii_url, Clock()):
            pytest.fail("it can't store everything")
    with pytest.raises(StorageError, match=told):
        probe(ascii_url)


async def test_what_the_role_or_the_environment_says_of_encodings_changes_nothing(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGCLIENTENCODING", "SQL_ASCII")
    async with open_database(postgres_url, Clock()) as database:
        assert await database.fetch("SELECT CAST(? AS TEXT) AS prompt", ("狐狸 🦊",)) == [{"prompt": "狐狸 🦊"}]


async def test_a_script_that_fails_leaves_the_database_as_it_was(postgres_url: str) -> None:
    async with open_database(postgres_url, Clock()) as database:
        before = await _columns(database)
    broken = [*scripts(), "ALTER TABLE members ADD COLUMN added TEXT; SELECT nothing;"]
    with pytest.raises(StorageError, match="nothing"):
        async with open_database(postgres_url, Clock(), migrations=broken):
            pytest.fail("a script is broken")
    async with open_database(postgres_url, Clock()) as database:
        assert await _columns(database) == before
