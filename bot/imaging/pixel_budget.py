"""One budget of decoded pixels for the whole bot: each takes four bytes of memory, and more during conversions."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

DECODED_PIXELS: Final = 80_000_000
"""Pixels of all pictures that are decoded at the same time."""


class PixelBudget:
    """Grants pixels in the order of the requests, so that a large picture is not overtaken forever by small ones."""

    def __init__(self, pixels: int = DECODED_PIXELS) -> None:
        self._all = self._free = pixels
        self._waiting: deque[tuple[int, asyncio.Future[None]]] = deque()

    @asynccontextmanager
    async def reserve(self, pixels: int) -> AsyncIterator[None]:
        """Wait for ``pixels``, and hold them until the block ends. A picture beyond the budget is decoded alone."""
        pixels = min(pixels, self._all)
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append((pixels, turn))
        self._grant()
        try:
            await turn
            yield
        finally:
            if turn.done() and not turn.cancelled():
                self._free += pixels
            self._grant()

    def _grant(self) -> None:
        while self._waiting and (self._waiting[0][1].cancelled() or self._waiting[0][0] <= self._free):
            pixels, turn = self._waiting.popleft()
            if not turn.cancelled():
                self._free -= pixels
                turn.set_result(None)
