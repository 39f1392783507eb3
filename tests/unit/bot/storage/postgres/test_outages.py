"""The server restarts, pauses or loses an answer: what is stored waits for it, and nothing is lost."""

import asyncio
import logging
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path

import pytest

from bot.errors import DatabaseAway, Duplicate, RunOver
from bot.runtime.clock import Clock
from bot.storage.postgres.database import PostgresDatabase, open_database
from tests.support.cut_socket import CutSocket
from tests.support.postgres import PostgresServer

INSERT = "INSERT INTO pending_messages (id, data) VALUES (?, '')"
IDS = "SELECT id FROM pending_messages ORDER BY id"


@pytest.fixture
async def database(postgres_url: str) -> AsyncIterator[PostgresDatabase]:
    """An empty database."""
    async with open_database(postgres_url, Clock()) as database:
        yield database


async def _ids(database: PostgresDatabase) -> list[str]:
    return [row["id"] for row in await database.fetch(IDS)]


async def test_a_server_that_restarts_in_the_middle_of_writes_loses_none_and_keeps_none_twice(
    database: PostgresDatabase, postgres_server: PostgresServer
) -> None:
    acknowledged: list[str] = []
    stop = asyncio.Event()

    async def keep_writing(writer: int) -> None:
        for number in count():
            if stop.is_set():
                return
            name = f"{writer}-{number}"
            try:
                assert await database.write(INSERT, (name,)) == 1
            except Duplicate:  # the answer to the first attempt was lost
                assert await database.fetch("SELECT id FROM pending_messages WHERE id = ?", (name,))
            acknowledged.append(name)

    writers = [asyncio.create_task(keep_writing(writer)) for writer in range(8)]
    for _ in range(3):
        before = len(acknowledged)
        await asyncio.to_thread(postgres_server.restart)
        while len(acknowledged) < before + 50:  # the outage is over
            await asyncio.wait(writers, timeout=0.01)
    stop.set()
    await asyncio.gather(*writers)
    assert await _ids(database) == sorted(acknowledged)


async def test_writes_wait_for_a_server_that_is_away_and_the_log_says_so_once(
    database: PostgresDatabase, postgres_server: PostgresServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bot")
    await database.write(INSERT, ("before",))
    postgres_server.stop()
    waiting = {asyncio.create_task(database.write(INSERT, (f"meanwhile {number}",))) for number in range(5)}
    done, _ = await asyncio.wait(waiting, timeout=0.5)
    with pytest.raises(DatabaseAway):
        await database.within(0.1).fetch(IDS)
    assert not done
    postgres_server.start()
    assert await asyncio.gather(*waiting) == [1] * 5
    assert await _ids(database) == ["before", *(f"meanwhile {number}" for number in range(5))]
    told = [record.message for record in caplog.records if record.name.startswith("bot.")]
    assert len(told) == 2
    assert "DATABASE_URL is away" in told[0]
    assert "database of DATABASE_URL is back after" in told[1]


async def test_who_waits_only_for_a_while_is_told_that_the_database_is_away(
    database: PostgresDatabase, postgres_server: PostgresServer
) -> None:
    postgres_server.stop()
    try:
        with pytest.raises(DatabaseAway):
            await database.within(0.3).write(INSERT, ("a",))
        with pytest.raises(DatabaseAway):
            await _transacted(database.within(0.3), "b")
        await database.notify("signals", "lost")
    finally:
        postgres_server.start()
    assert await _ids(database) == []


async def test_a_server_that_answers_nothing_keeps_nobody_longer_than_they_wait(
    database: PostgresDatabase, postgres_server: PostgresServer
) -> None:
    await database.write(INSERT, ("before",))
    loop = asyncio.get_running_loop()
    with postgres_server.paused():
        for hasty in (database.within(0.2).fetch(IDS), _transacted(database.within(0.2), "a")):
            started = loop.time()
            with pytest.raises(DatabaseAway, match=r"no answer within 0\.2 s"):
                await hasty
            assert loop.time() - started < 2
    assert "before" in await _ids(database)


async def test_a_transaction_in_which_the_server_ends_leaves_no_trace_and_is_for_its_user_to_repeat(
    database: PostgresDatabase, postgres_server: PostgresServer
) -> None:
    async def interrupted() -> None:
        async with database.transaction() as transaction:
            await transaction.write(INSERT, ("a",))
            postgres_server.restart()
            await transaction.write(INSERT, ("b",))

    with pytest.raises(DatabaseAway):
        await interrupted()
    assert await _ids(database) == []
    await _transacted(database, "a")
    assert await _ids(database) == ["a"]


@pytest.fixture
async def lossy(
    postgres_server: PostgresServer, postgres_url: str, tmp_path: Path
) -> AsyncIterator[tuple[CutSocket, PostgresDatabase]]:
    """A database whose answers can get lost on their way."""
    url = postgres_url.replace(str(postgres_server.folder).replace("/", "%2F"), str(tmp_path).replace("/", "%2F"))
    async with CutSocket(postgres_server.folder, tmp_path) as socket, open_database(url, Clock()) as database:
        yield socket, database


async def test_an_insert_whose_answer_got_lost_meets_its_own_row(lossy: tuple[CutSocket, PostgresDatabase]) -> None:
    socket, database = lossy
    socket.lose_the_answer_to(b"INSERT")
    with pytest.raises(Duplicate):
        await database.write(INSERT, ("a",))
    assert socket.lost == 1
    assert await _ids(database) == ["a"]


async def test_an_update_whose_condition_still_holds_counts_its_row_though_an_answer_got_lost(
    lossy: tuple[CutSocket, PostgresDatabase],
) -> None:
    socket, database = lossy
    await database.write(INSERT, ("a",))
    socket.lose_the_answer_to(b"UPDATE")
    assert await database.write("UPDATE pending_messages SET data = ? WHERE id = ?", ("b", "a")) == 1
    assert socket.lost == 1


async def test_statements_that_belong_together_are_all_repeated_though_an_answer_got_lost(
    lossy: tuple[CutSocket, PostgresDatabase],
) -> None:
    socket, database = lossy
    await database.write(INSERT, ("a",))
    socket.lose_the_answer_to(b"COMMIT")
    update = "UPDATE pending_messages SET data = ? WHERE id = ?"
    assert await database.write_all([(update, ("b", "a")), (update, ("b", "c"))]) == [1, 0]
    assert socket.lost == 1


async def test_a_transaction_whose_commit_got_through_may_be_told_to_be_away(
    lossy: tuple[CutSocket, PostgresDatabase],
) -> None:
    socket, database = lossy
    socket.lose_the_answer_to(b"COMMIT\0")  # BEGIN names the level READ COMMITTED
    with pytest.raises(DatabaseAway):
        await _transacted(database, "a")
    assert await _ids(database) == ["a"]


async def test_a_run_that_is_over_can_store_nothing_that_it_owns(database: PostgresDatabase) -> None:
    with pytest.raises(RunOver):
        await database.write("INSERT INTO pending_messages (id, data, owner) VALUES ('a', '', ?)", ("ended",))
    assert await _ids(database) == []


async def test_a_process_that_is_paused_in_a_transaction_does_not_keep_its_locks(database: PostgresDatabase) -> None:
    names = ("idle_in_transaction_session_timeout", "statement_timeout", "synchronous_commit")
    rows = [(await database.fetch("SELECT current_setting(?) AS value", (name,)))[0] for name in names]
    assert [row["value"] for row in rows] == ["10s", "10s", "on"]


async def _transacted(database: PostgresDatabase, name: str) -> None:
    async with database.transaction() as transaction:
        await transaction.write(INSERT, (name,))
