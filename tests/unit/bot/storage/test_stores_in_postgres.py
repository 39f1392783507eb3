"""What ``DATABASE_URL`` changes: where the stores are, and who may use ``DATA_DIR``."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from pydantic import SecretStr

from bot.errors import StorageError
from bot.members.preferences import Preferences
from bot.requests.request import Quality
from bot.runtime.clock import Clock
from bot.storage.postgres.database import open_database
from bot.storage.stores import open_stores
from tests.support.jobs import a_job
from tests.support.postgres import PostgresServer

CHOSEN = Preferences(quality=Quality.LOW)
NO_SERVER = SecretStr("postgresql://bot:hush@/imagine?host=/nowhere")

OPENED = """
import asyncio, sys
from pathlib import Path
from bot.runtime.clock import Clock
from bot.storage.stores import open_stores

async def main() -> None:
    async with open_stores(Path(sys.argv[1]), Clock()):
        print(sorted(name for name in sys.modules if "postgres" in name or "psycopg" in name))

asyncio.run(main())
"""

WITHOUT_DRIVER = """
import asyncio, sys
from pathlib import Path
from pydantic import SecretStr
from bot.errors import StorageError
from bot.runtime.clock import Clock
from bot.storage.stores import open_stores

sys.modules["psycopg"] = None

async def main() -> None:
    try:
        async with open_stores(Path(sys.argv[1]), Clock(), url=SecretStr("postgresql://u:p@h/d")):
            print("opened")
    except StorageError as error:
        print(error)

asyncio.run(main())
"""


async def test_what_is_stored_outlives_the_process_that_stored_it(postgres_url: str, tmp_path: Path) -> None:
    url = SecretStr(postgres_url)
    async with open_stores(tmp_path / "a", Clock(), url=url) as stores:
        await stores.jobs.add(a_job())
        await stores.preferences.save(10, CHOSEN)
    async with open_stores(tmp_path / "b", Clock(), url=url) as stores:
        assert await stores.jobs.open_jobs() == [a_job()]
        assert await stores.jobs.adopt(10) == [a_job()]
        assert await stores.preferences.find(10) == CHOSEN
        assert await asyncio.to_thread(os.listdir, tmp_path / "b") == ["lock"]


async def test_two_processes_share_a_database_but_no_folder(postgres_url: str, tmp_path: Path) -> None:
    url = SecretStr(postgres_url)
    async with open_stores(tmp_path / "a", Clock(), url=url) as first:
        with pytest.raises(StorageError, match="its own DATA_DIR"):
            async with open_stores(tmp_path / "a", Clock(), url=url):
                pytest.fail("the folder is taken")
        async with open_stores(tmp_path / "b", Clock(), url=url) as second:
            await first.preferences.save(10, CHOSEN)
            assert await second.preferences.find(10) == CHOSEN


async def test_a_folder_that_can_not_be_made_is_named(postgres_url: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match="check DATA_DIR"):
        async with open_stores(tmp_path / "file" / "data", Clock(), url=SecretStr(postgres_url)):
            pytest.fail("there is no such folder")


async def test_a_server_that_can_not_be_reached_is_told_without_its_password(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"can't use the database of DATABASE_URL.*/nowhere") as refused:
        async with open_stores(tmp_path, Clock(), url=NO_SERVER):
            pytest.fail("there is no server")
    assert "hush" not in str(refused.value)


def test_a_bot_without_postgresql_imports_nothing_of_it(tmp_path: Path) -> None:
    command = [sys.executable, "-c", OPENED, str(tmp_path)]
    assert subprocess.run(command, check=True, capture_output=True, text=True).stdout == "[]\n"  # noqa: S603 - our own


def test_a_missing_driver_is_told_with_how_to_install_it(tmp_path: Path) -> None:
    command = [sys.executable, "-c", WITHOUT_DRIVER, str(tmp_path)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603 - our own
    assert told.startswith("DATABASE_URL needs the PostgreSQL driver: run 'make postgres'")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("ALTER DATABASE {} SET default_transaction_read_only = on", "in a read-only transaction"),
        ("ALTER DATABASE {} ALLOW_CONNECTIONS off", "is not currently accepting connections"),
        ("DROP DATABASE {}", "does not exist"),
    ],
)
async def test_a_start_that_fails_says_why_in_one_line_that_names_the_setting_once(
    postgres_server: PostgresServer, caplog: pytest.LogCaptureFixture, change: str, reason: str
) -> None:
    with psycopg.connect(postgres_server.url(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE broken")
        try:
            connection.execute(change.format("broken").encode())
            # It is given up in the middle of an attempt, about which nothing is to be said.
            url = postgres_server.url().replace("/postgres?", "/broken?")
            with pytest.raises(StorageError) as refused:
                async with open_database(url, Clock(), start_patience=0.5):
                    pytest.fail("the database is of no use")
        finally:
            connection.execute("DROP DATABASE IF EXISTS broken WITH (FORCE)")
    told = str(refused.value)
    assert told.startswith("can't use the database of DATABASE_URL: ")
    assert told.count("DATABASE_URL") == 1
    assert reason in told
    (waiting,) = [record.getMessage() for record in caplog.records if record.name.startswith("bot.")]
    assert waiting.endswith("waiting for it before the bot starts")


async def test_what_no_waiting_ends_ends_the_start_at_once(
    postgres_server: PostgresServer, caplog: pytest.LogCaptureFixture
) -> None:
    for url, reason in (
        (postgres_server.url("nowhere"), "no schema has been selected to create in"),
        (f"{postgres_server.url()}&schema=public", 'invalid URI query parameter: "schema"'),
    ):
        with pytest.raises(StorageError, match=f"can't use the database of DATABASE_URL: {reason}"):
            async with open_database(url, Clock()):
                pytest.fail("the database is of no use")
    assert [record.getMessage() for record in caplog.records if record.name.startswith("bot.")] == []
