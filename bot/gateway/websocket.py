"""A gateway websocket that survives unreadable frames."""

import asyncio
import json
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn

import discord
from discord.gateway import DiscordWebSocket, ReconnectWebSocket, WebSocketClosure
from yarl import URL

from bot.gateway.discord_internals import forget_guilds
from bot.gateway.dispatches import log_dropped
from bot.net.errors import NETWORK_ERRORS

_log = logging.getLogger(__name__)

_SESSION_OVER = {4007, 4009}
"""Close codes after which the session can't be resumed: invalid sequence, session timed out."""

_CONNECTION_ERRORS = (ReconnectWebSocket, WebSocketClosure, discord.ConnectionClosed, *NETWORK_ERRORS)


@dataclass(frozen=True, slots=True)
class Session:
    """What resuming needs: the session ID, the sequence number of the last dispatch, and the session's own URL.

    Source: https://discord.com/developers/docs/events/gateway#resuming
    """

    id: str
    sequence: int
    address: URL


class Socket(DiscordWebSocket):
    """discord.py's websocket of one shard. It raises connection errors and drops frames that it can't read.

    ``on_acknowledged`` is called after each acknowledged heartbeat, ``on_session`` with ``READY`` or ``RESUMED``.
    """

    on_acknowledged: Callable[[], None]
    on_session: Callable[[str], None]

    @classmethod
    async def dial(
        cls,
        bot: discord.AutoShardedClient,
        shard_id: int,
        session: Session | None,
        on_acknowledged: Callable[[], None],
        on_session: Callable[[str], None],
    ) -> "Socket":
        """Connect, then resume ``session``, or start a new one. Returns once RESUME or IDENTIFY is sent."""
        if session is None:
            socket = await cls.from_client(bot, shard_id=shard_id)
        else:
            socket = await cls.from_client(
                bot,
                shard_id=shard_id,
                gateway=session.address,
                session=session.id,
                sequence=session.sequence,
                resume=True,
            )
        socket.on_acknowledged, socket.on_session = on_acknowledged, on_session
        socket.tell_shards_apart()
        return socket

    def tell_shards_apart(self) -> None:
        """Hear of this shard's session alone: discord.py dispatches and parses what comes to any shard alike."""
        self._dispatch = self._observe
        parse_ready = self._discord_parsers["READY"]
        self._discord_parsers = {**self._discord_parsers, "READY": lambda data: self._ready(parse_ready, data)}

    @property
    def session(self) -> Session | None:
        """The session, as far as it can be resumed."""
        if self.session_id is None or self.sequence is None or self.socket.close_code in _SESSION_OVER:
            return None
        return Session(self.session_id, self.sequence, self.gateway)

    async def identify(self) -> None:
        """Wait for the shard's turn, then send IDENTIFY. On cancellation, close the connection in the background.

        The first heartbeat was acknowledged during the wait, in which no frame is read: without a new start of its
        measurement, discord.py logs the wait as a delay of the connection.
        """
        try:
            await super().identify()
        except asyncio.CancelledError:
            self._close_soon()
            raise
        self._heartbeat_sent()

    async def poll_event(self) -> None:
        """Wait for a frame and process it. On cancellation, close the connection in the background."""
        try:
            await super().poll_event()
        except asyncio.CancelledError:
            self._close_soon()
            raise

    async def send_heartbeat(self, data: object, /) -> None:
        """Send a heartbeat, and measure from here how long Discord takes to acknowledge it.

        discord.py's thread notes the time of sending when it wakes up after it. An acknowledgement that is quicker is
        measured from the heartbeat before, and logged as a delay of the whole interval.
        """
        self._heartbeat_sent()
        await super().send_heartbeat(data)

    async def received_message(self, msg: str | bytes, /) -> None:
        """Process one frame, or a part of a compressed one.

        Raises:
            ReconnectWebSocket: the connection has become unusable.
        """
        text = await self._text(msg)
        if text is None:
            return
        sequence, latency = self.sequence, self.latency
        try:
            await super().received_message(text)
        except _CONNECTION_ERRORS:
            raise
        except Exception as error:  # noqa: BLE001 - discord.py may raise anything on unexpected data
            await self._skip(text, error)
        # A malformed sequence number would make every later heartbeat and resume invalid.
        if type(self.sequence) is not int:
            self.sequence = sequence
        # discord.py has no event for an acknowledgement, but updates the latency with each.
        if self.latency != latency:
            self.on_acknowledged()

    def _heartbeat_sent(self) -> None:
        """Measure from now how long the next acknowledgement takes."""
        if self._keep_alive:
            self._keep_alive._last_send = time.perf_counter()  # noqa: SLF001 - discord.py has no public way

    def _close_soon(self) -> None:
        # Not awaited: on a dead connection, the closing handshake runs into its timeout.
        self._closing = asyncio.create_task(self.close())

    def _observe(self, event: str, *args: Any) -> None:
        if event == "socket_event_type" and args[0] in ("READY", "RESUMED"):
            self.on_session(args[0])

    def _ready(self, parse: Callable[[Any], None], data: Any) -> None:  # noqa: ANN401 - JSON may be anything
        """Parse READY for this shard, whatever it says of the shard itself.

        It lists the shard's servers. Those that the bot has left meanwhile are in discord.py's cache still.
        """
        if isinstance(data, dict) and self.shard_id is not None:
            forget_guilds(self._connection, lambda guild: guild.shard_id == self.shard_id)
            data = {**data, "shard": [self.shard_id, self.shard_count]}
        parse(data)

    async def _text(self, message: str | bytes) -> str | None:
        """The frame that ``message`` completes; None if parts are missing."""
        if isinstance(message, str):
            return message
        try:
            return self._decompressor.decompress(message)
        except Exception as error:  # noqa: BLE001 - each decompression library has its own errors
            await self._reconnect(error)

    async def _skip(self, text: str, error: Exception) -> None:
        """Drop an unreadable frame. Without the first one, HELLO, there are no heartbeats: then reconnect."""
        if self._keep_alive is None:
            await self._reconnect(error)
        frame = _decoded(text)
        if frame.get("t") == "READY":
            # discord.py raised before it called the parser, because fields that a resume needs are missing.
            self._discord_parsers["READY"](frame.get("d"))
        else:
            log_dropped(str(frame.get("t")), error)

    async def _reconnect(self, error: Exception) -> NoReturn:
        _log.warning("unreadable frames from Discord's gateway (%s); reconnecting", type(error).__name__)
        await self.close()
        raise ReconnectWebSocket(self.shard_id) from error


def _decoded(text: str) -> dict[str, Any]:
    try:
        frame = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return frame if isinstance(frame, dict) else {}
