"""Pending messages, stored from before they are shown until their work is done."""

import asyncio
from collections.abc import Awaitable, Callable, Container
from dataclasses import replace

import pytest

from bot.errors import AlreadyHandled, StorageUnavailable
from bot.storage.sql.pending import SqlPending
from bot.storage.sqlite.database import SqliteDatabase
from bot.worker.pending import PendingMessage, PendingMessages
from tests.support.databases import a_run, end_run, pending_in
from tests.support.jobs import a_card

PENDING = PendingMessage("77", 10, a_card(message_id=None))


@pytest.fixture
def pending_messages(database: SqliteDatabase) -> PendingMessages:
    return PendingMessages(SqlPending(database, database.run))


async def _shown() -> int:
    return 41


def _claimed(*tokens: str) -> Callable[[], Awaitable[Container[str]]]:
    async def claimed() -> Container[str]:
        return tokens

    return claimed


async def _begun(pending_messages: PendingMessages) -> PendingMessage:
    return await pending_messages.begin(PENDING, _shown)


async def test_a_card_is_written_down_before_it_is_shown_and_then_with_its_message(
    pending_messages: PendingMessages,
    database: SqliteDatabase,
) -> None:
    async def show() -> int:
        assert await pending_in(database) == [PENDING]
        return 41

    pending = await pending_messages.begin(PENDING, show)
    assert await pending_in(database) == [pending] == [replace(PENDING, card=a_card(message_id=41))]


async def test_a_card_that_can_not_be_shown_leaves_nothing(
    pending_messages: PendingMessages, database: SqliteDatabase
) -> None:
    async def show() -> int:
        raise TimeoutError

    with pytest.raises(TimeoutError):
        await pending_messages.begin(PENDING, show)
    assert await pending_in(database) == []


async def test_what_can_not_be_written_down_is_not_begun(
    pending_messages: PendingMessages, database: SqliteDatabase
) -> None:
    await database.fetch("PRAGMA query_only = ON")
    with pytest.raises(StorageUnavailable):
        await pending_messages.begin(PENDING, lambda: pytest.fail("it was shown"))


async def test_a_disk_that_fills_up_meanwhile_stops_nobody(
    pending_messages: PendingMessages, database: SqliteDatabase
) -> None:
    async def show() -> int:
        await database.fetch("PRAGMA query_only = ON")
        return 41

    pending = await pending_messages.begin(PENDING, show)
    async with pending_messages.under_way(pending):
        pass
    assert pending.card.message_id == 41


@pytest.mark.parametrize(
    ("error", "left"), [(None, 0), (ValueError, 0), (asyncio.CancelledError, 1)], ids=["well", "badly", "cut off"]
)
async def test_only_what_the_end_of_the_bot_cuts_off_is_left(
    pending_messages: PendingMessages, database: SqliteDatabase, error: type[BaseException] | None, left: int
) -> None:
    async def work() -> None:
        async with pending_messages.under_way(await _begun(pending_messages)):
            if error:
                raise error

    (result,) = await asyncio.gather(work(), return_exceptions=True)
    assert result is None if error is None else isinstance(result, error)
    assert len(await pending_in(database)) == left


async def test_a_card_that_a_job_has_taken_over_is_forgotten(
    pending_messages: PendingMessages, database: SqliteDatabase
) -> None:
    pending = await _begun(pending_messages)
    await end_run(database, database.run)
    next_run = PendingMessages(SqlPending(database, await a_run(database)))
    assert await next_run.interrupted(_claimed(pending.card.token)) == []
    assert await pending_in(database) == []


async def test_one_that_can_not_be_read_keeps_no_other_from_being_told(
    pending_messages: PendingMessages, database: SqliteDatabase, caplog: pytest.LogCaptureFixture
) -> None:
    pending = await _begun(pending_messages)
    await database.write("INSERT INTO pending_messages (id, data) VALUES (?, ?)", ("1", "{}"))
    await end_run(database, database.run)
    next_run = PendingMessages(SqlPending(database, await a_run(database)))
    assert await next_run.interrupted(_claimed()) == [pending]
    assert "a pending message can't be read" in caplog.text


async def test_an_interaction_has_one_pending_message_and_who_comes_second_shows_nothing(
    pending_messages: PendingMessages,
    database: SqliteDatabase,
) -> None:
    pending = await _begun(pending_messages)
    with pytest.raises(AlreadyHandled):
        await pending_messages.begin(PENDING, lambda: pytest.fail("it was shown"))
    assert await pending_in(database) == [pending]
