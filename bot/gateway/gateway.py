"""All connections of this process to Discord's gateway, one for each of its shards."""

import asyncio
import logging
from typing import Any

import discord

from bot.cluster.sharding import IdentifyPace, ShardPlan, Slots
from bot.gateway import discord_internals
from bot.gateway.connection import DIAL_TIMEOUT, OTHER_SHARDS, Connection
from bot.gateway.session_starts import SessionStarts
from bot.net.backoff import Backoff, retrying
from bot.net.errors import NETWORK_ERRORS
from bot.runtime.clock import Clock

_log = logging.getLogger(__name__)

_WATCH_INTERVAL = 5.0
"""Seconds between two looks at the heartbeats."""


class Gateway:
    """Keeps the shards of this process connected, each by itself: none waits for another to come back.

    If Discord refuses their number, all begin anew with the number that it wants. ``dial_timeout`` is in seconds.
    """

    def __init__(
        self,
        bot: discord.AutoShardedClient,
        slots: Slots,
        pace: IdentifyPace,
        clock: Clock,
        dial_timeout: float = DIAL_TIMEOUT,
    ) -> None:
        self._bot = bot
        self._slots = slots
        self._clock = clock
        self._dial_timeout = dial_timeout
        self._starts = SessionStarts(bot, pace, clock, dial_timeout)
        self._connections: dict[int, Connection] = {}
        self._plan = ShardPlan((), 1)
        self._refusals = 0
        self._closed = False
        self._began_at = clock.monotonic()
        self._backoff = Backoff(first=1, cap=60)

    @property
    def plan(self) -> ShardPlan:
        """The shards that are connected, or being connected; none before Discord has said how many it wants."""
        return self._plan

    @property
    def is_standby(self) -> bool:
        """Whether this process waits for another one to end, and connects nothing until then."""
        return self._slots.is_standby

    @property
    def vacant_slots(self) -> int:
        """How many slots no process has had for a while."""
        return self._slots.vacant

    @property
    def connected(self) -> int:
        """How many shards have a session that works."""
        return sum(connection.connected for connection in self._connections.values())

    @property
    def silence(self) -> float:
        """Seconds since the last acknowledged heartbeat of the shard that is silent longest, or since startup."""
        began = self._clock.monotonic() - self._began_at
        return max((connection.silence for connection in self._connections.values()), default=began)

    async def look_up(self) -> None:
        """Ask the API for the gateway's URL and the number of shards.

        Raises:
            discord.GatewayNotFound, aiohttp.ClientError, OSError: the API does not answer that.
        """
        await self._starts.look_up()

    async def turn(self, shard_id: int) -> None:
        """Return when this shard, which has just connected, may send IDENTIFY."""
        await self._connections[shard_id].take_turn()

    async def run(self) -> None:
        """Stay connected until this or the bot is closed.

        Raises:
            discord.ConnectionClosed: with a code in ``connection.FINAL``.
        """
        watch = asyncio.create_task(self._watch(), name="watch the heartbeats")
        try:
            while not (self._closed or self._bot.is_closed()):
                plan = await self._slots.acquire(self._starts.recommended)
                if refusal := await self._connect(plan):
                    await self._look_again(plan, refusal)
        finally:
            watch.cancel()

    async def close(self) -> None:
        """End all sessions, and start no other. The API can still be called, to answer what was heard so far."""
        self._closed = True
        await asyncio.gather(*(connection.close() for connection in self._connections.values()))

    async def _connect(self, plan: ShardPlan) -> discord.ConnectionClosed | None:
        """Keep the shards of ``plan`` connected until the bot is closed, or other processes connect another number.

        Returns early with the reason if Discord refuses their number.
        """
        if self._closed:  # while it waited for its slot
            return None
        discord_internals.use_shards(self._bot, plan)
        if plan != self._plan:
            self._refusals = 0
        self._plan = plan
        # Whoever is refused again and again is silent all the while.
        silence = self.silence if self._connections else 0.0
        self._began_at = self._clock.monotonic()
        self._connections = {
            shard_id: Connection(self._bot, shard_id, self._starts, self._clock, self._dial_timeout, silence)
            for shard_id in plan.shard_ids
        }
        if plan.shard_count > 1:
            _log.info("connecting %d of %d shards", len(plan.shard_ids), plan.shard_count)
        shards = [
            asyncio.create_task(connection.run(), name=f"shard {connection.id}")
            for connection in self._connections.values()
        ]
        tasks: list[asyncio.Task[Any]] = [
            *shards,
            asyncio.create_task(asyncio.wait(shards, return_when=asyncio.FIRST_EXCEPTION), name="shards"),
            asyncio.create_task(self._slots.changed(), name="number of shards"),
        ]
        try:
            await asyncio.wait(tasks[len(shards) :], return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            ends = await asyncio.gather(*tasks, return_exceptions=True)
        refusals = [end for end in ends if isinstance(end, discord.ConnectionClosed) and end.code in OTHER_SHARDS]
        for end in ends:
            if isinstance(end, Exception) and end not in refusals:
                raise end
        return refusals[0] if refusals else None

    async def _look_again(self, plan: ShardPlan, refusal: discord.ConnectionClosed) -> None:
        """Ask how many shards Discord wants, after it has refused those of ``plan``; more slowly while it repeats
        itself."""
        delay = self._backoff.delay(self._refusals)
        self._refusals += 1
        _log.warning(
            "Discord no longer accepts %d as the number of shards (code %s: %s); asking for a new one in %.1f s",
            plan.shard_count,
            refusal.code,
            OTHER_SHARDS[refusal.code],
            delay,
        )
        await self._clock.sleep(delay)
        await retrying(self.look_up, _is_down, self._backoff, self._clock)

    async def _watch(self) -> None:
        while True:
            await self._clock.sleep(_WATCH_INTERVAL)
            for connection in self._connections.values():
                connection.leave_if_silent()


def _is_down(error: Exception) -> bool:
    return isinstance(error, (discord.GatewayNotFound, *NETWORK_ERRORS))
