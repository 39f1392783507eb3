"""Keeps one shard connected to Discord's gateway: resumes its session where possible, else starts a new one.

Replaces the loops of ``discord.Client.connect`` and ``discord.shard.Shard``, which end the bot if its first connection
fails, never give up resuming at a dead address, and after some outages wait up to 17 minutes.

Source: https://discord.com/developers/docs/events/gateway#connections
"""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager

import discord
from discord.gateway import ReconnectWebSocket

from bot.gateway import discord_internals
from bot.gateway.session_starts import SessionStarts
from bot.gateway.websocket import Session, Socket
from bot.net.backoff import Backoff
from bot.runtime.clock import Clock

_log = logging.getLogger(__name__)

DIAL_TIMEOUT = 20.0
"""Seconds from connecting to sending IDENTIFY or RESUME, without the wait for the shard's turn.

Measured by asyncio, not by the injected clock.
"""

LONGEST_WAIT = 15.0
"""Greatest delay between two attempts to connect, in seconds."""

RESUMES = 3
"""After so many failed attempts to resume, every other attempt starts a new session."""

STEADY = 10.0
"""A connection that lasted so many seconds resets the count of failures."""

SILENCE = 60.0
"""Seconds without an acknowledged heartbeat after which a connection counts as dead. Discord's interval is 41.25 s."""

FINAL = {
    4004: "DISCORD_TOKEN is wrong: reset it in the Developer Portal, and put the new token into .env or its file",
    4012: "invalid version of the gateway",
    4013: "invalid intents",
    4014: "an intent that is not enabled in the Developer Portal",
}
"""Close codes after which reconnecting is useless, and the reason for the host.

https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes
"""

OTHER_SHARDS = {
    4010: "it knows no such shard",
    4011: "the bot is in too many servers for so few",
}
"""Close codes after which another number of shards is needed, and the reason (same source)."""


