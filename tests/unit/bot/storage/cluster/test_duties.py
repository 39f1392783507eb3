"""One process at a time does a chore, and one that dies at it blocks nobody for longer than its lease."""

from collections.abc import AsyncIterator

import pytest

from bot.runtime.clock import Clock
from bot.storage.cluster.duties import SqlDuties
from bot.storage.postgres.database import PostgresDatabase, open_database
from tests.support.databases import a_run, end_run

DAY = 24 * 3600.0


@pytest.fixture
async def database(postgres_url: str) -> AsyncIterator[PostgresDatabase]:
    async with open_database(postgres_url, Clock()) as database:
        yield database


async def test_a_chore_is_done_by_one_process_and_only_as_often_as_it_should(database: PostgresDatabase) -> None:
    first, second = [SqlDuties(database, await a_run(database)) for _ in range(2)]
    assert await first.claim("forget", DAY)
    assert not await second.claim("forget", DAY)
    await first.finish("forget", "done")
    assert not await second.claim("forget", DAY)
    assert await second.note("forget") == "done"
    await database.write("UPDATE duties SET done_at = done_at - make_interval(days => 1)", ())
    assert await second.claim("forget", DAY)


async def test_a_claim_whose_answer_was_lost_can_be_repeated(database: PostgresDatabase) -> None:
    duties = SqlDuties(database, await a_run(database))
    assert [await duties.claim("forget", DAY) for _ in range(2)] == [True, True]


async def test_the_chore_of_a_process_that_died_is_free_and_was_not_done(database: PostgresDatabase) -> None:
    dead, alive = await a_run(database), SqlDuties(database, await a_run(database))
    assert await SqlDuties(database, dead).claim("forget", DAY)
    await end_run(database, dead)
    assert await alive.claim("forget", DAY)


async def test_who_lost_a_chore_can_not_say_that_it_is_done(database: PostgresDatabase) -> None:
    dead, alive = await a_run(database), SqlDuties(database, await a_run(database))
    late = SqlDuties(database, dead)
    assert await late.claim("commands", 0)
    await end_run(database, dead)
    assert await alive.claim("commands", 0)
    await late.finish("commands", "late")
    assert await alive.note("commands") == ""
    await alive.finish("commands", "new")
    assert await alive.note("commands") == "new"


async def test_a_chore_nobody_ever_did_has_no_note(database: PostgresDatabase) -> None:
    assert await SqlDuties(database, await a_run(database)).note("forget") == ""
