"""How requests come in: over connections that may be stale, and as slowly as a network can be."""

import asyncio
import contextlib
import math
from collections import deque
from dataclasses import dataclass

from aiohttp import web

from sandbox.imini.responses import hang_up

SIP = 16 << 10


@dataclass(frozen=True, slots=True)
class UploadPace:
    """How one body comes in: ``pace`` is its bytes a second; after ``cut`` bytes of it the server hangs up."""

    pace: float = math.inf
    cut: float = math.inf


class RequestReader:
    """Reads requests. ``uploads`` say how the next bodies come in; the others come as they are sent.

    A POST over a connection that has served a request before is closed on, unread: a kept connection can be closed at
    any time, and a client can't tell whether its POST came too late for it or was carried out
    (https://www.rfc-editor.org/rfc/rfc9112#section-9.5). ``closing`` (the server wants to stop) ends every wait.
    """

    def __init__(self, closing: asyncio.Event) -> None:
        self._closing = closing
        self.uploads: deque[UploadPace] = deque()
        self._served: set[web.RequestHandler] = set()

    async def read(self, request: web.Request) -> bytes | None:
        """The body; None where the connection was closed instead."""
        self._served = {connection for connection in self._served if connection.transport}
        kept = request.protocol in self._served
        self._served.add(request.protocol)
        if request.method == "POST" and kept:
            hang_up(request)
            return None
        if request.method == "POST" and self.uploads:
            with contextlib.suppress(ConnectionResetError):
                return await self._slowly(request, self.uploads.popleft())
            return None
        return await request.read()

    async def _slowly(self, request: web.Request, upload: UploadPace) -> bytes | None:
        body = bytearray()
        while chunk := await request.content.read(SIP):
            body += chunk
            if len(body) >= upload.cut:
                hang_up(request)
                return None
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), len(chunk) / upload.pace)
        return bytes(body)
