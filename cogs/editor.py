"""The card of a running job: always the newest state, never more edits than Discord likes."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Self

from discord import ui

from bot.clock import Clock
from bot.job import Job, Update

_log = logging.getLogger(__name__)

GAP = 3.0
"""Seconds between two edits of one card at the least."""

LAST_EDIT_TIMEOUT = 5.0
"""Seconds that an edit on its way may still take once the job has moved on."""


class CardEditor:
    """Shows updates, newest wins: ``draw`` makes a view of one, ``edit`` shows it. Use as ``async with``."""

    def __init__(
        self,
        draw: Callable[[Update], ui.LayoutView],
        edit: Callable[[Job, ui.LayoutView], Awaitable[None]],
        clock: Clock,
    ) -> None:
        self._draw = draw
        self._edit = edit
        self._clock = clock
        self._shown: list[dict[str, Any]] | None = None
        self._latest: Update | None = None
        self._task: asyncio.Task[None] | None = None
        self._edited_at = float("-inf")

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """End without cutting an edit off half-way, as it could land after the next one; unless the job was cut off."""
        self._latest = None
        if self._task is None:
            return
        if kind is None:
            await asyncio.wait({self._task}, timeout=LAST_EDIT_TIMEOUT)
        self._task.cancel()
        await asyncio.wait({self._task})

    def show(self, update: Update) -> None:
        """Show ``update`` as soon as the gap allows, unless a newer one comes first."""
        self._latest = update
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._work(), name=f"card of job {update.job.id}")

    async def settled(self) -> None:
        """Wait until the next edit is due; also good after the editor has ended."""
        rest = self._edited_at + GAP - self._clock.monotonic()
        if rest > 0:
            await self._clock.sleep(rest)

    async def _work(self) -> None:
        try:
            while self._latest:
                await self.settled()
                await self._edit_latest()
        except Exception:  # noqa: BLE001 - what shows progress must not end the job
            _log.exception("the card could not be kept up to date")

    async def _edit_latest(self) -> None:
        update, self._latest = self._latest, None
        if update is None:
            return
        view = self._draw(update)
        components = view.to_components()  # type: ignore[no-untyped-call]  # discord.py leaves it untyped
        if components != self._shown:
            self._shown = components
            await self._edit(update.job, view)
            self._edited_at = self._clock.monotonic()
