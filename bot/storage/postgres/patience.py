"""How long a caller waits for a database that is away: it tries again until then."""

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, TypeVar

from bot.errors import DatabaseAway
from bot.net.backoff import Backoff, retrying
from bot.runtime.clock import Clock
from bot.storage.postgres.errors import Refused

_log = logging.getLogger(__name__)

Result = TypeVar("Result")

BACKOFF = Backoff(first=0.05, cap=1.0)

GRACE = 0.1
"""Seconds in which psycopg may cancel a statement that is given up; then it closes the connection."""


class Outage:
    """What all who wait for one database know of it, and tell the host. ``meanwhile`` says what an outage means."""

    meanwhile = "no new jobs until it is back, and what is under way waits for it"

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._since: float | None = None
        self._answered = clock.monotonic()
        self._waiting = 0

    def begin(self, error: Exception, asked: float) -> None:
        """Note that what was asked at ``asked`` (monotonic) failed; older news than its last answer is none."""
        if self._since is None and asked >= self._answered:
            self._since = asked
            _log.warning("%s; %s", error, self.meanwhile)

    @contextmanager
    def waited_out(self) -> Iterator[None]:
        """Somebody who was told that the database is away waits for it during the block."""
        self._waiting += 1
        try:
            yield
        finally:
            self._waiting -= 1

    def end(self) -> None:
        """Note that the database has answered. While it can't be written, it still answers what only reads."""
        self._answered = self._clock.monotonic()
        if self._since is not None and not self._waiting:
            _log.info("the database of DATABASE_URL is back after %.1f s", self._answered - self._since)
            self._since = None

    def refuse(self, error: Refused) -> None:
        """Note that the database refuses a statement, whatever its user makes of that."""
        _log.error("%s", error)


class OutageAtStart(Outage):
    """The same while the bot starts, which ends with whatever goes wrong."""

    meanwhile = "waiting for it before the bot starts"

    def refuse(self, error: Refused) -> None:
        pass


class _NoAnswer(DatabaseAway):
    """The time is up."""


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
        wait = ExitStack()
        failure: DatabaseAway | None = None

        def may_wait(error: Exception) -> bool:
            nonlocal failure
            if isinstance(error, DatabaseAway):
                if failure is None:
                    wait.enter_context(self._outage.waited_out())
                failure = error
                self._outage.begin(error, asked)
                return self._clock.monotonic() < deadline
            return False

        async def note(error: Exception, _: float) -> None:
            await self._on_away(error)

        async def within_time() -> Result:
            nonlocal asked
            asked = self._clock.monotonic()
            try:
                return await self.bound(attempt(), deadline)
            except _NoAnswer as error:
                # It was cut off. Why the one before failed says more.
                raise failure or error from None

        with wait:
            result = await retrying(within_time, may_wait, self._backoff, self._clock, before_sleep=note)
        self._outage.end()
        return result

    async def bound(self, call: Coroutine[Any, Any, Result], deadline: float) -> Result:
        """Await ``call``. Raises DatabaseAway at ``deadline``: a server that is paused answers nothing at all."""
        try:
            return await (call if math.isinf(deadline) else self._until(deadline, call))
        except Refused as error:
            self._outage.refuse(error)
            raise

    async def _until(self, deadline: float, call: Coroutine[Any, Any, Result]) -> Result:
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
        raise _NoAnswer(f"no answer within {self._seconds:g} s")
