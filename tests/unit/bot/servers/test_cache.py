"""The cache that other processes keep right."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from bot.cluster.signals import LISTENING
from bot.errors import StorageError
from bot.servers.cache import TTL, SignalledCache
from tests.support.clock import FakeClock
from tests.support.shared import WiredSignals, wired

Cached = SignalledCache[str]


class Stored:
    """What is stored, and how often it was read."""

    def __init__(self) -> None:
        self.values = {1: "first", 2: "second"}
        self.reads: list[int] = []

    async def load(self, key: int) -> str:
        self.reads.append(key)
        return self.values[key]


def _cache(load: Callable[[int], Awaitable[str]], signals: WiredSignals, clock: FakeClock, most: int = 9) -> Cached:
    return SignalledCache("topic", load, signals, clock.clock, most)


async def test_a_value_is_read_once(clock: FakeClock) -> None:
    stored = Stored()
    cache = _cache(stored.load, wired(1)[0], clock)
    assert cache.peek(1) is None
    assert [await cache.get(key) for key in (1, 2, 1)] == ["first", "second", "first"]
    assert cache.peek(1) == "first"
    assert stored.reads == [1, 2]


async def test_a_change_is_seen_by_every_process_and_only_that_value_is_read_again(clock: FakeClock) -> None:
    stored = Stored()
    here, there = (_cache(stored.load, signals, clock) for signals in wired(2))
    for cache in (here, there):
        await asyncio.gather(cache.get(1), cache.get(2))
    stored.values[1] = "changed"
    here.changed(1)
    assert [await cache.get(1) for cache in (here, there)] == ["changed", "changed"]
    assert there.peek(2) == "second"


async def test_who_begins_to_listen_again_reads_everything_again(clock: FakeClock) -> None:
    (signals,) = wired(1)
    cache = _cache(Stored().load, signals, clock)
    await cache.get(1)
    signals.hear(LISTENING, {})
    assert cache.peek(1) is None


async def test_a_value_whose_signal_was_lost_is_wrong_for_minutes_at_most(clock: FakeClock) -> None:
    stored = Stored()
    cache = _cache(stored.load, wired(1)[0], clock)
    await cache.get(1)
    stored.values[1] = "changed"
    clock.advance(TTL - 1)
    assert await cache.get(1) == "first"
    clock.advance(2)
    assert await cache.get(1) == "changed"


async def test_what_was_read_before_a_change_is_not_kept_after_it(clock: FakeClock) -> None:
    may_return = asyncio.Event()

    async def load(key: int) -> str:
        await may_return.wait()
        return f"{key}, old"

    cache = _cache(load, wired(1)[0], clock)
    reading = asyncio.create_task(cache.get(1))
    await asyncio.sleep(0)
    cache.changed(1)
    may_return.set()
    await reading
    assert cache.peek(1) is None


async def test_no_more_than_so_many_values_are_kept_and_no_error_is(clock: FakeClock) -> None:
    stored = Stored()
    cache = _cache(stored.load, wired(1)[0], clock, most=1)
    await cache.get(1)
    await cache.get(2)
    assert (cache.peek(1), cache.peek(2)) == (None, "second")

    async def fail(key: int) -> str:
        raise StorageError(str(key))

    with pytest.raises(StorageError):
        await _cache(fail, wired(1)[0], clock).get(1)
