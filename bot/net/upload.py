"""A request body that counts the bytes handed out: whether all left decides if the request can have been accepted."""

import asyncio
import socket
from types import TracebackType
from typing import Final, Self

import aiohttp

PIECE: Final = 64 << 10

HELD_BACK: Final = 2 << 20
"""Bytes that the kernel and the network may still buffer after the last piece was handed out, measured on Linux."""

SLOWEST: Final = 16 << 10
"""Bytes per second of the slowest connection that is still waited for."""


class Upload:
    """The payload of one POST, as an async iterator of pieces. Use as ``async with`` around the request.

    The deadline moves with every piece: ``timeout`` seconds for each piece, and as many for the response after the last
    piece has arrived. So a large body on a slow line is not cut off, but a stalled one is.

    Raises:
        TimeoutError: on exit, if a piece or the response took longer.
    """

    def __init__(self, body: bytes, timeout: float) -> None:
        self._body = body
        self._timeout = timeout
        self._handed_out = 0
        self._deadline = asyncio.timeout(timeout)

    async def __aenter__(self) -> Self:
        await self._deadline.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._deadline.__aexit__(kind, error, trace)

    @property
    def begun(self) -> bool:
        """Whether a connection was established: aiohttp takes the first piece only then."""
        return self._handed_out > 0

    @property
    def complete(self) -> bool:
        """Whether the last byte may have left. Before that, the server can't have accepted the request."""
        return self._handed_out == len(self._body)

    @property
    def size(self) -> int:
        """The length of the body in bytes, for Content-Length."""
        return len(self._body)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        if self.complete:
            raise StopAsyncIteration
        piece = self._body[self._handed_out : self._handed_out + PIECE]
        self._handed_out += len(piece)
        # After the last piece, what system and network still buffer has to leave as well.
        held_back = 0 if self._handed_out < self.size else min(self.size, HELD_BACK)
        self._deadline.reschedule(asyncio.get_running_loop().time() + held_back / SLOWEST + self._timeout)
        return piece


def eager_socket(address: aiohttp.AddrInfoType) -> socket.socket:
    """A socket that buffers little unsent data, so that a piece handed out has nearly left the machine.

    By default the kernel buffers megabytes, which take minutes on a slow line, while ``Upload`` counts them as sent
    (``tcp_notsent_lowat`` in https://docs.kernel.org/networking/ip-sysctl.html).
    """
    family, kind, protocol, *_ = address
    made = socket.socket(family, kind, protocol)
    if (option := getattr(socket, "TCP_NOTSENT_LOWAT", None)) is not None:  # Linux and macOS have it
        made.setsockopt(socket.IPPROTO_TCP, option, PIECE)
    return made
