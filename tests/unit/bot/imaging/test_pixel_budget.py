"""One budget of decoded pixels for everything that is decoded."""

import asyncio
from contextlib import suppress

from bot.imaging.pixel_budget import PixelBudget


class Decoding:
    """A picture that is being decoded until it is ``done``."""

    def __init__(self, budget: PixelBudget, pixels: int) -> None:
        self.begun = False
        self.over = asyncio.Event()
        self.task = asyncio.create_task(self._work(budget, pixels))

    async def done(self) -> None:
        """Let it end."""
        self.over.set()
        await self.task

    async def cancelled(self) -> None:
        """Cut it off."""
        self.task.cancel()
        with suppress(asyncio.CancelledError):
            await self.task

    async def _work(self, budget: PixelBudget, pixels: int) -> None:
        async with budget.reserve(pixels):
            self.begun = True
            await self.over.wait()


async def _begun(*pictures: Decoding) -> list[bool]:
    for _ in range(5):
        await asyncio.sleep(0)
    return [picture.begun for picture in pictures]


async def test_as_many_pixels_are_decoded_at_once_as_the_budget_has() -> None:
    budget = PixelBudget(100)
    first, second, third = (Decoding(budget, pixels) for pixels in (60, 40, 1))
    assert await _begun(first, second, third) == [True, True, False]
    await second.done()
    assert await _begun(third) == [True]
    await asyncio.gather(first.done(), third.done())


async def test_who_comes_first_decodes_first_so_that_a_large_picture_is_not_passed_over() -> None:
    budget = PixelBudget(100)
    running, large, small = (Decoding(budget, pixels) for pixels in (50, 80, 10))
    assert await _begun(running, large, small) == [True, False, False]
    await running.done()
    assert await _begun(large, small) == [True, True]
    await asyncio.gather(large.done(), small.done())


async def test_a_picture_larger_than_the_budget_is_decoded_alone() -> None:
    budget = PixelBudget(100)
    running, huge, next_one = (Decoding(budget, pixels) for pixels in (1, 1000, 1))
    assert await _begun(running, huge) == [True, False]
    await running.done()
    assert await _begun(huge, next_one) == [True, False]
    await huge.done()
    assert await _begun(next_one) == [True]
    await next_one.done()


async def test_who_is_cut_off_gives_back_what_it_held_or_waited_for() -> None:
    budget = PixelBudget(100)
    running, waiting, last = (Decoding(budget, pixels) for pixels in (100, 100, 100))
    assert await _begun(running, waiting, last) == [True, False, False]
    await waiting.cancelled()
    await running.cancelled()
    assert await _begun(last) == [True]
    await last.done()


async def test_who_is_cut_off_in_the_moment_of_its_turn_gives_it_on() -> None:
    budget = PixelBudget(100)
    running, granted, last = (Decoding(budget, pixels) for pixels in (100, 100, 100))
    await _begun(running)
    running.over.set()  # its turn is given on while nobody else has run
    while not running.task.done():
        await asyncio.sleep(0)
        granted.task.cancel()
    assert await _begun(last) == [True]
    assert not granted.begun
    await last.done()
