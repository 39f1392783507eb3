"""How long to wait between tries, and the one loop that tries again."""

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import parsedate_to_datetime
from functools import partial
from typing import TypeVar

from tenacity import AsyncRetrying, RetryCallState, stop_after_attempt, stop_never

from bot.runtime.clock import Clock

Result = TypeVar("Result")

BeforeSleep = Callable[[Exception, float], Awaitable[None] | None]
"""Told of an error after which there is another try, and of the seconds until then."""


@dataclass(frozen=True, slots=True)
class Backoff:
    """Growing delays in seconds: ``first * factor ** attempt`` up to ``cap``, give or take ``jitter`` of it."""

    first: float = 1.0
    factor: float = 2.0
    cap: float = 30.0
    jitter: float = 0.2
    rng: random.Random = field(default_factory=random.Random)

    def delay(self, attempt: int, at_least: float = 0.0) -> float:
        """Seconds before the next try after ``attempt`` (0, 1, 2 …) failed, and ``at_least`` were asked for."""
        exponent = min(attempt, 32)
        spread = self.rng.uniform(1 - self.jitter, 1 + self.jitter)
        return max(min(self.first * self.factor**exponent, self.cap) * spread, at_least)


def no_pause(_: Exception | None) -> float:
    """No error asks for a pause of its own."""
    return 0.0


async def retrying(
    call: Callable[[], Awaitable[Result]],
    may_help: Callable[[Exception], bool],
    backoff: Backoff,
    clock: Clock,
    *,
    tries: int | None = None,
    pause: Callable[[Exception | None], float] = no_pause,
    before_sleep: BeforeSleep | None = None,
) -> Result:
    """The result of ``call``, which is awaited anew as long as another try ``may_help`` against its error.

    ``tries`` limits how often it is awaited, ``pause`` tells the seconds that an error asks us to wait at the least.
    Raises the error of the last try. What is no ``Exception``, such as a cancellation, is raised at once.
    """
    last: RetryCallState | None = None

    async def attempt() -> Result:
        return await call()

    def once_more(state: RetryCallState) -> bool:
        nonlocal last
        last, error = state, _error(state)
        return error is not None and may_help(error)

    retries = AsyncRetrying(
        sleep=clock.sleep,
        stop=stop_after_attempt(tries) if tries else stop_never,
        wait=lambda state: backoff.delay(state.attempt_number - 1, pause(_error(state))),
        retry=once_more,
        before_sleep=partial(_tell, before_sleep) if before_sleep else None,
        retry_error_callback=_raise_last,
    )
    try:
        result: Result = await retries(attempt)
        return result
    finally:
        # The state holds the error, whose traceback holds the state: without this, both wait for the collector.
        if last:
            last.outcome = None


def _error(state: RetryCallState) -> Exception | None:
    error = state.outcome.exception() if state.outcome else None
    return error if isinstance(error, Exception) else None


async def _tell(before_sleep: BeforeSleep, state: RetryCallState) -> None:
    if (error := _error(state)) and (told := before_sleep(error, state.upcoming_sleep)):
        await told


def _raise_last(state: RetryCallState) -> object:
    return state.outcome.result() if state.outcome else None


def parse_retry_after(value: str | None, now: float) -> float | None:
    """Seconds from a ``Retry-After`` header, which holds seconds or an HTTP date (RFC 9110, section 10.2.3)."""
    if not value:
        return None
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    moment = parse_date(value)
    return None if moment is None else max(0.0, moment - now)


def parse_date(value: str | None) -> float | None:
    """Epoch seconds from an HTTP date (RFC 9110, section 5.6.7)."""
    try:
        date = parsedate_to_datetime(value or "")
    except ValueError:
        return None
    return date.replace(tzinfo=date.tzinfo or UTC).timestamp()
