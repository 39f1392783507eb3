"""What processes tell each other for a while, as rows."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.cluster.notices import Notice
from bot.runtime.clock import Clock
from bot.storage.cluster.notices import SqlNotices
from bot.storage.postgres.database import PostgresDatabase, open_database


@pytest.fixture
async def database(postgres_url: str) -> AsyncIterator[PostgresDatabase]:
    async with open_database(postgres_url, Clock()) as database:
        yield database


@pytest.fixture
def notices(database: PostgresDatabase) -> SqlNotices:
    return SqlNotices(database)


async def test_a_notice_is_kept_with_the_time_that_is_left(notices: SqlNotices) -> None:
    await notices.keep(Notice("limit", 60, "7", {"file": 1}))
    (notice,) = await notices.of("limit")
    assert (notice.topic, notice.key, notice.data) == ("limit", "7", {"file": 1})
    assert 50 < notice.seconds <= 60


async def test_the_newest_one_of_a_key_counts(notices: SqlNotices) -> None:
    for seconds, file in ((60, 2), (30, 1)):
        await notices.keep(Notice("limit", seconds, "7", {"file": file}))
    await notices.keep(Notice("limit", 60, "8", {"file": 3}))
    assert [notice.data["file"] for notice in await notices.of("limit")] == [3, 1]


async def test_a_withdrawn_notice_is_gone_and_others_stay(notices: SqlNotices) -> None:
    for key in ("7", "8"):
        await notices.keep(Notice("limit", 60, key))
    await notices.keep(Notice("limit", 0, "7"))
    assert [notice.key for notice in await notices.of("limit")] == ["8"]


async def test_what_has_ended_is_not_read_and_is_deleted_with_the_next_one(
    notices: SqlNotices, database: PostgresDatabase
) -> None:
    await notices.keep(Notice("limit", 60, "7"))
    await database.write("UPDATE notices SET until = now()", ())
    assert await notices.of("limit") == []
    await notices.keep(Notice("account", 60))
    assert len(await database.fetch("SELECT topic FROM notices")) == 1


async def test_a_process_does_not_wait_for_one_that_renews_a_notice_that_has_ended(
    notices: SqlNotices, database: PostgresDatabase
) -> None:
    await notices.keep(Notice("report", 60, "run-1"))
    await database.write("UPDATE notices SET until = now()", ())
    async with database.transaction() as other:
        await other.fetch("SELECT key FROM notices FOR UPDATE")
        async with asyncio.timeout(5):
            await notices.keep(Notice("report", 60, "run-2"))
