"""Delays between attempts, and the retry loop."""

import asyncio
import gc
import random
import time
import weakref
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.net.backoff import Backoff, parse_retry_after, retrying
from tests.support.clock import FakeClock

NOW = datetime(2026, 4, 23, 3, 0, 0, tzinfo=UTC)
DOUBLING = Backoff(first=1, factor=2, cap=30, jitter=0)


class Failure(Exception):
    """The error that the calls of these tests raise."""


class Calls:
    """Raises each of ``errors`` in turn, then returns the number of its calls."""

    def __init__(self, *errors: BaseException) -> None:
        self.count = 0
        self._errors = list(errors)

    async def __call__(self) -> int:
        self.count += 1
        if self._errors:
            raise self._errors.pop(0)
        return self.count


def _is_failure(error: Exception) -> bool:
    return isinstance(error, Failure)


def seeded(seed: int = 1) -> random.Random:
    return random.Random(seed)  # noqa: S311 - spreads waits, keeps no secret


def test_without_jitter_the_delays_double_up_to_the_cap() -> None:
    backoff = Backoff(first=1, factor=2, cap=30, jitter=0)
    assert [backoff.delay(attempt) for attempt in range(7)] == [1, 2, 4, 8, 16, 30, 30]


@given(attempt=st.integers(0, 10_000), seed=st.integers())
def test_a_delay_stays_within_its_jitter(attempt: int, seed: int) -> None:
    plain = min(2.0 ** min(attempt, 100), 30)
    assert 0.8 * plain <= Backoff(rng=seeded(seed)).delay(attempt) <= 1.2 * plain


def test_delays_differ_so_that_clients_spread() -> None:
    backoff = Backoff(rng=seeded())
    assert len({backoff.delay(3) for _ in range(10)}) == 10


def test_the_longer_of_backoff_and_demand_counts() -> None:
    backoff = Backoff(jitter=0)
    assert backoff.delay(0, 12) == 12
    assert backoff.delay(4, 12) == 16


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("", None),
        ("0", 0),
        ("7", 7),
        ("1.5", 1.5),
        ("-3", 0),
        ("soon", None),
        (format_datetime(NOW.replace(minute=2), usegmt=True), 120),
        ("Thu, 23 Apr 2026 05:00:30 +0200", 30),
        ("Thu, 23 Apr 2026 03:00:30 -0000", 30),
        (format_datetime(NOW.replace(year=2020), usegmt=True), 0),
    ],
)
def test_retry_after_is_seconds_or_a_date(header: str | None, seconds: float | None) -> None:
    assert parse_retry_after(header, NOW.timestamp()) == seconds


@pytest.fixture
def far_from_greenwich(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A host in the time zone of Tokyo."""
    with monkeypatch.context() as context:
        context.setenv("TZ", "Asia/Tokyo")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("far_from_greenwich")
@pytest.mark.parametrize("zone", ["GMT", "-0000", "+0000"])
def test_a_date_does_not_depend_on_where_the_host_lives(zone: str) -> None:
    assert parse_retry_after(f"Thu, 23 Apr 2026 03:00:30 {zone}", NOW.timestamp()) == 30


@given(st.one_of(st.text(max_size=40), st.text("0123456789 :,+-GMTJanMonday.e", max_size=40)))
def test_no_retry_after_header_breaks_anything(header: str) -> None:
    seconds = parse_retry_after(header, NOW.timestamp())
    assert seconds is None or seconds >= 0


async def test_what_fails_is_tried_again_after_growing_delays() -> None:
    clock = FakeClock()
    assert await retrying(Calls(Failure(), Failure(), Failure()), _is_failure, DOUBLING, clock.clock) == 4
    assert clock.sleeps == [1, 2, 4]


async def test_an_error_against_which_no_other_try_helps_is_raised_at_once() -> None:
    clock, calls = FakeClock(), Calls(Failure(), ValueError("no"), Failure())
    with pytest.raises(ValueError, match="no"):
        await retrying(calls, _is_failure, DOUBLING, clock.clock)
    assert (calls.count, clock.sleeps) == (2, [1])


async def test_after_the_last_try_its_error_is_raised_without_another_wait() -> None:
    clock, last = FakeClock(), Failure("the last")
    calls = Calls(Failure(), Failure(), last)
    with pytest.raises(Failure) as caught:
        await retrying(calls, _is_failure, DOUBLING, clock.clock, tries=3)
    assert caught.value is last
    assert (calls.count, clock.sleeps) == (3, [1, 2])


async def test_an_error_may_ask_for_a_longer_pause() -> None:
    clock = FakeClock()
    await retrying(Calls(Failure(), Failure()), _is_failure, DOUBLING, clock.clock, pause=lambda _: 1.5)
    assert clock.sleeps == [1.5, 2]


@pytest.mark.parametrize("waits", [False, True])
async def test_who_asked_is_told_of_every_error_and_the_delay_before_it_is_waited_for(*, waits: bool) -> None:
    clock, told = FakeClock(), list[tuple[str, float, int]]()

    def tell(error: Exception, delay: float) -> None:
        told.append((str(error), delay, len(clock.sleeps)))

    async def tell_and_wait(error: Exception, delay: float) -> None:
        await asyncio.sleep(0)
        tell(error, delay)

    calls = Calls(Failure("one"), Failure("two"))
    await retrying(calls, _is_failure, DOUBLING, clock.clock, before_sleep=tell_and_wait if waits else tell)
    assert told == [("one", 1, 0), ("two", 2, 1)]


async def test_a_cancelled_call_is_not_tried_again_whatever_may_be() -> None:
    clock, calls = FakeClock(), Calls(asyncio.CancelledError())
    with pytest.raises(asyncio.CancelledError):
        await retrying(calls, lambda _: True, DOUBLING, clock.clock)
    assert (calls.count, clock.sleeps) == (1, [])


async def test_a_cancellation_ends_a_call_that_hangs() -> None:
    began = asyncio.Event()

    async def hang() -> None:
        began.set()
        await asyncio.Event().wait()

    task = asyncio.create_task(retrying(hang, lambda _: True, DOUBLING, FakeClock().clock))
    await began.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_timeout_around_the_loop_ends_it() -> None:
    async def hang() -> None:
        await asyncio.Event().wait()

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0):
            await retrying(hang, lambda _: True, DOUBLING, FakeClock().clock)


@pytest.fixture
def without_collector() -> Iterator[None]:
    """No garbage collection, so that only reference counts free an object."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("without_collector")
@pytest.mark.parametrize("is_retryable", [lambda _: True, lambda _: False], ids=["exhausted", "refused"])
async def test_an_error_that_was_handled_is_freed_at_once_with_its_traceback(
    is_retryable: Callable[[Exception], bool],
) -> None:
    async def fail() -> None:
        raise Failure

    freed = list[bool]()
    try:
        await retrying(fail, is_retryable, DOUBLING, FakeClock().clock, tries=2)
    except Failure as error:
        weakref.finalize(error, freed.append, True)
    assert freed == [True]
