"""A transaction on the file: alone with it, and committed whole or not at all."""

import asyncio
import logging
from contextlib import suppress
from pathlib import Path

import pytest

from bot.errors import Duplicate, StorageError
from bot.storage.sqlite.database import SqliteDatabase
from tests.support.clock import FakeClock

INSERT = "INSERT INTO members (user_id, data) VALUES (?, ?)"
COUNT = "SELECT count(*) AS number FROM members"


async def _count(database: SqliteDatabase) -> int:
    (row,) = await database.fetch(COUNT)
    return int(row["number"])


async def test_what_is_read_in_a_transaction_decides_what_it_writes(database: SqliteDatabase) -> None:
    async def add_one() -> None:
        async with database.transaction() as transaction:
            (row,) = await transaction.fetch(COUNT)
            await transaction.write(INSERT, (row["number"], "x"))

    await asyncio.gather(*(add_one() for _ in range(20)))
    assert await _count(database) == 20


async def test_a_transaction_whose_block_raises_changes_nothing(database: SqliteDatabase) -> None:
    with suppress(ZeroDivisionError):
        async with database.transaction() as transaction:
            await transaction.write(INSERT, (1, "x"))
            raise ZeroDivisionError
    assert await _count(database) == 0


async def test_others_see_and_add_nothing_until_it_is_over(database: SqliteDatabase) -> None:
    async with database.transaction() as transaction:
        await transaction.write(INSERT, (1, "x"))
        read, written = (
            asyncio.create_task(database.fetch(COUNT)),
            asyncio.create_task(database.write(INSERT, (2, "x"))),
        )
        (row,) = await transaction.fetch(COUNT)
        assert (row["number"], read.done(), written.done()) == (1, False, False)
    assert await written == 1
    assert (await read)[0]["number"] >= 1
    assert await _count(database) == 2


async def test_a_write_under_way_is_not_part_of_the_transaction(database: SqliteDatabase) -> None:
    written = [asyncio.create_task(database.write(INSERT, (number, "x"))) for number in range(3)]
    await asyncio.sleep(0)
    with pytest.raises(ZeroDivisionError):
        async with database.transaction():
            raise ZeroDivisionError
    assert await asyncio.gather(*written) == [1, 1, 1]
    assert await _count(database) == 3


@pytest.mark.parametrize("rounds", range(6))
async def test_a_transaction_that_is_cancelled_anywhere_leaves_the_file_to_others(
    database: SqliteDatabase, rounds: int
) -> None:
    async def add() -> None:
        async with database.transaction() as transaction:
            await transaction.write(INSERT, (1, "x"))
            await asyncio.sleep(0)
            raise ZeroDivisionError

    adding = asyncio.create_task(add())
    for _ in range(rounds):
        await asyncio.sleep(0)
    adding.cancel()
    await asyncio.wait({adding})
    assert await database.write(INSERT, (2, "x")) == 1
    assert await _count(database) == 1


async def test_a_refused_statement_says_so_in_a_transaction_as_well(
    database: SqliteDatabase, caplog: pytest.LogCaptureFixture
) -> None:
    await database.write(INSERT, (1, "x"))
    with pytest.raises(Duplicate):
        async with database.transaction() as transaction:
            await transaction.write(INSERT, (1, "y"))
    with caplog.at_level(logging.ERROR), pytest.raises(StorageError):
        async with database.transaction() as transaction:
            await transaction.write("INSERT INTO nothing VALUES (1)", ())
    assert "can't be written" in caplog.text
    assert await _count(database) == 1


async def test_closing_waits_for_a_transaction(tmp_path: Path, clock: FakeClock) -> None:
    path = tmp_path / "other.db"
    async with SqliteDatabase(path, clock.clock) as database:

        async def add() -> None:
            async with database.transaction() as transaction:
                await transaction.write(INSERT, (1, "x"))
                await asyncio.sleep(0)

        adding = asyncio.create_task(add())
        await asyncio.sleep(0)
    await adding
    async with SqliteDatabase(path, clock.clock) as database:
        assert await _count(database) == 1


async def test_a_closed_file_begins_no_transaction(tmp_path: Path, clock: FakeClock) -> None:
    async with SqliteDatabase(tmp_path / "other.db", clock.clock) as database:
        pass
    with pytest.raises(StorageError):
        async with database.transaction():
            pass


async def test_several_statements_are_written_together_or_not_at_all(database: SqliteDatabase) -> None:
    assert await database.write_all([(INSERT, (1, "x")), ("DELETE FROM members", ())]) == [1, 1]
    assert await database.write_all([]) == []
    writes = [database.write_all([(INSERT, (number, "x")), (INSERT, (7, "x"))]) for number in range(3)]
    outcomes = await asyncio.gather(*writes, return_exceptions=True)
    assert outcomes[0] == [1, 1]
    assert [type(outcome) for outcome in outcomes[1:]] == [Duplicate, Duplicate]
    assert await _count(database) == 2
