"""A scripted file server on loopback."""

import asyncio
from collections import Counter, deque
from dataclasses import dataclass
from typing import Self

from aiohttp import web

from tests.support.pictures import png


@dataclass(frozen=True, slots=True)
class File:
    """One response. ``cut`` announces the whole body, sends half of it and closes the connection."""

    body: bytes
    status: int = 200
    content_type: str = "image/png"
    cut: bool = False


class FileServer:
    """Serves each path's files one after another, and the last one for ever. Use as ``async with``."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.most_at_once = 0
        self._first = 1
        self._first_are_there = asyncio.Event()
        self._files: dict[str, deque[File]] = {}
        self._at_once = 0
        app = web.Application()
        app.router.add_get("/{name}", self._answer)
        self._runner = web.AppRunner(app)

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    def put(self, name: str, *files: File) -> str:
        """Serve ``files`` (a grey picture if there are none) as ``name``; returns the URL."""
        self._files[name] = deque(files or [File(png())])
        return f"{self.origin}/{name}"

    def together(self, first: int) -> None:
        """Make the ``first`` requests wait for each other."""
        self._first = first

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        self.asked[name] += 1
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        if self._at_once == self._first:
            self._first_are_there.set()
        await self._first_are_there.wait()
        files = self._files[name]
        file = files.popleft() if len(files) > 1 else files[0]
        # A client that has the whole body may send its next request before this server notices.
        self._at_once -= 1
        return await _send(request, file)


async def _send(request: web.Request, file: File) -> web.StreamResponse:
    response = web.StreamResponse(status=file.status, headers={"Content-Type": file.content_type})
    response.content_length = len(file.body)
    await response.prepare(request)
    await response.write(file.body[: len(file.body) // 2] if file.cut else file.body)
    if file.cut and request.transport:
        request.transport.close()
    else:
        await response.write_eof()
    return response
