"""Reads requests as a strict server does: closes stale connections, and can read bodies slowly."""

import asyncio
import contextlib
import math
from collections import deque
from dataclasses import dataclass

from aiohttp import web

from sandbox.imini.responses import hang_up

CHUNK = 16 << 10
"""Bytes read at once, so that a slow upload is slow throughout."""


@dataclass(frozen=True, slots=True)
class UploadPace:
    """How one body is read: ``pace`` in bytes per second; after ``cut`` bytes the server closes the connection."""

    pace: float = math.inf
    cut: float = math.inf


class RequestReader:
    """Reads requests. ``uploads`` say how the next bodies are read; all others are read at once.

    It closes the connection on a POST that reuses one: a kept connection can be closed at any time, and then a client
    can't tell whether its POST was processed (https://www.rfc-editor.org/rfc/rfc9112#section-9.5). ``closing`` is set
    when the server stops, and ends every wait.
    """

    def __init__(self, closing: asyncio.Event) -> None:
        self._closing = closing
        self.uploads: deque[UploadPace] = deque()
        self._served: set[web.RequestHandler] = set()

    async def read(self, request: web.Request) -> bytes | None:
        """The body; None if the connection was closed instead."""
        # Without closed connections, which would pile up.
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
        while chunk := await request.content.read(CHUNK):
            body += chunk
            if len(body) >= upload.cut:
                hang_up(request)
                return None
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), len(chunk) / upload.pace)
        return bytes(body)
