"""Who may download now: a bounded number at once, fair to all owners, and not held up by what comes slowly."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from bot.runtime.clock import Clock

MAX_DETACHED: Final = 32
"""Slow downloads that go on beside the slots."""


@dataclass(frozen=True, slots=True)
class Pace:
    """What is fast enough: ``rate`` bytes a second, once ``grace`` seconds have passed. ``check`` seconds lie between
    two looks at it.
    """

    grace: float = 3.0
    rate: float = 128 << 10
    check: float = 1.0


DEFAULT: Final = Pace()


class Slot:
    """A download that is under way for ``owner``: a job, or a member."""

    def __init__(self, owner: str | int, begun: float) -> None:
        self.owner = owner
        self._begun = begun
        self._bytes = 0

    def received(self, count: int) -> None:
        """Note that so many bytes have come."""
        self._bytes += count

    def is_slow(self, now: float, pace: Pace) -> bool:
        """Whether it has come slower than ``pace`` so far."""
        seconds = now - self._begun
        return seconds >= pace.grace and self._bytes < pace.rate * seconds


class DownloadSlots:
    """A number of slots. An owner gets a second one only if no other waits, and gives it up while it is slow."""

    def __init__(self, number: int, clock: Clock, pace: Pace = DEFAULT) -> None:
        self._number = number
        self._clock = clock
        self._pace = pace
        self._taken: list[Slot] = []
        self._aside: list[Slot] = []
        self._waiting: list[tuple[str | int, asyncio.Future[Slot]]] = []

    @asynccontextmanager
    async def slot(self, owner: str | int) -> AsyncIterator[Slot]:
        """Wait for a slot for a download of ``owner``, and hold it."""
        turn: asyncio.Future[Slot] = asyncio.get_running_loop().create_future()
        self._waiting.append((owner, turn))
        self._grant()
        try:
            while not turn.done():
                self._set_slow_ones_aside()
                await asyncio.wait({turn}, timeout=self._pace.check)
            yield turn.result()
        finally:
            self._leave(owner, turn)

    def _leave(self, owner: str | int, turn: asyncio.Future[Slot]) -> None:
        if turn.done():
            slot = turn.result()
            (self._taken if slot in self._taken else self._aside).remove(slot)
        else:
            self._waiting.remove((owner, turn))
        self._grant()

    def _grant(self) -> None:
        """Give what is free to the owners that have the fewest slots; among those, to who came first."""
        while self._waiting and len(self._taken) < self._number:
            holders = [slot.owner for slot in self._taken]
            owner, turn = min(self._waiting, key=lambda waiting: holders.count(waiting[0]))
            self._waiting.remove((owner, turn))
            slot = Slot(owner, self._clock.monotonic())
            self._taken.append(slot)
            turn.set_result(slot)

    def _set_slow_ones_aside(self) -> None:
        """Let slow downloads go on without a slot, as somebody waits for one."""
        now = self._clock.monotonic()
        for slot in [slot for slot in self._taken if slot.is_slow(now, self._pace)]:
            if self._waiting and len(self._aside) < MAX_DETACHED:
                self._taken.remove(slot)
                self._aside.append(slot)
                self._grant()
