"""Slots: each of ``PROCESSES`` processes connects one share of the shards, and any further process waits for a slot.

A run holds its slot for as long as it lasts. Whatever ends it frees the slot for a process that waits or starts.
"""

import logging
from collections.abc import Sequence
from typing import Final, Protocol

from bot.cluster.sharding import ShardPlan
from bot.errors import StorageError
from bot.runtime.clock import Clock

_log = logging.getLogger(__name__)

LOOK: Final = 1.0
"""Seconds between two looks for a free slot."""

COMPARE: Final = 4.0
"""Seconds between two looks at what the other slots connect."""

VACANT: Final = 60.0
"""Seconds for which a slot may be free before the host is told. An end and a start take half of that."""


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

    async def free(self, of: int) -> list[int]:
        """The numbers of the slots that nobody holds."""

    async def others(self, of: int) -> int | None:
        """Another number of slots than ``of`` that runs hold."""


class Vacancy:
    """Tells the host of slots, of ``processes``, that stay free: nobody serves their servers.

    ``told`` is how many the host was told of.
    """

    def __init__(self, processes: int, clock: Clock) -> None:
        self._processes = processes
        self._clock = clock
        self._since: float | None = None
        self.told = 0

    def note(self, free: Sequence[int]) -> None:
        """Note which slots nobody holds now."""
        if not free:
            if self.told:
                _log.info("processes hold all %d slots (PROCESSES) again", self._processes)
            self._since, self.told = None, 0
            return
        if self._since is None:
            self._since = self._clock.monotonic()
        if self.told != len(free) and self._clock.monotonic() - self._since >= VACANT:
            self.told = len(free)
            _log.warning(
                "nobody has slot %s of %d (PROCESSES), so the servers of its shards get no answer: start as many "
                "processes as PROCESSES says, or lower it in all of them",
                ", ".join(str(number + 1) for number in free),
                self._processes,
            )


class SharedSlots:
    """The slot of one of ``processes`` processes that are set up alike, or of one more, which is a standby."""

    def __init__(self, table: SlotTable, processes: int, clock: Clock) -> None:
        self._table = table
        self._processes = processes
        self._clock = clock
        self._shards: int | None = None
        self._vacancy = Vacancy(processes, clock)
        self.is_standby = False

    @property
    def vacant(self) -> int:
        return self._vacancy.told

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
                self._vacancy.note(await self._table.free(self._processes))
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
