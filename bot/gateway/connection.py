"""The connection to Discord's gateway: kept, resumed where that works, begun afresh where it does not.

It stands in for the loop of ``discord.Client.connect``, which ends the bot when its first dial fails, and which tries
for ever to resume at an address that is dead.

Source: https://discord.com/developers/docs/events/gateway#connections
"""

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass
from typing import Self

import discord
from discord.ext import commands
from discord.gateway import ReconnectWebSocket
from yarl import URL

from bot.gateway import discord_internals
from bot.gateway.websocket import ACKNOWLEDGED, Socket
from bot.net.backoff import Backoff
from bot.net.errors import NETWORK_ERRORS
from bot.runtime.clock import Clock

_log = logging.getLogger(__name__)

DIAL_TIMEOUT = 20.0
"""Seconds that a dial may take, up to HELLO and the wish for a session; asyncio measures them by its own clock."""

LONGEST_WAIT = 15.0
"""Seconds between two dials at the most."""

RESUMES = 3
"""Tries to resume a session after which every other one is to begin another."""

STEADY = 10.0
"""Seconds after which a connection counts as one that works."""

SILENCE = 60.0
"""Seconds without an acknowledged heartbeat after which a connection is dead. Discord wants one every 41.25 s."""

FINAL = {
    4004: "DISCORD_TOKEN is wrong: reset it in the Developer Portal and put the new one into .env",
    4010: "invalid shard",
    4011: "the bot is in too many servers for one connection",
    4012: "invalid version of the gateway",
    4013: "invalid intents",
    4014: "an intent that is not enabled in the Developer Portal",
}
"""Codes that no other try mends, and why.

https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes
"""

_SESSION_OVER = {4007, 4009}
_GLANCE = 5.0


@dataclass(frozen=True, slots=True)
class Session:
    """What Discord needs to resume one: its id, the number of the last dispatch that came, and its own address."""

    id: str
    sequence: int
    address: URL

    @classmethod
    def of(cls, socket: Socket) -> Self | None:
        """The session of ``socket``, None where there is none to resume."""
        if socket.session_id is None or socket.sequence is None or socket.socket.close_code in _SESSION_OVER:
            return None
        return cls(socket.session_id, socket.sequence, socket.gateway)


class Gateway:
    """Keeps ``bot`` connected, by one session for as long as Discord lets it be resumed.

    ``dial_timeout`` is in seconds.
    """

    def __init__(self, bot: commands.Bot, clock: Clock, dial_timeout: float = DIAL_TIMEOUT) -> None:
        self._bot = bot
        self._clock = clock
        self._dial_timeout = dial_timeout
        self._backoff = Backoff(first=0.5, cap=LONGEST_WAIT)
        self._session: Session | None = None
        self._failures = 0
        self._opened_at: float | None = None
        self._established = False
        self._cut = asyncio.timeout(None)
        self._acknowledged_at = clock.monotonic()
        bot.add_listener(self._heard, "on_socket_event_type")
        bot.add_listener(self._acknowledged, f"on_{ACKNOWLEDGED}")

    @property
    def silence(self) -> float:
        """Seconds since Discord last acknowledged a heartbeat, or since the start."""
        return self._clock.monotonic() - self._acknowledged_at

    async def look_up(self) -> None:
        """Ask where the gateway is; where Discord allows no further session for now, return once it does.

        Raises:
            discord.GatewayNotFound, aiohttp.ClientError, OSError: Discord does not say.
        """
        async with asyncio.timeout(self._dial_timeout):
            wait = await discord_internals.use_gateway_of(self._bot)
        if wait:
            _log.warning("Discord allows no further session for %.0f s", wait)
            await self._clock.sleep(wait)

    async def run(self) -> None:
        """Stay connected until the bot is closed.

        Raises:
            discord.ConnectionClosed: with one of the codes in ``FINAL``.
        """
        watch = asyncio.create_task(self._watch(), name="watch the heartbeats")
        try:
            while not self._bot.is_closed():
                why = await self._connection()
                self._failures = 0 if self._established and self._age() >= STEADY else self._failures + 1
                self._opened_at = None
                if self._failures and not self._bot.is_closed():
                    await self._pause(why)
        finally:
            watch.cancel()

    async def _connection(self) -> str:
        """One connection, from the dial to its end; returns what ended it."""
        self._opened_at, self._established, socket = None, False, None
        self._cut = asyncio.timeout(None)
        why, resumable = "", True
        try:
            async with asyncio.timeout(self._dial_timeout):
                self._bot.ws = socket = await self._dial()
            self._opened_at = self._clock.monotonic()
            async with self._cut:
                while True:
                    await socket.poll_event()
        except ReconnectWebSocket as end:
            why, resumable = f"{end.op} was asked for", end.resume
        except discord.ConnectionClosed as end:
            if end.code in FINAL:
                raise
            why = f"closed with {end.code}"
        except Exception as error:  # noqa: BLE001 - only what Discord calls final ends the bot
            why = type(error).__name__
        if not resumable:
            self._session = None
        elif socket:
            self._session = Session.of(socket)
        return why

    async def _dial(self) -> Socket:
        session = None if self._is_to_begin_another() else self._session
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

    def _is_to_begin_another(self) -> bool:
        """Whether a new session is tried for. Where that can't be dialled either, the one we have is still good."""
        return self._session is None or (self._failures >= RESUMES and self._failures % 2 == RESUMES % 2)

    async def _pause(self, why: str) -> None:
        # Not by `retrying`: a connection that was open for a while and then broke begins the count anew.
        delay = self._backoff.delay(self._failures - 1)
        _log.warning("no connection to Discord's gateway (%s); next try in %.1f s", why, delay)
        await self._clock.sleep(delay)
        if self._is_to_begin_another():
            # Where Discord does not say, the address of before has to do.
            with suppress(discord.GatewayNotFound, *NETWORK_ERRORS):
                await self.look_up()

    def _age(self) -> float:
        """Seconds since the connection was opened."""
        return 0.0 if self._opened_at is None else self._clock.monotonic() - self._opened_at

    async def _heard(self, event: str) -> None:
        self._established |= event in {"READY", "RESUMED"}
        if event == "READY":
            self._failures = 0

    async def _acknowledged(self) -> None:
        self._acknowledged_at = self._clock.monotonic()

    async def _watch(self) -> None:
        """Cut a connection over which nothing comes back, or no session: it may stay open for ever.

        It is not closed in order: the other end's goodbye would not come either.
        """
        while True:
            await self._clock.sleep(_GLANCE)
            if self._age() > SILENCE and (self.silence > SILENCE or not self._established):
                _log.warning("Discord's gateway has been silent for %.0f s: reconnecting", self.silence)
                self._cut.reschedule(0)
