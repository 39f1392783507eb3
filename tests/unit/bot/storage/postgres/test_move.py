"""The first start with DATABASE_URL: everything in DATA_DIR moves into the database, or nothing does."""

import asyncio
import errno
import logging
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from pydantic import SecretStr

from bot.errors import DatabaseAway, StorageError
from bot.host.decisions import Pause
from bot.members.preferences import Preferences
from bot.requests.request import Quality
from bot.runtime.clock import Clock
from bot.servers.acts import Act
from bot.servers.blocks import Block
from bot.servers.consent import Consent
from bot.servers.rules import ServerRules
from bot.servers.store import StoredRules
from bot.storage.postgres.database import PostgresDatabase, open_database
from bot.storage.postgres.move import move
from bot.storage.sqlite.database import SqliteDatabase
from bot.storage.stores import open_stores
from tests.support.clock import FakeClock
from tests.support.jobs import a_card, a_job


async def test_the_references_move_byte_by_byte(postgres_url: str, tmp_path: Path, clock: FakeClock) -> None:
    await _a_file(tmp_path, clock)
    images = {("0a1b2c3d4e", 1): bytes(range(256)) * 1000, ("0a1b2c3d4e", 12): b"", ("ffffffffff", 1): b"\\x00\0"}
    for (job_id, number), data in images.items():
        (tmp_path / "references" / job_id).mkdir(parents=True, exist_ok=True)
        (tmp_path / "references" / job_id / str(number)).write_bytes(data)
    (tmp_path / "references" / ".DS_Store").touch()
    (tmp_path / "references" / "ffffffffff" / "1.part").touch()
    await _move(postgres_url, tmp_path)
    async with open_database(postgres_url, Clock()) as database:
        rows = await database.fetch("SELECT job_id, number, bytes FROM refs")
    assert {(row["job_id"], row["number"]): bytes(row["bytes"]) for row in rows} == images
    assert _names(tmp_path) == ["imagine.db.moved", "references.moved"]


async def test_text_that_postgresql_can_not_hold_costs_no_row(
    postgres_url: str, tmp_path: Path, clock: FakeClock
) -> None:
    await _a_file(tmp_path, clock)
    connection = sqlite3.connect(tmp_path / "imagine.db")
    connection.execute("UPDATE jobs SET search_text = ?", ("a\0b\\N\t\n",))
    # A lone surrogate, as UTF-8 would write it.
    connection.execute("INSERT INTO members (user_id, data) VALUES (11, CAST(? AS TEXT))", (b"c\xed\xa0\x80d",))
    connection.commit()
    connection.close()
    await _move(postgres_url, tmp_path)
    async with open_database(postgres_url, Clock()) as database:
        (job,) = await database.fetch("SELECT search_text FROM jobs")
        (member,) = await database.fetch("SELECT data FROM members WHERE user_id = 11")
    assert job["search_text"] == "a\ufffdb\\N\t\n"
    assert member["data"] == "c\ufffd\ufffd\ufffdd"


async def test_what_servers_and_members_decided_moves(postgres_url: str, tmp_path: Path, clock: FakeClock) -> None:
    act = Act("0a", 2**60, 5.5, 3, "block", 4, "0a1b2c3d4e", {"until": None})
    block = Block(2**60, 4, None, "spam", 3, 5.5)
    pause = Pause(by_user=3, at=5.5, reason="repairs")
    async with open_stores(tmp_path, clock.clock) as stores:
        await stores.servers.rules.change(
            2**60, lambda rules: rules.changed(log_channel=7), lambda _: replace(act, id="0b")
        )
        await stores.servers.blocks.put(block, act)
        await stores.servers.consents.save(4, Consent.NOBODY)
        await stores.servers.decisions.put(pause, replace(act, id="0c", guild_id=0))
    async with open_stores(tmp_path, clock.clock, url=SecretStr(postgres_url)) as stores:
        assert await stores.servers.rules.find(2**60) == StoredRules(1, ServerRules(log_channel=7))
        assert await stores.servers.blocks.of_server(2**60) == [block]
        assert list(await stores.servers.acts.newest(2**60, 9)) == [replace(act, id="0b"), act]
        assert await stores.servers.consents.find(4) is Consent.NOBODY
        assert (await stores.servers.decisions.find()).pause == pause


async def test_long_tables_move_page_by_page(postgres_url: str, tmp_path: Path, clock: FakeClock) -> None:
    jobs = [a_job(id=f"{number:010x}", created_at=float(number)) for number in range(251)]
    async with open_stores(tmp_path, clock.clock) as stores:
        await asyncio.gather(*map(stores.jobs.add, jobs))
    async with open_stores(tmp_path, clock.clock, url=SecretStr(postgres_url)) as stores:
        assert [job async for job in stores.jobs.since(-1)] == jobs


