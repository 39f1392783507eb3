"""What nobody waits for, done in order by one task."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

from bot.errors import DatabaseAway, StorageError

_log = logging.getLogger(__name__)

CAPACITY = 1000
"""How much may wait; beyond that, what is new is dropped."""

Work = Callable[[], Awaitable[Any]]


class Outbox:
    """Does one piece of work after the other. One that fails is logged and not repeated. Use as ``async with``."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._waiting: asyncio.Queue[Work] = asyncio.Queue(capacity)
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._run(), name="outbox")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def add(self, work: Work) -> None:
        """Have ``work`` done some time."""
        with suppress(asyncio.QueueFull):
            self._waiting.put_nowait(work)

    async def _run(self) -> None:
        while True:
            work = await self._waiting.get()
            try:
                await work()
            except DatabaseAway as error:
                # The outage is in the log already, and reports come every few seconds.
                _log.debug("a message to other processes was lost: %s", error)
            except StorageError as error:
                _log.warning("a message to other processes was lost: %s", error)
            except Exception:  # noqa: BLE001 - a bug in one must not end the others
                _log.exception("a message to other processes was lost")