class Connection:
    """Keeps one shard of ``bot`` connected, in one session for as long as Discord allows.

    ``dial_timeout`` is in seconds, as is the ``silence`` before.
    """

    def __init__(
        self,
        bot: discord.AutoShardedClient,
        shard_id: int,
        starts: SessionStarts,
        clock: Clock,
        dial_timeout: float = DIAL_TIMEOUT,
        silence: float = 0.0,
    ) -> None:
        self.id = shard_id
        self.ws: Socket
        self._bot = bot
        self._starts = starts
        self._clock = clock
        self._dial_timeout = dial_timeout
        self._backoff = Backoff(first=0.5, cap=LONGEST_WAIT)
        self._session: Session | None = None
        self._failures = 0
        self._opened_at: float | None = None
        self._established = False
        self._closed = False
        self._dialing = asyncio.timeout(None)
        self._abort = asyncio.timeout(None)
        self._acknowledged_at = clock.monotonic() - silence
        self._queues_since: float | None = None

    @property
    def silence(self) -> float:
        """Seconds since the last sign of a session, or since this object exists, without those in which the shard waits
        for its turn: Discord lets most bots start one session in 5 s."""
        now = self._clock.monotonic() if self._queues_since is None else self._queues_since
        return now - self._acknowledged_at

    @property
    def connected(self) -> bool:
        """Whether Discord has accepted the session, and the connection is open."""
        return self._established and self._opened_at is not None

    async def run(self) -> None:
        """Stay connected until this or the bot is closed.

        Raises:
            discord.ConnectionClosed: with a code in ``FINAL`` or ``OTHER_SHARDS``.
        """
        while not self._ends:
            reason = await self._connect_once()
            self._failures = 0 if self._established and self._uptime() >= STEADY else self._failures + 1
            self._opened_at = None
            if self._failures and not self._ends:
                await self._pause(reason)

    async def take_turn(self) -> None:
        """Wait until this shard may send IDENTIFY. The wait is no part of the time that dialing may take."""
        self._dialing.reschedule(None)
        with self._queueing():
            await self._starts.turn(self.id)
        self._dialing.reschedule(asyncio.get_running_loop().time() + self._dial_timeout)

    def leave_if_silent(self) -> None:
        """Abort a connection without heartbeat acknowledgements or without a session: it may stay open for ever.

        Aborting skips the closing handshake: a dead peer would not answer it either.
        """
        if self._uptime() > SILENCE and (self.silence > SILENCE or not self._established):
            _log.warning("shard %d: Discord's gateway has been silent for %.0f s; reconnecting", self.id, self.silence)
            self._abort.reschedule(0)

    async def close(self) -> None:
        """End the session for good. discord.py's client calls this as well when the bot is closed."""
        self._closed = True
        if self._opened_at is not None and self.ws.open:
            await self.ws.close(code=1000)

    @property
    def _ends(self) -> bool:
        return self._closed or self._bot.is_closed()

    async def _connect_once(self) -> str:
        """Connect and read until the connection ends. Returns why it ended, for the log."""
        self._opened_at, self._established, socket = None, False, None
        self._abort = asyncio.timeout(None)
        reason, resumable = "", True
        try:
            self.ws = socket = await self._dial()
            discord_internals.keep_shard(self._bot, self)
            self._opened_at = self._clock.monotonic()
            async with self._abort:
                while True:
                    await socket.poll_event()
        except ReconnectWebSocket as end:
            reason, resumable = f"{end.op} requested", end.resume
        except discord.ConnectionClosed as end:
            if end.code in FINAL or end.code in OTHER_SHARDS:
                raise
            reason = f"closed with {end.code}"
        except Exception as error:  # noqa: BLE001 - only a close code ends the bot
            reason = type(error).__name__
        if not resumable:
            self._session = None
        elif socket:
            self._session = socket.session
        return reason

    async def _dial(self) -> Socket:
        if not self._wants_new_session():
            return await self._dial_for(self._session)
        async with AsyncExitStack() as turn:
            with self._queueing():
                await turn.enter_async_context(self._starts.line(self.id))
            await self._starts.admit()
            return await self._dial_for(None)

    @contextmanager
    def _queueing(self) -> Iterator[None]:
        """The shard waits for others during the block."""
        since = self._queues_since = self._clock.monotonic()
        try:
            yield
        finally:
            self._queues_since = None
            self._acknowledged_at += self._clock.monotonic() - since

    async def _dial_for(self, session: Session | None) -> Socket:
        self._dialing = asyncio.timeout(self._dial_timeout)
        async with self._dialing:
            return await Socket.dial(self._bot, self.id, session, self._on_acknowledged, self._on_session)

    def _wants_new_session(self) -> bool:
        """Whether to start a new session. After ``RESUMES`` failures, attempts alternate between new and old session.

        If the new one fails too, Discord itself is down, and the old session may still be resumable afterwards.
        """
        return self._session is None or (self._failures >= RESUMES and self._failures % 2 == RESUMES % 2)

    async def _pause(self, reason: str) -> None:
        # `retrying` does not fit: the count of failures restarts after a connection that lasted.
        delay = self._backoff.delay(self._failures - 1)
        _log.warning(
            "shard %d: no connection to Discord's gateway (%s); next attempt in %.1f s", self.id, reason, delay
        )
        await self._clock.sleep(delay)
        if self._wants_new_session():
            await self._starts.refresh()

    def _uptime(self) -> float:
        """Seconds since the connection was opened; 0 while there is none."""
        return 0.0 if self._opened_at is None else self._clock.monotonic() - self._opened_at

    def _on_session(self, event: str) -> None:
        self._established = True
        self._acknowledged_at = self._clock.monotonic()
        if event == "READY":
            self._failures = 0

    def _on_acknowledged(self) -> None:
        # Discord acknowledges heartbeats also before it refuses a session.
        if self._established:
            self._acknowledged_at = self._clock.monotonic()
