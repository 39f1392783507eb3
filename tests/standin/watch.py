"""Waiting for something to have happened, without sleeping."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Watch:
    """Woken at every request and every gateway frame; `describe` says in a timeout what was seen so far."""

    def __init__(self, describe: Callable[[], str] = str) -> None:
        self._changed = asyncio.Condition()
        self._describe = describe

    async def notify(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    async def until(self, predicate: Callable[[], T], within: float) -> T:
        """The first truthy answer of `predicate`; raises TimeoutError after `within` seconds."""
        try:
            async with asyncio.timeout(within), self._changed:
                return await self._changed.wait_for(predicate)
        except TimeoutError:
            raise TimeoutError(f"nothing of the kind within {within} s; {self._describe()}") from None
