"""An HTTP proxy on loopback, for plain requests and for CONNECT (RFC 9110, section 9.3.6)."""

import asyncio
from contextlib import suppress
from types import TracebackType
from typing import Self

from yarl import URL


class Proxy:
    """Forwards everything until exit, unless it is to ``refuse``; ``asked`` lists method and target of each request."""

    def __init__(self, *, refuse: bool = False) -> None:
        self.asked: list[tuple[str, URL]] = []
        self._refuse = refuse
        self._connections: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        """The value of HTTP_PROXY."""
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        for connection in self._connections:
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._connections.add(asyncio.create_task(self._serve(reader, writer)))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            head = await reader.readuntil(b"\r\n\r\n")
            method, target, _ = head.decode().split(" ", 2)
            url = URL(f"https://{target}" if method == "CONNECT" else target)
            self.asked.append((method, url))
            if self._refuse:
                writer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
            else:
                await self._forward(reader, writer, url, b"" if method == "CONNECT" else head)
        writer.close()

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, url: URL, head: bytes) -> None:
        inner, outer = await asyncio.open_connection(url.host, url.port)
        outer.write(head)
        if not head:
            writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        try:
            await asyncio.gather(_copy(reader, outer), _copy(inner, writer))
        finally:
            outer.close()


async def _copy(source: asyncio.StreamReader, into: asyncio.StreamWriter) -> None:
    while data := await source.read(1 << 16):
        into.write(data)
        await into.drain()
    into.close()
