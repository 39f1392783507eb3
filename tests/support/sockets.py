"""Servers that send raw bytes, and an address without a server."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress


@asynccontextmanager
async def sending(
    answer: bytes, *further: bytes, closing: bool = False, asked: list[bytes] | None = None
) -> AsyncIterator[str]:
    """A server that sends its answers in turn, and the last one for ever; yields its URL.

    Connections stay open unless it is ``closing``. Raw requests are appended to ``asked``.
    """
    calls: set[asyncio.Task[None]] = set()
    answers = [answer, *further]

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, asyncio.LimitOverrunError):  # the end, or a body that nobody reads
            while True:
                request = await reader.readuntil(b"\r\n\r\n")
                if asked is not None:
                    asked.append(request)
                writer.write(answers.pop(0) if len(answers) > 1 else answers[0])
                if closing:
                    break
        writer.close()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        calls.add(asyncio.create_task(serve(reader, writer)))

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        await asyncio.gather(*calls)


def nobody() -> str:
    """A URL where nothing listens."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{unused.getsockname()[1]}"