async def test_a_file_that_holds_nothing_is_renamed_beside_a_database_with_jobs(
    postgres_url: str, tmp_path: Path, clock: FakeClock
) -> None:
    async with open_stores(tmp_path / "old", clock.clock):
        pass
    await _a_file(tmp_path / "new", clock)
    await _move(postgres_url, tmp_path / "new")
    await _move(postgres_url, tmp_path / "old")
    assert _names(tmp_path / "old") == ["imagine.db.moved"]


async def test_a_database_with_jobs_and_a_file_that_did_not_move_are_refused_with_both_ways_out(
    postgres_url: str, tmp_path: Path, clock: FakeClock
) -> None:
    for name in ("first", "second"):
        await _a_file(tmp_path / name, clock)
    async with SqliteDatabase(tmp_path / "second" / "imagine.db", clock.clock) as file:
        await file.write("UPDATE jobs SET charged = 7", ())
    await _move(postgres_url, tmp_path / "first")
    async with open_database(postgres_url, Clock()) as database:
        ((today,),) = [row.values() for row in await database.fetch("SELECT CAST(now() AS date) AS day")]
    with pytest.raises(StorageError) as refused:
        await _move(postgres_url, tmp_path / "second")
    assert str(refused.value) == (
        f"{tmp_path}/second/imagine.db (jobs: 1) can't move into the database of DATABASE_URL, which is already"
        " in use, and the two can't be merged. To keep the database, also if this is the file that moved there"
        f" on {today}, move imagine.db and references out of DATA_DIR ({tmp_path}/second). To keep the file, set"
        " DATABASE_URL to an empty database, or remove it"
    )
    assert _names(tmp_path / "second") == ["imagine.db"]


async def test_of_two_processes_with_a_file_each_one_moves_and_the_other_is_refused(
    postgres_url: str, tmp_path: Path, clock: FakeClock
) -> None:
    for number, name in enumerate(["a", "b"]):
        async with open_stores(tmp_path / name, clock.clock) as stores:
            await stores.jobs.add(a_job(id=f"{number:010x}"))
    async with open_database(postgres_url, Clock()) as database:
        moves = (_move(postgres_url, tmp_path / name) for name in ("a", "b"))
        ends = await asyncio.gather(*moves, return_exceptions=True)
        assert sorted(type(end).__name__ for end in ends) == ["NoneType", "StorageError"]
        assert len(await database.fetch("SELECT id FROM jobs")) == 1


async def test_other_processes_wait_for_the_one_that_moves_and_then_find_everything(
    postgres_url: str, tmp_path: Path, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "bot.storage.postgres")

    async def start() -> list[str]:
        async with open_database(postgres_url, Clock(), start_patience=0.2) as database:
            return [row["id"] for row in await database.fetch("SELECT id FROM jobs ORDER BY id")]

    await _a_file(tmp_path / "old", clock)
    body = "BEGIN PERFORM pg_advisory_xact_lock(9); RETURN NEW; END"
    async with open_stores(tmp_path / "new", clock.clock, url=SecretStr(postgres_url)) as stores:
        async with _trigger(postgres_url, "members", body), await psycopg.AsyncConnection.connect(postgres_url) as held:
            await held.execute("SELECT pg_advisory_xact_lock(9)")
            moving = asyncio.create_task(_move(postgres_url, tmp_path / "old"))
            await _logged("sent 1 rows of posts", caplog, moving)
            starting = asyncio.create_task(start())
            adding = asyncio.create_task(stores.jobs.add(a_job(id="1111111111", card=a_card(message_id=41))))
            await _logged(
                "another process is setting up the database of DATABASE_URL; waiting for it", caplog, starting
            )
            # Longer than the server itself is waited for.
            done, _ = await asyncio.wait([moving, starting, adding], timeout=0.4)
            assert not done
            with pytest.raises(StorageError, match="another bot is using it"):
                async with SqliteDatabase(tmp_path / "old" / "imagine.db", Clock(), lock_timeout=0.0):
                    pytest.fail("the file moves")
            await held.rollback()
            await moving
            assert "0a1b2c3d4e" in await starting
            await adding
        assert len(await stores.jobs.open_jobs()) == 2


async def test_a_row_that_does_not_arrive_takes_the_whole_move_back(
    postgres_url: str, tmp_path: Path, clock: FakeClock
) -> None:
    await _a_file(tmp_path, clock)
    (tmp_path / "references" / "0a1b2c3d4e").mkdir(parents=True)
    (tmp_path / "references" / "0a1b2c3d4e" / "1").write_bytes(b"image")
    async with open_database(postgres_url, Clock()) as database:
        async with _trigger(postgres_url, "refs", "BEGIN RETURN NULL; END"):
            with pytest.raises(StorageError, match=r"0 of 1 references, 0 of 5 bytes of references would have arrived"):
                await _move(postgres_url, tmp_path)
        assert await _counts(database) == [0, 0, 0]
        assert _names(tmp_path) == ["imagine.db", "references"]
        await _move(postgres_url, tmp_path)
        assert await _counts(database) == [1, 1, 1]


