"""Which shards this process connects, and when each of them may start a session.

Source: https://discord.com/developers/docs/events/gateway#sharding
"""

import asyncio
from dataclasses import dataclass
from typing import Protocol

from bot.runtime.clock import Clock

IDENTIFY_GAP = 5.5
"""Seconds between two sessions of one bucket. Discord counts 5, from the arrival of one IDENTIFY to that of the next,
and the network delays each differently (https://discord.com/developers/docs/events/gateway#rate-limiting)."""


@dataclass(frozen=True, slots=True)
class ShardPlan:
    """The shards of this process, out of ``shard_count``. A server belongs to shard ``(id >> 22) % shard_count``."""

    shard_ids: tuple[int, ...]
    shard_count: int

    def holds(self, guild_id: int) -> bool:
        """Whether a server belongs to one of these shards."""
        return (guild_id >> 22) % self.shard_count in self.shard_ids


class Slots(Protocol):
    """Port: decides which shards this process connects."""

    @property
    def is_standby(self) -> bool:
        """Whether this process waits until another one ends, to connect its shards."""

    @property
    def vacant(self) -> int:
        """How many slots no process has had for a while, so that nobody connects their shards."""

    async def acquire(self, recommended: int) -> ShardPlan:
        """The shards of this process, once it may connect any; ``recommended`` is the number that Discord wants.

        Called again after Discord has refused the number of shards, or ``changed``; the earlier plan is then over.
        """
        ...

    async def changed(self) -> None:
        """Return once other processes connect another number of shards than this one."""


class AllShards:
    """The slots of a process that is alone: all shards are its own."""

    is_standby = False
    vacant = 0

    async def acquire(self, recommended: int) -> ShardPlan:
        return ShardPlan(tuple(range(recommended)), recommended)

    async def changed(self) -> None:
        await asyncio.Event().wait()


class IdentifyPace(Protocol):
    """Port: keeps sessions of one bot apart: one in 5 s for each bucket ``shard_id % max_concurrency``."""

    async def turn(self, shard_id: int, max_concurrency: int) -> None:
        """Return when the shard may send IDENTIFY. Its connection is open meanwhile, so this should not take longer
        than half a minute."""
        ...


class LocalPace:
    """The pace of a process that is alone."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._free_at: dict[int, float] = {}

    async def turn(self, shard_id: int, max_concurrency: int) -> None:
        bucket, now = shard_id % max_concurrency, self._clock.monotonic()
        begin = max(now, self._free_at.get(bucket, now))
        # Reserved before the wait, so that a second shard of this bucket waits for its own turn.
        self._free_at[bucket] = begin + IDENTIFY_GAP
        await self._clock.sleep(begin - now)


@dataclass(frozen=True, slots=True)
class Sharding:
    """Which shards this process connects, and how fast."""

    slots: Slots
    pace: IdentifyPace
