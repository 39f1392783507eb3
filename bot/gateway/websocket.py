"""One websocket to Discord's gateway, which no frame ends that can't be read."""

import asyncio
import json
import logging
from typing import Any, NoReturn

import discord
from discord.gateway import DiscordWebSocket, ReconnectWebSocket, WebSocketClosure

from bot.gateway.dispatches import dropped
from bot.net.errors import NETWORK_ERRORS

_log = logging.getLogger(__name__)

ACKNOWLEDGED = "heartbeat_acknowledged"
"""The event that tells the bot's listeners that Discord has acknowledged a heartbeat."""

_ENDINGS = (ReconnectWebSocket, WebSocketClosure, discord.ConnectionClosed, *NETWORK_ERRORS)


class Socket(DiscordWebSocket):
    """discord.py's own, which hands every error up to the loop that keeps the bot alive."""

    async def poll_event(self) -> None:
        """Wait for a frame and take it in. A dial that is given up meanwhile leaves no open connection behind."""
        try:
            await super().poll_event()
        except asyncio.CancelledError:
            # Not awaited: the goodbye of a line that is dead takes long.
            self._goodbye = asyncio.create_task(self.close())
            raise

    async def received_message(self, msg: str | bytes, /) -> None:
        """Take in one frame, or a part of a compressed one.

        Raises:
            ReconnectWebSocket: this connection is of no use any more.
        """
        text = await self._text(msg)
        if text is None:
            return
        sequence, latency = self.sequence, self.latency
        try:
            await super().received_message(text)
        except _ENDINGS:
            raise
        except Exception as error:  # noqa: BLE001 - whatever discord.py stumbles over, the bot outlives it
            await self._misread(text, error)
        if type(self.sequence) is not int:
            self.sequence = sequence
        # An acknowledgement shows in nothing but the latency, which is measured by it.
        if self.latency != latency:
            self._dispatch(ACKNOWLEDGED)

    async def _text(self, message: str | bytes) -> str | None:
        """The frame that ``message`` completes, None where more is to come."""
        if isinstance(message, str):
            return message
        try:
            return self._decompressor.decompress(message)
        except Exception as error:  # noqa: BLE001 - each library that decompresses has errors of its own
            await self._leave(error)

    async def _misread(self, text: str, error: Exception) -> None:
        """Go on without a frame; only the first, HELLO, is one that a connection can't do without."""
        if self._keep_alive is None:
            await self._leave(error)
        frame = _decoded(text)
        if frame.get("t") == "READY":
            # What a later resume needs is missing, and nothing else: discord.py looks at that first.
            self._discord_parsers["READY"](frame.get("d"))
        else:
            dropped(str(frame.get("t")), error)

    async def _leave(self, error: Exception) -> NoReturn:
        _log.warning("the gateway's frames can't be read (%s): reconnecting", type(error).__name__)
        await self.close()
        raise ReconnectWebSocket(self.shard_id) from error


def _decoded(text: str) -> dict[str, Any]:
    try:
        frame = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return frame if isinstance(frame, dict) else {}
