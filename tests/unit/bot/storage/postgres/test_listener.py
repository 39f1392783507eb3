"""What one process tells the others, also once the server has restarted."""

import asyncio
from contextlib import aclosing

from bot.net.backoff import Backoff
from bot.runtime.clock import Clock
from bot.storage.postgres.database import open_database
from bot.storage.postgres.listener import Listener, Listening, Notification
from tests.support.postgres import PostgresServer


async def test_what_is_told_is_heard_at_the_same_channel_alone(
    postgres_url: str, postgres_server: PostgresServer
) -> None:
    listener = Listener(postgres_url, ["jobs", "holds"], Clock(), Backoff(first=0.05))
    async with open_database(postgres_url, Clock()) as database, aclosing(listener.heard()) as heard:
        assert await anext(heard) == Listening()
        await database.notify("elsewhere", "unheard")
        await database.notify("jobs", "let go of ä'b")
        assert await anext(heard) == Notification("jobs", "let go of ä'b")
        await asyncio.to_thread(postgres_server.restart)
        assert await anext(heard) == Listening()
        await database.fetch("SELECT 1")  # the pool is back as well
        await database.notify("holds", "5")
        assert await anext(heard) == Notification("holds", "5")
