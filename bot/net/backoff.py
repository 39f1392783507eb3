"""Retries: exponential delays, ``Retry-After``, and the one retry loop."""

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import parsedate_to_datetime
from functools import partial
from typing import TypeVar

from tenacity import AsyncRetrying, RetryCallState, stop_after_attempt, stop_never
from tenacity.stop import StopBaseT

from bot.runtime.clock import Clock

Result = TypeVar("Result")

BeforeSleep = Callable[[Exception, float], Awaitable[None] | None]
"""Called before each wait, with the error and the delay in seconds."""


@dataclass(frozen=True, slots=True)
class Backoff:
    """Exponential delays in seconds: ``first * factor ** attempt`` up to ``cap``, plus or minus ``jitter`` of that."""

    first: float = 1.0
    factor: float = 2.0
    cap: float = 30.0
    jitter: float = 0.2
    rng: random.Random = field(default_factory=random.Random)

    def delay(self, attempt: int, at_least: float = 0.0) -> float:
        """Seconds to wait after ``attempt`` (0-based) failed, never less than ``at_least``."""
        exponent = min(attempt, 32)  # a float overflows at a large exponent, and the cap is reached long before
        spread = self.rng.uniform(1 - self.jitter, 1 + self.jitter)
        return max(min(self.first * self.factor**exponent, self.cap) * spread, at_least)


def no_pause(_: Exception | None) -> float:
    return 0.0


async def retrying(
    call: Callable[[], Awaitable[Result]],
    is_retryable: Callable[[Exception], bool],
    backoff: Backoff,
    clock: Clock,
    *,
    tries: int | None = None,
    pause: Callable[[Exception | None], float] = no_pause,
    before_sleep: BeforeSleep | None = None,
) -> Result:
    """Await ``call()`` until it succeeds, its error is not retryable, or ``tries`` are used up (None: no limit).

    ``pause`` returns the least delay in seconds that an error demands. Raises the error of the last attempt. A
    cancellation is raised at once.
    """
    # Nearly every call succeeds at once, and then needs nothing of tenacity.
    try:
        return await call()
    except Exception as error:
        if not is_retryable(error):
            raise
        failed = [error]

    async def attempt() -> Result:
        # The failed call is the first of tenacity's attempts, so that it counts and is waited for.
        if failed:
            raise failed.pop()
        return await call()

    stop = stop_after_attempt(tries) if tries else stop_never
    return await _with_tenacity(attempt, is_retryable, backoff, clock, stop, pause, before_sleep)


async def _with_tenacity(
    attempt: Callable[[], Awaitable[Result]],
    is_retryable: Callable[[Exception], bool],
    backoff: Backoff,
    clock: Clock,
    stop: StopBaseT,
    pause: Callable[[Exception | None], float],
    before_sleep: BeforeSleep | None,
) -> Result:
    last: RetryCallState | None = None

    def should_retry(state: RetryCallState) -> bool:
        nonlocal last
        last, error = state, _error(state)
        return error is not None and is_retryable(error)

    retries = AsyncRetrying(
        sleep=clock.sleep,
        stop=stop,
        wait=lambda state: backoff.delay(state.attempt_number - 1, pause(_error(state))),
        retry=should_retry,
        before_sleep=partial(_notify, before_sleep) if before_sleep else None,
        retry_error_callback=_raise_last,
    )
    try:
        result: Result = await retries(attempt)
        return result
    finally:
        # Break the cycle of state, error and traceback: otherwise, all three wait for the garbage collector.
        if last:
            last.outcome = None


def _error(state: RetryCallState) -> Exception | None:
    error = state.outcome.exception() if state.outcome else None
    return error if isinstance(error, Exception) else None


async def _notify(before_sleep: BeforeSleep, state: RetryCallState) -> None:
    if (error := _error(state)) and (awaitable := before_sleep(error, state.upcoming_sleep)):
        await awaitable


def _raise_last(state: RetryCallState) -> object:
    return state.outcome.result() if state.outcome else None


def parse_retry_after(value: str | None, now: float) -> float | None:
    """Seconds until ``Retry-After``: a number of seconds or an HTTP date (RFC 9110, section 10.2.3).

    ``now`` is in epoch seconds. Returns None for a missing or malformed header.
    """
    if not value:
        return None
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    moment = parse_date(value)
    return None if moment is None else max(0.0, moment - now)


def parse_date(value: str | None) -> float | None:
    """Epoch seconds of an HTTP date (RFC 9110, section 5.6.7); None if it is missing or malformed."""
    try:
        date = parsedate_to_datetime(value or "")
    except ValueError:
        return None
    return date.replace(tzinfo=date.tzinfo or UTC).timestamp()
