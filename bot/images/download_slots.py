"""Download slots: a bounded number at once, shared fairly among owners, and not blocked by slow downloads."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from bot.runtime.clock import Clock

MAX_DETACHED: Final = 32
"""Slow downloads that continue without a slot."""


@dataclass(frozen=True, slots=True)
class Pace:
    """The minimum speed of a download: ``rate`` bytes per second, after the first ``grace`` seconds.

    It is checked every ``check`` seconds while another download waits.
    """

    grace: float = 3.0
    rate: float = 128 << 10
    check: float = 1.0


DEFAULT: Final = Pace()


class Slot:
    """A running download. ``owner`` is the id of a job or of a member."""

    def __init__(self, owner: str | int, started: float) -> None:
        self.owner = owner
        self._started = started
        self._bytes = 0

    def received(self, count: int) -> None:
        self._bytes += count

    def is_slow(self, now: float, pace: Pace) -> bool:
        """Whether its average speed is below ``pace``."""
        seconds = now - self._started
        return seconds >= pace.grace and self._bytes < pace.rate * seconds


class DownloadSlots:
    """Slots for ``number`` downloads at once.

    A free slot goes to the waiting owner that has the fewest. If a download is slow while others wait, it continues
    without its slot.
    """

    def __init__(self, number: int, clock: Clock, pace: Pace = DEFAULT) -> None:
        self._number = number
        self._clock = clock
        self._pace = pace
        self._active: list[Slot] = []
        self._detached: list[Slot] = []
        self._waiting: list[tuple[str | int, asyncio.Future[Slot]]] = []

    @asynccontextmanager
    async def slot(self, owner: str | int) -> AsyncIterator[Slot]:
        """Wait for a slot, and hold it until the block ends."""
        turn: asyncio.Future[Slot] = asyncio.get_running_loop().create_future()
        self._waiting.append((owner, turn))
        self._grant()
        try:
            while not turn.done():
                self._detach_slow()
                await asyncio.wait({turn}, timeout=self._pace.check)
            yield turn.result()
        finally:
            self._release(owner, turn)

    def _release(self, owner: str | int, turn: asyncio.Future[Slot]) -> None:
        if turn.done():
            slot = turn.result()
            (self._active if slot in self._active else self._detached).remove(slot)
        else:
            self._waiting.remove((owner, turn))
        self._grant()

    def _grant(self) -> None:
        """Give free slots to the owners with the fewest; among those, first come, first served."""
        while self._waiting and len(self._active) < self._number:
            holders = [slot.owner for slot in self._active]
            owner, turn = min(self._waiting, key=lambda waiting: holders.count(waiting[0]))
            self._waiting.remove((owner, turn))
            slot = Slot(owner, self._clock.monotonic())
            self._active.append(slot)
            turn.set_result(slot)

    def _detach_slow(self) -> None:
        now = self._clock.monotonic()
        for slot in [slot for slot in self._active if slot.is_slow(now, self._pace)]:
            if self._waiting and len(self._detached) < MAX_DETACHED:
                self._active.remove(slot)
                self._detached.append(slot)
                self._grant()
