"""A gateway websocket that survives unreadable frames."""

import asyncio
import json
import logging
from typing import Any, NoReturn

import discord
from discord.gateway import DiscordWebSocket, ReconnectWebSocket, WebSocketClosure

from bot.gateway.dispatches import log_dropped
from bot.net.errors import NETWORK_ERRORS

_log = logging.getLogger(__name__)

ACKNOWLEDGED = "heartbeat_acknowledged"
"""The event that the bot's listeners receive after each acknowledged heartbeat."""

_CONNECTION_ERRORS = (ReconnectWebSocket, WebSocketClosure, discord.ConnectionClosed, *NETWORK_ERRORS)


class Socket(DiscordWebSocket):
    """discord.py's websocket. It raises connection errors to ``Gateway.run`` and drops frames that it can't read."""

    async def poll_event(self) -> None:
        """Wait for a frame and process it. On cancellation, close the connection in the background."""
        try:
            await super().poll_event()
        except asyncio.CancelledError:
            # Not awaited: on a dead connection, the closing handshake runs into its timeout.
            self._closing = asyncio.create_task(self.close())
            raise

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
            self._dispatch(ACKNOWLEDGED)

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
        _log.warning("the gateway's frames can't be read (%s); reconnecting", type(error).__name__)
        await self.close()
        raise ReconnectWebSocket(self.shard_id) from error


def _decoded(text: str) -> dict[str, Any]:
    try:
        frame = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return frame if isinstance(frame, dict) else {}