async def test_a_database_that_goes_away_meanwhile_has_nothing_and_the_next_start_moves_all(
    postgres_url: str, tmp_path: Path, clock: FakeClock
) -> None:
    await _a_file(tmp_path, clock)
    async with open_database(postgres_url, Clock()) as database:
        cut = "BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END"
        async with _trigger(postgres_url, "members", cut):
            with pytest.raises(DatabaseAway, match="the database of DATABASE_URL is away"):
                await _move(postgres_url, tmp_path)
        assert await _counts(database) == [0, 0, 0]
        assert _names(tmp_path) == ["imagine.db"]
        await _move(postgres_url, tmp_path)
        assert await _counts(database) == [1, 1, 0]


@pytest.mark.parametrize(
    ("name", "left"),
    [("references", ["imagine.db", "references"]), ("imagine.db", ["imagine.db", "references.moved"])],
)
async def test_what_can_not_be_renamed_is_renamed_at_the_next_start(
    name: str, left: list[str], postgres_url: str, tmp_path: Path, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    def full(path: Path, aside: Path) -> None:
        if path.name == name:
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        path.rename(aside)

    await _a_file(tmp_path, clock)
    (tmp_path / "references").mkdir()
    async with open_database(postgres_url, Clock()) as database:
        await move(postgres_url, tmp_path, Clock(), full)
        assert "can't be renamed: [Errno 28] No space left on device" in caplog.text
        assert _names(tmp_path) == left
        # What was erased since must not come back.
        await database.write("DELETE FROM jobs", ())
        await move(postgres_url, tmp_path, Clock())
        assert _names(tmp_path) == ["imagine.db.moved", "references.moved"]
        assert await _counts(database) == [0, 1, 0]


async def test_a_file_that_moved_earlier_is_kept(postgres_url: str, tmp_path: Path, clock: FakeClock) -> None:
    await _a_file(tmp_path, clock)
    for name in ("imagine.db.moved", "imagine.db.moved-2"):
        (tmp_path / name).write_text("kept")
    await _move(postgres_url, tmp_path)
    assert _names(tmp_path) == ["imagine.db.moved", "imagine.db.moved-2", "imagine.db.moved-3"]
    assert (tmp_path / "imagine.db.moved").read_text() == "kept"


async def test_who_goes_back_finds_the_file_as_it_was_when_it_moved(
    postgres_url: str, tmp_path: Path, clock: FakeClock
) -> None:
    await _a_file(tmp_path, clock)
    await _move(postgres_url, tmp_path)
    (tmp_path / "imagine.db.moved").rename(tmp_path / "imagine.db")
    async with open_stores(tmp_path, clock.clock) as stores:
        assert await stores.jobs.adopt(10) == [a_job()]
        await stores.jobs.add(a_job(id="1111111111"))
    with pytest.raises(StorageError, match=r"\(jobs: 2\) can't move"):
        await _move(postgres_url, tmp_path)


async def _a_file(folder: Path, clock: FakeClock) -> None:
    """Store one job and one member."""
    async with open_stores(folder, clock.clock) as stores:
        await stores.jobs.add(a_job())
        await stores.preferences.save(10, Preferences(quality=Quality.LOW))


async def _logged(line: str, caplog: pytest.LogCaptureFixture, *tasks: asyncio.Task[Any]) -> None:
    while line not in caplog.text:
        await asyncio.wait(tasks, timeout=0.01)


async def _move(url: str, folder: Path) -> None:
    async with open_database(url, Clock(), folder=folder):
        pass


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


async def _counts(database: PostgresDatabase) -> list[int]:
    """How many jobs, members and references there are."""
    statements = [f"SELECT count(*) AS rows FROM {table}" for table in ("jobs", "members", "refs")]  # noqa: S608
    return [(await database.fetch(statement))[0]["rows"] for statement in statements]


@asynccontextmanager
async def _trigger(url: str, table: str, body: str) -> AsyncIterator[None]:
    """Let ``body`` run before each row of ``table`` is inserted."""
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        await connection.execute(f"CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS '{body}'".encode())
        trigger = f"CREATE TRIGGER t BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION f()"
        await connection.execute(trigger.encode())
        try:
            yield
        finally:
            await connection.execute(f"DROP TRIGGER t ON {table}".encode())
