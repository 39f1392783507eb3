"""How long a caller waits for a database that is away: it tries again until then."""

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

from bot.errors import DatabaseAway
from bot.net.backoff import Backoff, retrying
from bot.runtime.clock import Clock

_log = logging.getLogger(__name__)

Result = TypeVar("Result")

BACKOFF = Backoff(first=0.05, cap=1.0)

GRACE = 0.1
"""Seconds in which psycopg may cancel a statement that is given up; then it closes the connection."""


class Patience:
    """Repeats what fails because the database is away, for at most ``seconds``. An outage is logged once.

    Args:
        on_away: called after each failure, before the next attempt.
    """

    def __init__(
        self,
        clock: Clock,
        on_away: Callable[[Exception], Awaitable[None]],
        *,
        seconds: float = math.inf,
        backoff: Backoff = BACKOFF,
    ) -> None:
        self._clock = clock
        self._on_away = on_away
        self._seconds = seconds
        self._backoff = backoff

    def deadline(self) -> float:
        """When a wait that begins now ends, in ``clock.monotonic()`` seconds."""
        return self._clock.monotonic() + self._seconds

    async def repeat(self, attempt: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
        """Await ``attempt()`` until the database does it. Raises DatabaseAway after ``seconds``, and all other errors.

        An attempt whose answer is lost may have been committed, and is repeated all the same.
        """
        deadline = self.deadline()
        away_since: float | None = None

        def may_wait(error: Exception) -> bool:
            return isinstance(error, DatabaseAway) and self._clock.monotonic() < deadline

        async def note(error: Exception, _: float) -> None:
            nonlocal away_since
            if away_since is None:
                away_since = self._clock.monotonic()
                _log.warning("%s; waiting for it", error)
            await self._on_away(error)

        async def within_time() -> Result:
            return await self.bound(attempt(), deadline)

        result = await retrying(within_time, may_wait, self._backoff, self._clock, before_sleep=note)
        if away_since is not None:
            _log.info("a statement got through after %.1f s", self._clock.monotonic() - away_since)
        return result

    async def bound(self, call: Coroutine[Any, Any, Result], deadline: float) -> Result:
        """Await ``call``. Raises DatabaseAway at ``deadline``: a server that is paused answers nothing at all."""
        if math.isinf(deadline):
            return await call
        task = asyncio.ensure_future(call)
        try:
            await asyncio.wait({task}, timeout=max(0.0, deadline - self._clock.monotonic()))
            if task.done():
                return task.result()
        finally:
            # psycopg asks the server to cancel the statement at the first cancellation, and waits 10 s for it; the next
            # one makes it close the connection.
            while not task.done():
                task.cancel()
                await asyncio.wait({task}, timeout=GRACE)
        raise DatabaseAway(f"the database of DATABASE_URL has not answered within {self._seconds:g} s")
