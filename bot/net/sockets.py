"""The sockets of a session, to be cut at its end."""

import asyncio
import socket
from contextlib import suppress
from typing import Final
from weakref import WeakSet

import aiohttp

ROUNDS: Final = 5
"""Rounds of the loop in which a connection that was cut is closed; asyncio takes four, uvloop two."""


class Sockets:
    """Makes the sockets of a connector.

    A connection whose request was cancelled in the middle of an upload stays open until the server has read what was
    written, even if its session is closed: a server that reads no more keeps it for ever.
    """

    def __init__(self) -> None:
        self._made = WeakSet[socket.socket]()

    def make(self, address: aiohttp.AddrInfoType) -> socket.socket:
        """A ``socket_factory`` of aiohttp's."""
        family, kind, protocol, *_ = address
        made = socket.socket(family, kind, protocol)
        self._made.add(made)
        return made

    async def cut(self) -> None:
        """End all connections, whatever was not read of them."""
        for made in list(self._made):
            with suppress(OSError):  # closed already
                made.shutdown(socket.SHUT_RDWR)
        for _ in range(ROUNDS):
            await asyncio.sleep(0)
