"""Waits for another process, or for a server without events."""

import asyncio
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
INTERVAL = 0.005
"""Seconds between two checks."""


async def eventually(predicate: Callable[[], T], within: float = 10.0, every: float = INTERVAL) -> T:
    """The first truthy result of ``predicate``, called every ``every`` seconds.

    Raises TimeoutError after ``within`` seconds.
    """
    end = time.monotonic() + within
    while not (found := predicate()):
        if time.monotonic() > end:
            raise TimeoutError(f"nothing of the kind within {within} s")
        await asyncio.sleep(every)
    return found
