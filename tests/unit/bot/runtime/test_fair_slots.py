"""Slots go round by server first, then by member."""

import asyncio
from collections.abc import Callable

import pytest

from bot.runtime.fair_slots import FairSlots


class Queue:
    """Tasks that wait for slots. ``served`` holds their names in turn; each releases its slot on ``step``."""

    def __init__(self, slots: int = 1) -> None:
        self.slots = FairSlots(slots)
        self.served: list[str] = []
        self.held: list[asyncio.Event] = []

    def add(self, name: str, server_id: int, user_id: int) -> asyncio.Task[None]:
        return asyncio.create_task(self._hold(name, server_id, user_id))

    async def step(self) -> None:
        """Release the slot that was acquired first."""
        self.held.pop(0).set()
        await settle()

    async def _hold(self, name: str, server_id: int, user_id: int) -> None:
        async with self.slots.slot(server_id, user_id):
            self.served.append(name)
            done = asyncio.Event()
            self.held.append(done)
            await done.wait()


async def settle() -> None:
    """Let every task run until it blocks."""
    for _ in range(10):
        await asyncio.sleep(0)


async def _order_of(fill: Callable[[Queue], None]) -> list[str]:
    queue = Queue()
    queue.add("first", 0, 0)
    await settle()
    fill(queue)
    await settle()
    while queue.held:
        await queue.step()
    return queue.served[1:]


async def test_who_comes_alone_is_served_in_order() -> None:
    def fill(queue: Queue) -> None:
        for name in "abc":
            queue.add(name, 1, 1)

    assert await _order_of(fill) == ["a", "b", "c"]


async def test_a_member_with_one_request_does_not_wait_behind_a_member_with_many() -> None:
    def fill(queue: Queue) -> None:
        for number in range(4):
            queue.add(f"many-{number}", 1, 1)
        queue.add("one", 1, 2)

    assert await _order_of(fill) == ["many-0", "one", "many-1", "many-2", "many-3"]


async def test_a_server_with_one_request_does_not_wait_behind_a_crowd_in_another() -> None:
    def fill(queue: Queue) -> None:
        for member in range(5):
            queue.add(f"crowd-{member}", 1, member)
        queue.add("elsewhere", 2, 99)

    assert (await _order_of(fill))[:2] == ["crowd-0", "elsewhere"]


async def test_no_more_hold_a_slot_at_once_than_there_are() -> None:
    queue = Queue(slots=2)
    for number in range(4):
        queue.add(str(number), 1, number)
    await settle()
    assert queue.served == ["0", "1"]
    await queue.step()
    assert queue.served == ["0", "1", "2"]


@pytest.mark.parametrize("called", [False, True])
async def test_who_gives_up_waiting_costs_nobody_a_slot(*, called: bool) -> None:
    queue = Queue()
    queue.add("first", 1, 1)
    await settle()
    gone = queue.add("gone", 1, 2)
    await settle()
    if called:
        queue.held.pop(0).set()  # called, and cancelled before it runs again
        await asyncio.sleep(0)
    gone.cancel()
    await settle()
    queue.add("next", 1, 3)
    await settle()
    if not called:
        await queue.step()
    assert queue.served == ["first", "next"]


async def test_it_is_idle_once_nobody_holds_or_awaits_a_slot() -> None:
    queue = Queue()
    await asyncio.wait_for(queue.slots.idle(), 1)
    queue.add("first", 1, 1)
    queue.add("second", 1, 1)
    await settle()
    idle = asyncio.create_task(queue.slots.idle())
    await queue.step()
    assert not idle.done()
    await queue.step()
    assert idle.done()
