"""A Unix socket between psycopg and PostgreSQL that can lose an answer."""

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import Self

NAME = ".s.PGSQL.5432"
"""How PostgreSQL names its socket in its folder."""


class CutSocket:
    """Passes everything on, until it is told to lose the answer to a statement. Use as ``async with``."""

    def __init__(self, server: Path, folder: Path) -> None:
        self.folder = folder
        self.lost = 0
        self._server = server
        self._losing: bytes | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._listening = await asyncio.start_unix_server(self._connected, self.folder / NAME)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._listening.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def lose_the_answer_to(self, text: bytes) -> None:
        """Cut the connection once the server has answered a message that holds ``text``, and pass no answer on."""
        self._losing = text

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._tasks.add(asyncio.create_task(self._serve(reader, writer)))

    async def _serve(self, client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        server, to_server = await asyncio.open_unix_connection(self._server / NAME)
        cut = asyncio.Event()
        directions = [
            asyncio.create_task(self._ask(client, to_server, cut)),
            asyncio.create_task(self._answer(server, to_client, cut)),
        ]
        try:
            await asyncio.wait(directions, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for direction in directions:
                direction.cancel()
            await asyncio.gather(*directions, return_exceptions=True)
            for writer in (to_client, to_server):
                writer.close()
                with suppress(OSError):
                    await writer.wait_closed()

    async def _ask(self, client: asyncio.StreamReader, server: asyncio.StreamWriter, cut: asyncio.Event) -> None:
        while asked := await client.read(1 << 16):
            if self._losing and self._losing in asked:
                self._losing = None
                cut.set()
            server.write(asked)

    async def _answer(self, server: asyncio.StreamReader, client: asyncio.StreamWriter, cut: asyncio.Event) -> None:
        while answered := await server.read(1 << 16):
            if cut.is_set():
                self.lost += 1
                return
            client.write(answered)
