"""The card of a running job: always the newest state, never more edits than Discord likes."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Self

from bot.clock import Clock
from bot.job import Update

GAP = 3.0
"""Seconds between two edits of one card at the least."""

LAST_EDIT_TIMEOUT = 5.0
"""Seconds that an edit on its way may still take once the job has moved on."""


class CardEditor:
    """Shows updates through ``edit``, newest wins. Use as ``async with``; after it, ``settled`` keeps the gap."""

    def __init__(self, edit: Callable[[Update], Awaitable[None]], clock: Clock) -> None:
        self._edit = edit
        self._clock = clock
        self._news = asyncio.Event()
        self._latest: Update | None = None
        self._closing = asyncio.Event()
        self._edited_at = float("-inf")
        self._task: asyncio.Task[None]

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._work(), name="card editor")
        return self

    async def __aexit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """End without cutting an edit off half-way, as it could land after the next one; unless the job was cut off."""
        self._closing.set()
        self._news.set()
        if kind is None:
            await asyncio.wait({self._task}, timeout=LAST_EDIT_TIMEOUT)
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task

    def show(self, update: Update) -> None:
        """Show ``update`` as soon as the gap allows, unless a newer one comes first."""
        self._latest = update
        self._news.set()

    async def settled(self) -> None:
        """Wait until the next edit is due."""
        rest = self._edited_at + GAP - self._clock.now()
        if rest > 0:
            await self._clock.sleep(rest)

    async def _work(self) -> None:
        while not self._closing.is_set():
            await self._news.wait()
            self._news.clear()
            await self.settled()
            update, self._latest = self._latest, None
            if update and not self._closing.is_set():
                await self._edit(update)
                self._edited_at = self._clock.now()
