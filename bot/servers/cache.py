"""A cache by id that other processes keep right. For how long one of them may be wrong is bounded: signals get lost."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from cachetools import TTLCache

from bot.cluster.signals import LISTENING, Payload, Signals
from bot.runtime.clock import Clock

CAPACITY = 10_000
"""Ids in memory at once: more than there are servers on the shards of one process."""

TTL = 300.0
"""Seconds after which a value is read again, in case a signal got lost."""

Value = TypeVar("Value")


class SignalledCache(Generic[Value]):
    """Values by id, read by ``load`` when they are first needed, until someone says under ``topic`` that one changed.

    Args:
        load: reads the value of an id, which is never None. Whatever it raises, ``get`` raises.
        ttl: seconds after which a value is read again.
    """

    def __init__(
        self,
        topic: str,
        load: Callable[[int], Awaitable[Value]],
        signals: Signals,
        clock: Clock,
        capacity: int = CAPACITY,
        ttl: float = TTL,
    ) -> None:
        self._topic = topic
        self._load = load
        self._signals = signals
        self._values = TTLCache[int, Value](capacity, ttl, timer=clock.monotonic)
        self._reads: dict[int, asyncio.Task[Value]] = {}
        signals.subscribe(topic, self._hear)
        signals.subscribe(LISTENING, self._hear_beginning)

    def peek(self, key: int) -> Value | None:
        """The value of an id if it is in memory."""
        return self._values.get(key)

    async def get(self, key: int) -> Value:
        """The value of an id, from memory if it is there. Who asks while it is being read waits for that read."""
        value = self._values.get(key)
        if value is not None:
            return value
        if (reading := self._reads.get(key)) is None:
            reading = self._reads[key] = asyncio.create_task(self._read(key))
        # A member whose request is cancelled must not cancel those of others.
        return await asyncio.shield(reading)

    def changed(self, key: int) -> None:
        """Read the value of an id anew from now on, here and in the other processes."""
        self._drop(key)
        self._signals.publish(self._topic, {"id": key})

    def clear(self) -> None:
        """Read all values anew from now on, here."""
        self._values.clear()
        self._reads.clear()

    async def _read(self, key: int) -> Value:
        reading = asyncio.current_task()
        try:
            value = await self._load(key)
            # What was read before a change must not be kept after it.
            if self._reads.get(key) is reading:
                self._values[key] = value
            return value
        finally:
            if self._reads.get(key) is reading:
                del self._reads[key]

    def _drop(self, key: int) -> None:
        self._values.pop(key, None)
        self._reads.pop(key, None)

    def _hear(self, payload: Payload) -> None:
        self._drop(int(payload["id"]))

    def _hear_beginning(self, payload: Payload) -> None:  # noqa: ARG002 - it says nothing
        self.clear()
