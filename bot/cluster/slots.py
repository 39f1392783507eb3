"""Slots: each of ``PROCESSES`` processes connects one share of the shards, and any further process waits for a slot.

A run holds its slot for as long as it lasts. Whatever ends it frees the slot for a process that waits or starts.
"""

import logging
from typing import Final, Protocol

from bot.cluster.sharding import ShardPlan
from bot.errors import StorageError
from bot.runtime.clock import Clock

_log = logging.getLogger(__name__)

LOOK: Final = 1.0
"""Seconds between two looks for a free slot."""

COMPARE: Final = 4.0
"""Seconds between two looks at the number of shards that others connect."""


class SlotTable(Protocol):
    """Port: which runs hold which slots. Every call may raise StorageError."""

    async def take(self, of: int) -> int | None:
        """The number of the slot that this run holds from now on, from 0 to ``of - 1``; None if others hold all."""

    async def agree(self, of: int, shards: int, refused: int | None) -> int:
        """How many shards the holders of ``of`` slots connect.

        That is what those who hold the other slots connect, unless it is ``refused``; else ``shards``.
        """

    async def shards(self, of: int) -> int:
        """How many shards were agreed on."""

    async def others(self, of: int) -> int | None:
        """Another number of slots than ``of`` that runs hold."""


class SharedSlots:
    """The slot of one of ``processes`` processes that are set up alike, or of one more, which is a standby."""

    def __init__(self, table: SlotTable, processes: int, clock: Clock) -> None:
        self._table = table
        self._processes = processes
        self._clock = clock
        self._shards: int | None = None
        self.is_standby = False

    async def acquire(self, recommended: int) -> ShardPlan:
        while True:
            try:
                number = await self._table.take(self._processes)
                if number is not None:
                    return await self._plan(number, recommended)
                self._stand_by()
            except StorageError as error:
                _log.warning("couldn't claim a slot, will retry: %s", error)
            await self._clock.sleep(LOOK)

    async def changed(self) -> None:
        while True:
            await self._clock.sleep(COMPARE)
            try:
                if await self._table.shards(self._processes) != self._shards:
                    return
            except StorageError as error:
                _log.debug("the number of shards isn't known yet: %s", error)

    async def _plan(self, number: int, recommended: int) -> ShardPlan:
        """The shards of a slot. Each has one at least."""
        self._shards = await self._table.agree(self._processes, max(recommended, self._processes), self._shards)
        self.is_standby = False
        if other := await self._table.others(self._processes):
            _log.warning(
                "other processes have PROCESSES=%d, but this one has %d: until they all match, some servers are "
                "connected twice",
                other,
                self._processes,
            )
        _log.info("this process has slot %d of %d (PROCESSES)", number + 1, self._processes)
        return ShardPlan(tuple(range(number, self._shards, self._processes)), self._shards)

    def _stand_by(self) -> None:
        if not self.is_standby:
            _log.info(
                "standing by: other processes hold all slots (PROCESSES=%d); this one claims the next free slot",
                self._processes,
            )
        self.is_standby = True
