"""Servers that no framework would write: they send some bytes, then nothing; or they are not there."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress


@asynccontextmanager
async def sending(
    answer: bytes, *further: bytes, closing: bool = False, asked: list[bytes] | None = None
) -> AsyncIterator[str]:
    """A server that sends its answers, one to each request; gives its address.

    The last answer stays. A connection is kept open unless it is ``closing``. Requests are noted as they came in
    ``asked``.
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
    """An address where nobody listens."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{unused.getsockname()[1]}"
