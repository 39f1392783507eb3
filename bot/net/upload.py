"""A request's body on its way out: how far it came decides whether it can have been accepted."""

import asyncio
import socket
from types import TracebackType
from typing import Final, Self

import aiohttp

PIECE: Final = 64 << 10

HELD_BACK: Final = 2 << 20
"""Bytes of a body that system and network may still hold when all of it has been handed out, measured on Linux."""

SLOWEST: Final = 16 << 10
"""Bytes a second that even a slow line carries off."""


class Upload:
    """Hands out ``body`` piece by piece: the payload of one POST.

    Each piece has ``patience`` seconds to leave, and the answer as many to come once the last one has arrived. Use as
    ``async with``.

    Raises:
        TimeoutError: on leaving, when a piece, or the answer, took longer.
    """

    def __init__(self, body: bytes, patience: float) -> None:
        self._body = body
        self._patience = patience
        self._handed_out = 0
        self._deadline = asyncio.timeout(patience)

    async def __aenter__(self) -> Self:
        await self._deadline.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._deadline.__aexit__(kind, error, trace)

    @property
    def begun(self) -> bool:
        """Whether there was a connection to send anything over."""
        return self._handed_out > 0

    @property
    def complete(self) -> bool:
        """Whether the last byte may have left. Until then, nobody can have the whole request."""
        return self._handed_out == len(self._body)

    @property
    def size(self) -> int:
        """Bytes in all."""
        return len(self._body)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        if self.complete:
            raise StopAsyncIteration
        piece = self._body[self._handed_out : self._handed_out + PIECE]
        self._handed_out += len(piece)
        held_back = 0 if self._handed_out < self.size else min(self.size, HELD_BACK)
        self._deadline.reschedule(asyncio.get_running_loop().time() + held_back / SLOWEST + self._patience)
        return piece


def eager_socket(address: aiohttp.AddrInfoType) -> socket.socket:
    """A socket that accepts little more than the network carries off: what was handed out has nearly left.

    Otherwise the system accepts megabytes at once, and a slow line takes minutes to carry them off
    (``tcp_notsent_lowat`` in https://docs.kernel.org/networking/ip-sysctl.html).
    """
    family, kind, protocol, *_ = address
    made = socket.socket(family, kind, protocol)
    if (option := getattr(socket, "TCP_NOTSENT_LOWAT", None)) is not None:  # Linux and macOS have it
        made.setsockopt(socket.IPPROTO_TCP, option, PIECE)
    return made
