"""Signals and notices over PostgreSQL: heard at once by others, and read by who comes later."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from bot.cluster.notices import Notice, SharedNotices
from bot.cluster.outbox import Outbox
from bot.cluster.signals import LISTENING, SharedSignals
from bot.runtime.clock import Clock
from bot.storage.cluster.notices import SqlNotices
from bot.storage.postgres.database import open_database
from bot.storage.postgres.signals import open_signals
from tests.support.postgres import PostgresServer

SOON = 10.0
"""Seconds within which a signal arrives on a busy machine."""


class Process:
    """One process that listens already."""

    def __init__(self, signals: SharedSignals, notices: SharedNotices) -> None:
        self.signals = signals
        self.notices = notices
        self.heard: asyncio.Queue[Any] = asyncio.Queue()

    async def hears(self) -> Any:  # noqa: ANN401 - a payload or a notice
        """The next thing that arrives."""
        return await asyncio.wait_for(self.heard.get(), SOON)


@asynccontextmanager
async def process(url: str, run: str) -> AsyncIterator[Process]:
    async with (
        open_database(url, Clock()) as database,
        Outbox() as outbox,
        open_signals(url, database, run, outbox, Clock()) as signals,
    ):
        found = Process(signals, SharedNotices(signals, SqlNotices(database), outbox))
        signals.subscribe(LISTENING, found.heard.put_nowait)
        assert await found.hears() == {}
        yield found


async def test_a_signal_reaches_the_other_processes_of_this_bot_alone(
    postgres_url: str, postgres_server: PostgresServer
) -> None:
    elsewhere = postgres_server.new_schema()
    async with process(postgres_url, "a") as a, process(postgres_url, "b") as b, process(elsewhere, "c") as c:
        for each in (a, b, c):
            each.signals.subscribe("job", each.heard.put_nowait)
        a.signals.publish("job", {"id": "1"})
        assert await b.hears() == {"id": "1"}
        b.signals.publish("job", {"id": "2"})
        assert await a.hears() == {"id": "2"}
        assert (b.heard.empty(), c.heard.empty()) == (True, True)


async def test_after_a_restart_of_the_server_signals_arrive_again(
    postgres_url: str, postgres_server: PostgresServer
) -> None:
    async with process(postgres_url, "a") as a, process(postgres_url, "b") as b:
        b.signals.subscribe("job", b.heard.put_nowait)
        await asyncio.to_thread(postgres_server.restart)
        assert await b.hears() == {}
        a.signals.publish("job", {"id": "1"})
        a.signals.publish("job", {"id": "2"})  # the first one may be lost with its connection
        assert await b.hears() in ({"id": "1"}, {"id": "2"})


async def test_a_notice_is_heard_at_once_and_read_by_who_starts_later(postgres_url: str) -> None:
    async with process(postgres_url, "a") as a, process(postgres_url, "b") as b:
        b.notices.subscribe("account", b.heard.put_nowait)
        notice = Notice("account", 60.0, data={"pause": 15})
        a.notices.post(notice)
        assert await b.hears() == notice
        async with process(postgres_url, "c") as c:
            c.notices.subscribe("account", c.heard.put_nowait)
            read = await c.hears()
            assert (read.data, 50 < read.seconds < 61) == ({"pause": 15}, True)
            a.notices.post(Notice("account", 0))
            assert (await c.hears()).seconds == 0


async def test_a_notice_that_was_told_while_nobody_listened_is_read_afterwards(
    postgres_url: str, postgres_server: PostgresServer
) -> None:
    async with process(postgres_url, "a") as a, open_database(postgres_url, Clock()) as database:
        kept = SqlNotices(database)
        await kept.keep(Notice("limit", 60, "known"))
        a.notices.subscribe("limit", a.heard.put_nowait)
        assert (await a.hears()).key == "known"
        await kept.keep(Notice("limit", 90, "new"))
        await asyncio.to_thread(postgres_server.restart)
        assert await a.hears() == {}
        assert (await a.hears()).key == "new"
