"""Keeps the card of an active job current: the newest update wins, with a minimum gap between edits."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import cache
from typing import Any, Self

from discord import ui

from bot.jobs.card import Card
from bot.jobs.job import Job
from bot.jobs.state import JobState
from bot.runtime.clock import Clock
from bot.worker.presenter import Update
from cogs.memory.edit_budget import EditBudget

_log = logging.getLogger(__name__)

GAP = 3.0
"""Minimum seconds between two edits, which keeps far below Discord's rate limits."""

FETCHING_AFTER = 2.0
"""Seconds after which the card says that the pictures are being downloaded. Most have arrived by then."""

DRAWN_FOR = 15.0
"""Seconds for which an update that says the same again is not drawn.

It is drawn after that, as the card may have to say that it can't be edited any longer.
"""

LAST_EDIT_TIMEOUT = 5.0
"""Seconds that a running edit may still take once the job has moved on."""

CUT_OFF_TIMEOUT = 1.0
"""The same when the job's task is cancelled: a bot that stops can't wait."""


class ProgressUpdater:
    """Shows updates on ``card``. Use as ``async with``.

    ``draw`` makes a view of an update; ``edit`` shows it on a card, and returns the card afterwards. While ``budget``
    has no edit left, an update whose job was shown already is dropped, as it only moves the progress bar. Any other one
    waits for one gap, in which a newer one may take its place.

    Leaving the block does not wait for the gap, only for a running edit, as that must not overwrite what is shown next.
    The edit has ``last_edit`` seconds for it, or ``cut_off`` if the job's task was cancelled.
    """

    def __init__(
        self,
        draw: Callable[[Update], ui.LayoutView],
        edit: Callable[[Job, Callable[[Card], ui.LayoutView]], Awaitable[Card]],
        card: Card,
        budget: EditBudget,
        clock: Clock,
        *,
        last_edit: float = LAST_EDIT_TIMEOUT,
        cut_off: float = CUT_OFF_TIMEOUT,
    ) -> None:
        self.card = card
        self._draw = draw
        self._edit = edit
        self._budget = budget
        self._clock = clock
        self._last_edit = last_edit
        self._cut_off = cut_off
        self._shown: list[dict[str, Any]] | None = None
        self._shown_job: Job | None = None
        self._drawn: Update | None = None
        self._drawn_at = 0.0
        self._has_waited = False
        self._latest: Update | None = None
        self._task: asyncio.Task[None] | None = None
        self._editing = False
        self._due = float("-inf")

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Drop the newest update, and wait for a running edit."""
        self._latest = None
        if self._task and self._editing:
            # Only CancelledError and its like derive from BaseException alone.
            cut_off = kind is not None and not issubclass(kind, Exception)
            await asyncio.wait({self._task}, timeout=self._cut_off if cut_off else self._last_edit)
        if self._task:
            self._task.cancel()
        if self._task and self._editing:
            await asyncio.wait({self._task})

    def show(self, update: Update) -> None:
        now = self._clock.monotonic()
        if update == self._drawn and now < self._drawn_at + DRAWN_FOR:
            self._latest = None
            return
        self._latest = update
        delay = FETCHING_AFTER if update.job.state is JobState.READY else 0.0
        self._due = max(self._due, now + delay)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run(), name=f"card of job {update.job.id}")

    async def _run(self) -> None:
        try:
            while self._latest:
                # show() may have postponed the edit meanwhile, so look at the time again.
                while (delay := self._due - self._clock.monotonic()) > 0:
                    await self._clock.sleep(delay)
                await self._edit_latest()
        except Exception:  # noqa: BLE001 - progress must not end the job
            _log.exception("a card couldn't be kept up to date")

    async def _edit_latest(self) -> None:
        update, self._latest = self._latest, None
        if update is None or (not self._budget.is_left and self._put_off(update)):
            return
        job = update.job.on_card(self.card)

        @cache  # to compare and to show, on the same card or on one that has become plain
        def draw(card: Card) -> ui.LayoutView:
            return self._draw(replace(update, job=job.on_card(card)))

        # An edit that changes nothing would still count against the rate limit.
        components = _components(draw(self.card))
        if components == self._shown:
            self._drawn, self._drawn_at = update, self._clock.monotonic()
            return
        self._budget.take()
        self._editing, self._has_waited, self._drawn = True, False, None
        try:
            card = await self._edit(job, draw)
            self._shown = components if card == self.card else _components(draw(card))
            self.card, self._shown_job = card, update.job
            self._drawn, self._drawn_at = update, self._clock.monotonic()
        finally:
            self._editing = False
            self._due = self._clock.monotonic() + GAP

    def _put_off(self, update: Update) -> bool:
        """Whether ``update`` is not shown now, as others need the edits: dropped, or until the gap is over."""
        if update.job == self._shown_job:
            return True
        if not self._has_waited:
            self._has_waited, self._latest, self._due = True, update, self._clock.monotonic() + GAP
            return True
        return False


def _components(view: ui.LayoutView) -> list[dict[str, Any]]:
    components: list[dict[str, Any]] = view.to_components()  # type: ignore[no-untyped-call]  # discord.py's own gap
    return components
