"""A semaphore with fair turns: servers take turns, and so do the members within a server."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

Waiting = OrderedDict[int, deque[asyncio.Future[None]]]
"""The waiting turns of one server, by member."""


class FairSlots:
    """At most ``slots`` holders at once. A member with many requests does not delay a member with one."""

    def __init__(self, slots: int) -> None:
        self._slots = slots
        self._free = slots
        # By turn: the first server, and in it the first member, waits longest since its last turn. Nothing is evicted.
        self._queues: OrderedDict[int, Waiting] = OrderedDict()
        self._idle = asyncio.Event()
        self._idle.set()

    @property
    def is_free(self) -> bool:
        """Whether a slot can be had without waiting."""
        return self._free > 0

    @asynccontextmanager
    async def slot(self, server_id: int, user_id: int) -> AsyncIterator[None]:
        """Wait for a turn and hold a slot within the block."""
        await self._acquire(server_id, user_id)
        try:
            yield
        finally:
            self._release()

    async def idle(self) -> None:
        """Wait until no slot is held and nobody waits for one."""
        await self._idle.wait()

    async def _acquire(self, server_id: int, user_id: int) -> None:
        self._idle.clear()
        if self._free:
            self._free -= 1
            return
        turn = asyncio.get_running_loop().create_future()
        self._queues.setdefault(server_id, OrderedDict()).setdefault(user_id, deque()).append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            # The slot may have been granted in the same loop iteration. A turn still queued is skipped by `_release`.
            if turn.done() and not turn.cancelled():
                self._release()
            raise

    def _release(self) -> None:
        while self._queues:
            turn = self._next_turn()
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1
        if self._free == self._slots:
            self._idle.set()

    def _next_turn(self) -> asyncio.Future[None]:
        """Remove and return the next turn. Its member and its server move to the back."""
        server_id, members = self._queues.popitem(last=False)
        user_id, turns = members.popitem(last=False)
        turn = turns.popleft()
        if turns:
            members[user_id] = turns
        if members:
            self._queues[server_id] = members
        return turn
