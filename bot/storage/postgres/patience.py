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


class Outage:
    """What all who wait for one database know of it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._since: float | None = None
        self._answered = clock.monotonic()

    def begin(self, error: Exception, asked: float) -> None:
        """Note that what was asked at ``asked`` (monotonic) failed; older news than its last answer is none."""
        if self._since is None and asked >= self._answered:
            self._since = asked
            _log.warning("%s; no new jobs until it is back, and what is under way waits for it", error)

    def end(self) -> None:
        """Note that the database has answered."""
        self._answered = self._clock.monotonic()
        if self._since is not None:
            _log.info("the database of DATABASE_URL is back after %.1f s", self._answered - self._since)
            self._since = None


class Patience:
    """Repeats what fails because the database is away, for at most ``seconds``.

    Args:
        on_away: called after each failure, before the next attempt.
    """

    def __init__(
        self,
        clock: Clock,
        on_away: Callable[[Exception], Awaitable[None]],
        outage: Outage,
        *,
        seconds: float = math.inf,
        backoff: Backoff = BACKOFF,
    ) -> None:
        self._clock = clock
        self._on_away = on_away
        self._outage = outage
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
        asked = self._clock.monotonic()

        def may_wait(error: Exception) -> bool:
            if isinstance(error, DatabaseAway):
                self._outage.begin(error, asked)
                return self._clock.monotonic() < deadline
            return False

        async def note(error: Exception, _: float) -> None:
            await self._on_away(error)

        async def within_time() -> Result:
            nonlocal asked
            asked = self._clock.monotonic()
            result = await self.bound(attempt(), deadline)
            self._outage.end()
            return result

        return await retrying(within_time, may_wait, self._backoff, self._clock, before_sleep=note)

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
            if not task.cancelled():
                # Whoever gave up does not want to know how it failed; asyncio would log that nobody asked.
                task.exception()
        raise DatabaseAway(f"the database of DATABASE_URL has not answered within {self._seconds:g} s")
