"""Signals by NOTIFY and LISTEN, at a channel of the bot's own."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from bot.cluster.outbox import Outbox
from bot.cluster.signals import SharedSignals
from bot.runtime.clock import Clock
from bot.storage.postgres.database import PostgresDatabase
from bot.storage.postgres.listener import Listener, Listening

# A channel is known in the whole database, and each schema may hold another bot.
_CHANNEL = "SELECT 'imagine_' || md5(current_schema()) AS channel"


@asynccontextmanager
async def open_signals(
    url: str, database: PostgresDatabase, run: str, outbox: Outbox, clock: Clock
) -> AsyncIterator[SharedSignals]:
    """Send and hear signals during the block. Raises StorageError."""
    channel = (await database.fetch(_CHANNEL))[0]["channel"]
    signals = SharedSignals(run, partial(database.notify, channel), outbox)
    hearing = asyncio.create_task(_hear(Listener(url, [channel], clock), signals), name="signals")
    try:
        yield signals
    finally:
        hearing.cancel()
        await asyncio.gather(hearing, return_exceptions=True)


async def _hear(listener: Listener, signals: SharedSignals) -> None:
    async for event in listener.heard():
        if isinstance(event, Listening):
            signals.listening()
        else:
            signals.hear(event.payload)
