"""Signals from other processes, by LISTEN. They are hints: those sent while the connection is away are lost."""

import logging
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass

from bot.errors import DatabaseAway
from bot.net.backoff import Backoff
from bot.runtime.clock import Clock
from bot.storage.postgres.connections import connected
from bot.storage.postgres.transaction import write

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Notification:
    """What one process told all others at ``channel``."""

    channel: str
    payload: str


@dataclass(frozen=True, slots=True)
class Listening:
    """The connection is there, perhaps again: what was told before is not repeated."""


class Listener:
    """Listens at ``channels`` on a connection of its own, and connects again whenever it is lost."""

    def __init__(self, url: str, channels: Sequence[str], clock: Clock, backoff: Backoff = Backoff()) -> None:  # noqa: B008 - frozen
        self._url = url
        self._channels = channels
        self._clock = clock
        self._backoff = backoff

    async def heard(self) -> AsyncGenerator[Notification | Listening]:
        """Yield Listening each time the connection is there, then each notification. It never ends by itself."""
        attempt, told = 0, set[str]()
        while True:
            try:
                async with connected(self._url) as connection:
                    for channel in self._channels:
                        await write(connection, f'LISTEN "{channel}"', ())
                    attempt, told = 0, set()
                    yield Listening()
                    async for notify in connection.notifies():
                        yield Notification(notify.channel, notify.payload)
            except DatabaseAway as error:
                # Once an outage and reason: those who use the pool only hear that it has no connection.
                level = logging.DEBUG if error.reason in told else logging.WARNING
                told.add(error.reason)
                _log.log(level, "no signals from other processes for now: %s", error)
            await self._clock.sleep(self._backoff.delay(attempt))
            attempt += 1
