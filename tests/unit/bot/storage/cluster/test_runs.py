"""Leases in PostgreSQL: its clock decides, and what an ended run owned is nobody's."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.cluster.lease import TTL
from bot.errors import RunOver
from bot.runtime.clock import Clock
from bot.storage.cluster.runs import SqlRuns
from bot.storage.postgres.database import PostgresDatabase, open_database
from bot.storage.sql.jobs import SqlJobRepository
from tests.support.jobs import a_job

LEFT = "SELECT CAST(extract(epoch FROM expires_at - now()) AS DOUBLE PRECISION) AS seconds FROM runs WHERE id = ?"


@pytest.fixture
async def database(postgres_url: str) -> AsyncIterator[PostgresDatabase]:
    """An empty database."""
    async with open_database(postgres_url, Clock()) as database:
        yield database


@pytest.fixture
def runs(database: PostgresDatabase) -> SqlRuns:
    return SqlRuns(database)


async def _lapse(database: PostgresDatabase, run: str) -> None:
    await database.write("UPDATE runs SET expires_at = now() - interval '1 s' WHERE id = ?", (run,))


async def _living(database: PostgresDatabase) -> list[str]:
    return [row["id"] for row in await database.fetch("SELECT id FROM runs ORDER BY id")]


async def test_a_lease_lasts_from_its_last_renewal_by_the_clock_of_the_database(
    runs: SqlRuns, database: PostgresDatabase
) -> None:
    for _ in range(2):  # the answer to a first try may be lost
        await runs.begin("a", TTL)
    await _lapse(database, "a")
    assert await runs.renew("a", TTL, reap=False)
    (row,) = await database.fetch(LEFT, ("a",))
    assert TTL - 5 < row["seconds"] <= TTL


async def test_a_late_run_renews_itself_before_it_ends_others(runs: SqlRuns, database: PostgresDatabase) -> None:
    for run in ("a", "b", "c"):
        await runs.begin(run, TTL)
    await _lapse(database, "a")
    await _lapse(database, "b")
    assert await runs.renew("a", TTL, reap=True)
    assert await _living(database) == ["a", "c"]
    assert not await runs.renew("b", TTL, reap=True)


async def test_late_runs_are_left_alone_unless_they_are_to_be_ended(runs: SqlRuns, database: PostgresDatabase) -> None:
    for run in ("a", "b"):
        await runs.begin(run, TTL)
    await _lapse(database, "b")
    assert await runs.renew("a", TTL, reap=False)
    assert await runs.renew("b", TTL, reap=False)


async def test_late_runs_that_all_come_back_at_once_end_one_another_at_most_once_and_never_themselves(
    runs: SqlRuns, database: PostgresDatabase
) -> None:
    names = [str(number) for number in range(5)]
    for run in names:
        await runs.begin(run, TTL)
    for run in names:
        await _lapse(database, run)
    renewed = await asyncio.gather(*(runs.renew(run, TTL, reap=True) for run in names))
    assert await _living(database) == [run for run, lives in zip(names, renewed, strict=True) if lives]
    assert any(renewed)


async def test_what_an_ended_run_owned_is_adopted_and_it_stores_no_more(
    runs: SqlRuns, database: PostgresDatabase
) -> None:
    for run in ("a", "b"):
        await runs.begin(run, TTL)
    first, second = SqlJobRepository(database, "a"), SqlJobRepository(database, "b")
    await first.add(a_job())
    assert await second.adopt(10) == []
    await runs.end("a")
    assert await second.adopt(10) == [a_job()]
    with pytest.raises(RunOver):
        await first.add(a_job(id="0000000002"))
