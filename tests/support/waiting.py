"""Waiting for another process, or for a server that tells nobody what it sees."""

import asyncio
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
GLANCE = 0.005


async def eventually(predicate: Callable[[], T], within: float = 10.0, every: float = GLANCE) -> T:
    """The first truthy answer of ``predicate``, asked ``every`` so many seconds.

    Raises TimeoutError after ``within`` seconds.
    """
    end = time.monotonic() + within
    while not (found := predicate()):
        if time.monotonic() > end:
            raise TimeoutError(f"nothing of the kind within {within} s")
        await asyncio.sleep(every)
    return found
