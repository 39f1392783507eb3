"""What an earlier process left to be deleted is deleted by one of those that start together."""

from collections.abc import AsyncIterator
from unittest.mock import create_autospec

import pytest

from bot.jobs.posts import Post
from bot.runtime.clock import Clock
from bot.storage.cluster.duties import SqlDuties
from bot.storage.postgres.database import PostgresDatabase, open_database
from cogs.jobs.sweeper import Sweeper, sweep_once
from tests.support.databases import a_run, end_run

DOOMED = [Post(40, 20, 30, "0000000001", 10, 1.0)]


@pytest.fixture
async def database(postgres_url: str) -> AsyncIterator[PostgresDatabase]:
    """An empty database that processes share."""
    async with open_database(postgres_url, Clock()) as database:
        yield database


async def test_messages_are_deleted_by_one_process_and_again_when_there_are_new_ones(
    database: PostgresDatabase,
) -> None:
    runs = [await a_run(database) for _ in range(2)]
    first, second = [create_autospec(Sweeper, instance=True) for _ in runs]

    async def meanwhile(posts: list[Post]) -> int:
        await sweep_once(SqlDuties(database, runs[1]), second, posts)
        return 0

    first.sweep.side_effect = meanwhile
    await sweep_once(SqlDuties(database, runs[0]), first, DOOMED)
    first.sweep.assert_awaited_once_with(DOOMED)
    second.sweep.assert_not_awaited()
    await sweep_once(SqlDuties(database, runs[1]), second, DOOMED)
    second.sweep.assert_awaited_once_with(DOOMED)


async def test_a_process_that_dies_at_it_leaves_it_to_the_next_one(database: PostgresDatabase) -> None:
    dead, sweeper = await a_run(database), create_autospec(Sweeper, instance=True)
    assert await SqlDuties(database, dead).claim("delete messages", 0)
    await end_run(database, dead)
    await sweep_once(SqlDuties(database, await a_run(database)), sweeper, DOOMED)
    sweeper.sweep.assert_awaited_once_with(DOOMED)


async def test_where_nothing_is_to_be_deleted_nothing_is_claimed(database: PostgresDatabase) -> None:
    sweeper = create_autospec(Sweeper, instance=True)
    await sweep_once(SqlDuties(database, await a_run(database)), sweeper, [])
    assert await database.fetch("SELECT name FROM duties") == []
