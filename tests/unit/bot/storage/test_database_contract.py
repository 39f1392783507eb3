"""What every engine of the database does the same."""

import asyncio
import json
import math
from collections.abc import AsyncIterator
from itertools import chain, count
from pathlib import Path

import pytest

from bot.errors import Duplicate, StorageError
from bot.storage.database import Database, Statement
from tests.support.engines import ENGINES, opened

INSERT = "INSERT INTO members (user_id, data) VALUES (?, ?)"
PENDING = "INSERT INTO pending_messages (id, data) VALUES (?, ?)"


@pytest.fixture(params=ENGINES)
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """An empty database of each engine."""
    async with opened(request.param, tmp_path, request) as database:
        yield database


async def _members(database: Database) -> dict[int, str]:
    rows = await database.fetch("SELECT user_id, data FROM members ORDER BY user_id")
    return {row["user_id"]: row["data"] for row in rows}


async def test_a_write_tells_how_many_rows_it_affected(database: Database) -> None:
    for number in range(3):
        assert await database.write(INSERT, (number, "a")) == 1
    assert await database.write("UPDATE members SET data = ? WHERE user_id > ?", ("b", 0)) == 2
    assert await database.write("DELETE FROM members WHERE user_id = ?", (9,)) == 0
    assert await _members(database) == {0: "a", 1: "b", 2: "b"}


async def test_a_value_that_must_be_unique_is_refused_the_second_time(database: Database) -> None:
    await database.write(INSERT, (1, "first"))
    with pytest.raises(Duplicate):
        await database.write(INSERT, (1, "second"))
    assert await _members(database) == {1: "first"}


async def test_a_statement_that_makes_no_sense_is_refused_as_what_is_stored_is_not(database: Database) -> None:
    with pytest.raises(StorageError) as refused:
        await database.fetch("SELECT nothing FROM members")
    assert not isinstance(refused.value, Duplicate)
    assert await database.write(INSERT, (1, "afterwards")) == 1


async def test_a_write_with_returning_is_committed_and_tells_the_rows(database: Database) -> None:
    await database.write(INSERT, (1, "a"))
    rows = await database.fetch("UPDATE members SET data = ? WHERE user_id = ? RETURNING user_id, data", ("b", 1))
    assert [(row["user_id"], row["data"]) for row in rows] == [(1, "b")]
    assert await _members(database) == {1: "b"}


async def test_an_upsert_replaces_what_is_there(database: Database) -> None:
    upsert = f"{INSERT} ON CONFLICT (user_id) DO UPDATE SET data = excluded.data"
    for data in ("first", "second"):
        assert await database.write(upsert, (1, data)) == 1
    assert await _members(database) == {1: "second"}


async def test_statements_that_belong_together_are_written_in_order(database: Database) -> None:
    together: list[Statement] = [
        (INSERT, (1, "a")),
        ("UPDATE members SET data = ? WHERE user_id = ?", ("b", 1)),
        ("DELETE FROM members WHERE user_id = ?", (2,)),
    ]
    assert await database.write_all(together) == [1, 1, 0]
    assert await _members(database) == {1: "b"}


@pytest.mark.parametrize("place", range(3))
async def test_if_one_of_them_is_refused_none_is_written(database: Database, place: int) -> None:
    await database.write(INSERT, (1, "first"))
    together: list[Statement] = [(INSERT, (2, "a")), (INSERT, (3, "a"))]
    together.insert(place, (INSERT, (1, "second")))
    with pytest.raises(Duplicate):
        await database.write_all(together)
    assert await _members(database) == {1: "first"}
    assert await database.write(INSERT, (2, "afterwards")) == 1


async def test_a_transaction_reads_what_it_has_written_and_others_do_when_it_ends(database: Database) -> None:
    async with database.transaction() as transaction:
        assert await transaction.write(INSERT, (1, "a")) == 1
        (row,) = await transaction.fetch("SELECT data FROM members WHERE user_id = ?", (1,))
        assert row["data"] == "a"
    assert await _members(database) == {1: "a"}


async def test_a_transaction_whose_block_raises_leaves_no_trace(database: Database) -> None:
    async def fail() -> None:
        async with database.transaction() as transaction:
            await transaction.write(INSERT, (1, "a"))
            raise KeyError

    with pytest.raises(KeyError):
        await fail()
    assert await _members(database) == {}
    assert await database.write(INSERT, (1, "afterwards")) == 1


