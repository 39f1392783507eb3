"""Discord's limits on new sessions: how many a day, and how fast.

Source: https://discord.com/developers/docs/events/gateway#session-start-limit-object
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import discord

from bot.cluster.sharding import IdentifyPace
from bot.gateway import discord_internals
from bot.gateway.discord_internals import GatewayInfo
from bot.gateway.one_try import one_try
from bot.net.errors import NETWORK_ERRORS
from bot.runtime.clock import Clock

_log = logging.getLogger(__name__)

_FRESH = 5.0
"""Seconds for which an answer of the API serves all shards of this process."""


class SessionStarts:
    """Lets the shards of this process start sessions one by one, and as many as Discord allows.

    Exceeding the daily limit would cost the bot its token. ``timeout`` is that of a look-up, in seconds.
    """

    def __init__(self, bot: discord.AutoShardedClient, pace: IdentifyPace, clock: Clock, timeout: float) -> None:
        self._bot = bot
        self._pace = pace
        self._clock = clock
        self._timeout = timeout
        self._info = GatewayInfo()
        self._remaining = self._info.remaining
        self._looked_up_at: float | None = None
        self._resets_at = 0.0
        self._queues = defaultdict[int, asyncio.Lock](asyncio.Lock)

    @property
    def recommended(self) -> int:
        """How many shards Discord wants."""
        return self._info.shards

    async def look_up(self) -> None:
        """Ask the API for the gateway's URL, the number of shards and the limits.

        Raises:
            discord.GatewayNotFound, aiohttp.ClientError, OSError: the API does not answer that.
        """
        self._looked_up_at = self._clock.monotonic()
        async with asyncio.timeout(self._timeout):
            self._info = await discord_internals.use_gateway_from_api(self._bot)
        self._remaining = self._info.remaining
        self._resets_at = self._clock.monotonic() + self._info.reset_after

    async def refresh(self) -> None:
        """``look_up``, unless another shard just did. If the API does not answer, keep what it said before."""
        if self._looked_up_at is not None and self._clock.monotonic() - self._looked_up_at < _FRESH:
            return
        with suppress(discord.GatewayNotFound, *NETWORK_ERRORS), one_try():
            await self.look_up()

    @asynccontextmanager
    async def line(self, shard_id: int) -> AsyncIterator[None]:
        """Within the block, this shard alone of its bucket dials to start a session: others would only wait connected.

        The others wait before it.
        """
        async with self._queues[self._bucket(shard_id)]:
            yield

    async def admit(self) -> None:
        """Count a session that is about to start; before, wait while the session start limit is reached.

        An earlier answer of the API may be weeks old, and does not count what other processes have started since.
        """
        await self.refresh()
        spare = self._spare()
        while self._remaining <= spare and (wait := self._resets_at - self._clock.monotonic()) > 0:
            _log.warning("Discord's session start limit is reached; next session in %.0f s", wait)
            await self._clock.sleep(wait)
            self._remaining = max(spare + 1, self._remaining)  # Discord said so, even if it does not answer now
            with suppress(discord.GatewayNotFound, *NETWORK_ERRORS):
                await self.look_up()
        self._remaining -= 1

    async def turn(self, shard_id: int) -> None:
        """Return when an admitted shard may send IDENTIFY."""
        await self._pace.turn(shard_id, self._info.max_concurrency)

    def _spare(self) -> int:
        """How many session starts to leave to other processes.

        Each of their shards may have started one since the API's answer, and be about to start another.
        """
        others = (self._bot.shard_count or 0) - len(self._bot.shard_ids or ())
        return 2 * max(0, others)

    def _bucket(self, shard_id: int) -> int:
        return shard_id % self._info.max_concurrency
