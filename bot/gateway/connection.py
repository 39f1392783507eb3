"""Keeps the connection to Discord's gateway: resumes the session where possible, else starts a new one.

Replaces the loop of ``discord.Client.connect``, which ends the bot if its first connection fails, and never gives up
resuming at a dead address.

Source: https://discord.com/developers/docs/events/gateway#connections
"""

import asyncio
import logging
from contextlib import suppress

import discord
from discord.ext import commands
from discord.gateway import ReconnectWebSocket

from bot.gateway import discord_internals
from bot.gateway.session import Session
from bot.gateway.websocket import ACKNOWLEDGED, Socket
from bot.net.backoff import Backoff
from bot.net.errors import NETWORK_ERRORS
from bot.runtime.clock import Clock

_log = logging.getLogger(__name__)

DIAL_TIMEOUT = 20.0
"""Seconds from connecting to sending IDENTIFY or RESUME. Measured by asyncio, not by the injected clock."""

LONGEST_WAIT = 15.0
"""Greatest delay between two attempts to connect, in seconds."""

RESUMES = 3
"""After so many failed attempts to resume, every other attempt starts a new session."""

STEADY = 10.0
"""A connection that lasted so many seconds resets the count of failures."""

SILENCE = 60.0
"""Seconds without an acknowledged heartbeat after which a connection counts as dead. Discord's interval is 41.25 s."""

FINAL = {
    4004: "DISCORD_TOKEN is wrong: reset it in the Developer Portal and put the new one into .env",
    4010: "invalid shard",
    4011: "the bot is in too many servers for one connection",
    4012: "invalid version of the gateway",
    4013: "invalid intents",
    4014: "an intent that is not enabled in the Developer Portal",
}
"""Close codes after which reconnecting is useless, and the reason for the host.

https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes
"""

_WATCH_INTERVAL = 5.0
"""Seconds between two looks at the heartbeats."""


class Gateway:
    """Keeps ``bot`` connected, in one session for as long as Discord allows. ``dial_timeout`` is in seconds."""

    def __init__(self, bot: commands.Bot, clock: Clock, dial_timeout: float = DIAL_TIMEOUT) -> None:
        self._bot = bot
        self._clock = clock
        self._dial_timeout = dial_timeout
        self._backoff = Backoff(first=0.5, cap=LONGEST_WAIT)
        self._session: Session | None = None
        self._failures = 0
        self._opened_at: float | None = None
        self._established = False
        self._abort = asyncio.timeout(None)
        self._acknowledged_at = clock.monotonic()
        bot.add_listener(self._on_dispatch, "on_socket_event_type")
        bot.add_listener(self._on_acknowledgement, f"on_{ACKNOWLEDGED}")

    @property
    def silence(self) -> float:
        """Seconds since the last acknowledged heartbeat, or since startup."""
        return self._clock.monotonic() - self._acknowledged_at

    async def look_up(self) -> None:
        """Ask the API for the gateway's URL. If the session start limit is reached, wait until it resets.

        Raises:
            discord.GatewayNotFound, aiohttp.ClientError, OSError: the API gives no URL.
        """
        async with asyncio.timeout(self._dial_timeout):
            wait = await discord_internals.use_gateway_from_api(self._bot)
        if wait:
            _log.warning("Discord's session start limit is reached; next session in %.0f s", wait)
            await self._clock.sleep(wait)

    async def run(self) -> None:
        """Stay connected until the bot is closed.

        Raises:
            discord.ConnectionClosed: with a code in ``FINAL``.
        """
        watch = asyncio.create_task(self._watch(), name="watch the heartbeats")
        try:
            while not self._bot.is_closed():
                reason = await self._connect_once()
                self._failures = 0 if self._established and self._uptime() >= STEADY else self._failures + 1
                self._opened_at = None
                if self._failures and not self._bot.is_closed():
                    await self._pause(reason)
        finally:
            watch.cancel()

    async def _connect_once(self) -> str:
        """Connect and read until the connection ends. Returns why it ended, for the log."""
        self._opened_at, self._established, socket = None, False, None
        self._abort = asyncio.timeout(None)
        reason, resumable = "", True
        try:
            async with asyncio.timeout(self._dial_timeout):
                self._bot.ws = socket = await self._dial()
            self._opened_at = self._clock.monotonic()
            async with self._abort:
                while True:
                    await socket.poll_event()
        except ReconnectWebSocket as end:
            reason, resumable = f"{end.op} requested", end.resume
        except discord.ConnectionClosed as end:
            if end.code in FINAL:
                raise
            reason = f"closed with {end.code}"
        except Exception as error:  # noqa: BLE001 - only a close code in FINAL ends the bot
            reason = type(error).__name__
        if not resumable:
            self._session = None
        elif socket:
            self._session = Session.of(socket)
        return reason

    async def _dial(self) -> Socket:
        session = None if self._wants_new_session() else self._session
        if session is None:
            return await Socket.from_client(self._bot, shard_id=self._bot.shard_id)
        return await Socket.from_client(
            self._bot,
            shard_id=self._bot.shard_id,
            gateway=session.address,
            session=session.id,
            sequence=session.sequence,
            resume=True,
        )

    def _wants_new_session(self) -> bool:
        """Whether to start a new session. After ``RESUMES`` failures, attempts alternate between new and old session.

        If the new one fails too, Discord itself is down, and the old session may still be resumable afterwards.
        """
        return self._session is None or (self._failures >= RESUMES and self._failures % 2 == RESUMES % 2)

    async def _pause(self, reason: str) -> None:
        # `retrying` does not fit: the count of failures restarts after a connection that lasted.
        delay = self._backoff.delay(self._failures - 1)
        _log.warning("no connection to Discord's gateway (%s); next attempt in %.1f s", reason, delay)
        await self._clock.sleep(delay)
        if self._wants_new_session():
            # If the API does not answer, keep the previous URL.
            with suppress(discord.GatewayNotFound, *NETWORK_ERRORS):
                await self.look_up()

    def _uptime(self) -> float:
        """Seconds since the connection was opened; 0 while there is none."""
        return 0.0 if self._opened_at is None else self._clock.monotonic() - self._opened_at

    async def _on_dispatch(self, event: str) -> None:
        self._established |= event in {"READY", "RESUMED"}
        if event == "READY":
            self._failures = 0

    async def _on_acknowledgement(self) -> None:
        self._acknowledged_at = self._clock.monotonic()

    async def _watch(self) -> None:
        """Abort a connection without heartbeat acknowledgements or without a session: it may stay open for ever.

        Aborting skips the closing handshake: a dead peer would not answer it either.
        """
        while True:
            await self._clock.sleep(_WATCH_INTERVAL)
            if self._uptime() > SILENCE and (self.silence > SILENCE or not self._established):
                _log.warning("Discord's gateway has been silent for %.0f s; reconnecting", self.silence)
                self._abort.reschedule(0)