async def test_a_transaction_with_a_refused_write_leaves_no_trace(database: Database) -> None:
    await database.write(INSERT, (1, "first"))

    async def clash() -> None:
        async with database.transaction() as transaction:
            await transaction.write(INSERT, (2, "a"))
            await transaction.write(INSERT, (1, "second"))

    with pytest.raises(Duplicate):
        await clash()
    assert await _members(database) == {1: "first"}


async def test_a_transaction_that_is_cancelled_leaves_no_trace_and_no_lock(database: Database) -> None:
    written = asyncio.Event()

    async def hang() -> None:
        async with database.transaction() as transaction:
            await transaction.write(INSERT, (1, "a"))
            written.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(hang())
    waiting = asyncio.create_task(written.wait())
    await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await database.write(INSERT, (1, "afterwards")) == 1


async def test_of_those_who_claim_at_once_each_gets_rows_of_their_own(database: Database) -> None:
    await database.write_all([(PENDING, (f"{number:02}", "waiting")) for number in range(20)])
    claim = f"""
        UPDATE pending_messages SET data = ? WHERE id IN (
            SELECT id FROM pending_messages WHERE data = 'waiting' ORDER BY id LIMIT 3 {database.skip_locked}
        ) RETURNING id
    """  # noqa: S608 - constant
    numbers = count(1)

    async def claimed() -> list[str]:
        found: list[str] = []
        while rows := await database.fetch(claim, (f"claimed by {next(numbers)}",)):
            found += [row["id"] for row in rows]
        return found

    each = await asyncio.gather(*(claimed() for _ in range(4)))
    assert sorted(chain(*each)) == [f"{number:02}" for number in range(20)]


@pytest.mark.parametrize(
    "text",
    ["", "?", "a'b\"c", "%s %% $1 {}", "\\", "ß 漢字 🦊 \u202e", "é" * 100_000, json.dumps("\0 \ud800")],
    ids=["nothing", "question", "quotes", "formats", "backslash", "unicode", "long", "escapes"],
)
async def test_text_comes_back_as_it_was(database: Database, text: str) -> None:
    await database.write(INSERT, (1, text))
    assert await _members(database) == {1: text}
    assert len(await database.fetch("SELECT user_id FROM members WHERE data = ?", (text,))) == 1


@pytest.mark.parametrize("number", [0, -1, 2**53 + 1, 2**63 - 1, -(2**63)])
async def test_a_whole_number_of_64_bits_comes_back_as_it_was(database: Database, number: int) -> None:
    await database.write(INSERT, (number, "a"))
    assert await _members(database) == {number: "a"}


@pytest.mark.parametrize("moment", [0.0, 1_700_000_000.123456, 5e-324, math.inf, -math.inf])
async def test_a_moment_comes_back_as_it_was_and_compares(database: Database, moment: float) -> None:
    post = "INSERT INTO posts (message_id, channel_id, job_id, user_id, at, copy) VALUES (1, 2, 'a', 3, ?, ?)"
    await database.write(post, (moment, True))
    (row,) = await database.fetch("SELECT at, copy, guild_id FROM posts WHERE at >= ? AND copy = ?", (moment, True))
    assert (row["at"], bool(row["copy"]), row["guild_id"]) == (moment, True, None)


async def test_a_question_mark_in_quotes_is_no_parameter(database: Database) -> None:
    await database.write("INSERT INTO members (user_id, data) VALUES (?, 'why?')", (1,))
    rows = await database.fetch("SELECT user_id FROM members WHERE data LIKE '%?' AND user_id = ?", (1,))
    assert [row["user_id"] for row in rows] == [1]


async def test_ids_are_in_the_same_order_everywhere(database: Database) -> None:
    ids = ["B", "a", "Z-1", "_", "z", "ä", "1"]
    await database.write_all([(PENDING, (each, "")) for each in ids])
    rows = await database.fetch("SELECT id FROM pending_messages ORDER BY id")
    assert [row["id"] for row in rows] == sorted(ids)


async def test_a_scrub_keeps_what_is_stored(database: Database) -> None:
    await database.write_all([(INSERT, (number, "secret")) for number in range(100)])
    await database.write("DELETE FROM members WHERE user_id > ?", (0,))
    await database.scrub()
    assert await _members(database) == {0: "secret"}
