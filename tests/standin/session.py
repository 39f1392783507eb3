"""What the gateway remembers of a bot, and the connection it speaks through.

https://discord.com/developers/docs/events/gateway#connections
"""

import asyncio
import contextlib
import json
import secrets
from dataclasses import dataclass, field

from aiohttp import ClientConnectionError, web

from .compression import Compress
from .opcodes import Op
from .sharding import Shard


@dataclass(slots=True, eq=False)
class Link:
    """One websocket. Frames are compressed in the order they are sent, so a lock keeps them apart.

    `ended_here` tells a close of ours from the client's own goodbye, which ends its session too.
    """

    socket: web.WebSocketResponse
    request: web.Request
    compress: Compress | None
    session: "Session | None" = None
    ended_here: bool = False
    frozen: bool = False
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def send(self, frame: str) -> None:
        """Lost where the client is gone: its session keeps the frame."""
        if self.frozen:
            return
        async with self.lock:
            with contextlib.suppress(ClientConnectionError):
                if self.compress:
                    await self.socket.send_bytes(self.compress(frame.encode()))
                else:
                    await self.socket.send_str(frame)

    async def utter(self, frame: str | bytes) -> None:
        """Text goes the way of all frames, bytes go out as they are."""
        if isinstance(frame, str):
            await self.send(frame)
        else:
            await self.socket.send_bytes(frame)

    def freeze(self) -> None:
        """Be half-open, as a line is that broke without a word."""
        self.frozen = True
        if self.request.transport:
            self.request.transport.pause_reading()

    async def send_op(self, op: Op, data: object = None) -> None:
        await self.send(json.dumps({"op": op, "d": data}))

    async def end(self, code: int | None) -> None:
        """With a close code, or without a word, as a failing network does."""
        self.ended_here = True
        if code is not None:
            await self.socket.close(code=code)
        elif self.request.transport:
            self.request.transport.abort()


@dataclass(slots=True, eq=False)
class Session:
    """What the bot has been sent, and over which link it listens now: None while it is away."""

    intents: int
    shard: Shard
    id: str = field(default_factory=lambda: secrets.token_hex(16))
    frames: list[str] = field(default_factory=list)
    link: Link | None = None
    left: float = 0.0

    def wants(self, intent: int) -> bool:
        """Whether it asked for events of this kind; 0 is for those that everybody gets."""
        return not intent or bool(self.intents & intent)

    async def send(self, event: str, data: object) -> None:
        frame = json.dumps({"op": Op.DISPATCH, "t": event, "s": len(self.frames) + 1, "d": data})
        self.frames.append(frame)
        if self.link:
            await self.link.send(frame)

    async def replay(self, link: Link, after: int) -> None:
        """Sends what was missed, also what comes meanwhile, and listens on `link` from then on."""
        while after < len(self.frames):
            await link.send(self.frames[after])
            after += 1
        self.link = link
