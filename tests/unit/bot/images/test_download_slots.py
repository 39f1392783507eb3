"""Slots for downloads: bounded, fair to all jobs, and given up by slow downloads."""

import asyncio
from contextlib import suppress

from bot.images.download_slots import MAX_DETACHED, DownloadSlots, Pace, Slot
from tests.support.clock import FakeClock

PACE = Pace(grace=3, rate=1000, check=0.001)


class Download:
    """A download for a job, under way until it is ``done``."""

    def __init__(self, slots: DownloadSlots, job: str) -> None:
        self.slot: Slot | None = None
        self._over = asyncio.Event()
        self.task = asyncio.create_task(self._work(slots, job))

    async def done(self) -> None:
        """Let it end."""
        self._over.set()
        await self.task

    async def cancelled(self) -> None:
        """Cut it off."""
        self.task.cancel()
        with suppress(asyncio.CancelledError):
            await self.task

    async def _work(self, slots: DownloadSlots, job: str) -> None:
        async with slots.slot(job) as self.slot:
            await self._over.wait()


def _many(slots: DownloadSlots, jobs: str) -> list[Download]:
    """A download for each letter, which names its job."""
    return [Download(slots, job) for job in jobs]


async def _under_way(downloads: list[Download]) -> list[bool]:
    for _ in range(5):
        await asyncio.sleep(0)
    return [download.slot is not None for download in downloads]


async def _all_done(downloads: list[Download]) -> None:
    await asyncio.gather(*(download.done() for download in downloads))


async def test_a_job_alone_may_have_all_slots(clock: FakeClock) -> None:
    downloads = _many(DownloadSlots(2, clock.clock, PACE), "aaa")
    assert await _under_way(downloads) == [True, True, False]
    await _all_done(downloads)


async def test_while_others_wait_each_job_has_one(clock: FakeClock) -> None:
    slots = DownloadSlots(2, clock.clock, PACE)
    downloads = _many(slots, "aaaab")
    assert await _under_way(downloads) == [True, True, False, False, False]
    await downloads[0].done()
    assert await _under_way(downloads) == [True, True, False, False, True]
    downloads += _many(slots, "c")
    await downloads[4].done()
    assert await _under_way(downloads) == [True, True, False, False, True, True]
    await downloads[1].done()
    assert await _under_way(downloads) == [True, True, True, False, True, True]
    await _all_done(downloads)


async def test_a_slow_download_gives_its_slot_to_who_waits_and_goes_on(clock: FakeClock) -> None:
    slots = DownloadSlots(1, clock.clock, PACE)
    slow, waiting = _many(slots, "ab")
    assert await _under_way([slow, waiting]) == [True, False]
    clock.advance(4)
    assert await asyncio.wait_for(_granted(waiting), 5)
    assert not slow.task.done()
    await _all_done([slow, waiting])
    (last,) = _many(slots, "c")
    assert await _under_way([last]) == [True]
    await last.done()


async def test_a_fast_download_keeps_its_slot_and_a_slow_one_as_long_as_nobody_waits(clock: FakeClock) -> None:
    slots = DownloadSlots(1, clock.clock, PACE)
    fast, waiting = _many(slots, "ab")
    await _under_way([fast])
    assert fast.slot
    clock.advance(4)
    fast.slot.received(4000)
    assert await _under_way([waiting]) == [False]
    clock.advance(1)
    assert await asyncio.wait_for(_granted(waiting), 5)
    await _all_done([fast, waiting])


async def test_a_download_that_has_just_begun_is_not_called_slow(clock: FakeClock) -> None:
    slots = DownloadSlots(1, clock.clock, PACE)
    begun, waiting = _many(slots, "ab")
    await _under_way([begun])
    clock.advance(2.9)
    assert await _under_way([waiting]) == [False]
    await _all_done([begun, waiting])


async def test_only_so_many_slow_ones_go_on_beside_the_slots(clock: FakeClock) -> None:
    slots = DownloadSlots(1, clock.clock, PACE)
    slow: list[Download] = []
    for _ in range(MAX_DETACHED + 1):
        slow += _many(slots, "a")
        await asyncio.wait_for(_granted(slow[-1]), 5)
        clock.advance(10)
    (last,) = _many(slots, "b")
    assert await _under_way([last]) == [False]
    await slow[0].done()
    assert await asyncio.wait_for(_granted(last), 5)
    await _all_done([*slow, last])


async def test_who_is_cut_off_leaves_no_slot_taken(clock: FakeClock) -> None:
    slots = DownloadSlots(1, clock.clock, PACE)
    held, waiting, last = _many(slots, "abc")
    assert await _under_way([held, waiting, last]) == [True, False, False]
    await waiting.cancelled()
    await held.cancelled()
    assert await _under_way([last]) == [True]
    await last.done()


async def _granted(download: Download) -> bool:
    while download.slot is None:  # noqa: ASYNC110 - it looks itself whether somebody is slow, now and then
        await asyncio.sleep(0)
    return True
