"""How long a caller waits for a database that is away, and what becomes of the attempt that it gives up."""

import asyncio
import gc
import logging
from contextlib import suppress
from typing import Any

import pytest

from bot.errors import DatabaseAway
from bot.storage.postgres.errors import Refused
from bot.storage.postgres.patience import Outage, OutageAtStart, Patience
from tests.support.clock import FakeClock


async def _no_cleanup(_: Exception) -> None:
    """Nothing to close."""


async def test_nobody_is_told_how_an_attempt_failed_that_was_given_up(clock: FakeClock) -> None:
    told: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: told.append(context))
    patience = Patience(clock.clock, _no_cleanup, Outage(clock.clock), seconds=0)

    async def ends_with_the_pool() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            raise DatabaseAway("the pool is closed") from None

    with suppress(DatabaseAway):  # pytest.raises would keep the attempt, by the traceback of the error
        await patience.bound(ends_with_the_pool(), patience.deadline())
    gc.collect()
    assert told == []


async def test_a_database_that_answers_only_what_reads_is_told_to_be_away_once(
    clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bot")
    outage, tries = Outage(clock.clock), 0

    async def reads() -> None:
        clock.advance(1)

    async def read_meanwhile(_: Exception) -> None:
        await Patience(clock.clock, _no_cleanup, outage).repeat(reads)

    async def writes() -> None:
        nonlocal tries
        tries += 1
        if tries < 5:
            raise DatabaseAway("it is read-only")

    patience = Patience(clock.clock, read_meanwhile, outage)

    await patience.repeat(writes)
    away, back = [record.getMessage() for record in caplog.records]
    assert away.startswith("the database of DATABASE_URL is away (it is read-only); no new jobs")
    assert back.startswith("the database of DATABASE_URL is back")


async def test_who_is_cut_off_is_told_why_the_attempt_before_failed(clock: FakeClock) -> None:
    tries = 0

    async def time_passes(_: Exception) -> None:
        clock.advance(60)

    async def waits_for_an_answer() -> None:
        nonlocal tries
        tries += 1
        if tries > 1:
            await asyncio.Event().wait()
        raise DatabaseAway("password refused")

    patience = Patience(clock.clock, time_passes, Outage(clock.clock), seconds=60)
    with pytest.raises(DatabaseAway, match="password refused"):
        await patience.repeat(waits_for_an_answer)
    assert tries == 2


async def test_a_statement_that_is_refused_is_told_unless_the_start_ends_with_it(
    clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    async def refused() -> None:
        raise Refused("no such table")

    for outage in (Outage(clock.clock), OutageAtStart(clock.clock)):
        with pytest.raises(Refused):
            await Patience(clock.clock, _no_cleanup, outage).repeat(refused)
    assert [record.getMessage() for record in caplog.records] == [
        "the database of DATABASE_URL rejected a statement: no such table"
    ]
