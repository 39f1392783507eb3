"""What ``DATABASE_URL`` changes: where the stores are, and who may use ``DATA_DIR``."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.errors import StorageError
from bot.members.preferences import Preferences
from bot.requests.request import Quality
from bot.runtime.clock import Clock
from bot.storage.stores import open_stores
from tests.support.jobs import a_job

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
    assert told.startswith("DATABASE_URL needs the driver of PostgreSQL: run 'make postgres'")
