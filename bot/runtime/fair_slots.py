"""A bounded number of things at once, handed out fairly: servers take turns, and within each its members do."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

PreferenceStore = OrderedDict[int, deque[asyncio.Future[None]]]


class FairSlots:
    """``slots`` places, each held as ``async with``. Whoever waits with many things waits behind those with few."""

    def __init__(self, slots: int) -> None:
        self._slots = slots
        self._free = slots
        # No cache: whoever waits here gets their turn, and the first in line is who had it longest ago.
        self._queues: OrderedDict[int, PreferenceStore] = OrderedDict()
        self._idle = asyncio.Event()
        self._idle.set()

    @asynccontextmanager
    async def slot(self, server_id: int, user_id: int) -> AsyncIterator[None]:
        """Hold one of the slots for a member of a server, once it is their turn."""
        await self._acquire(server_id, user_id)
        try:
            yield
        finally:
            self._release()

    async def idle(self) -> None:
        """Return once no slot is held and nobody waits for one."""
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
            # Called already, or still in the queue, where a cancelled turn is passed over.
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
        """The first in the queue of the member whose turn it is; the member and the server go to the back."""
        server_id, members = self._queues.popitem(last=False)
        user_id, turns = members.popitem(last=False)
        turn = turns.popleft()
        if turns:
            members[user_id] = turns
        if members:
            self._queues[server_id] = members
        return turn
