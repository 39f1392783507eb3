"""Questions to the running bot over Unix sockets in ``DATA_DIR``, so that no port has to be open."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

Answer = Callable[[], Awaitable[Mapping[str, object]]]


class CannotListen(Exception):
    """No socket can be made at a path; the message says why."""


@asynccontextmanager
async def answering(folder: Path, name: str, answer: Answer) -> AsyncIterator[None]:
    """Answer each connection to the socket ``name`` with one line of JSON. Raises CannotListen."""
    path = folder / name

    async def respond(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(json.dumps(dict(await answer())).encode() + b"\n")
        with suppress(ConnectionError):  # who asked has gone, as after a pause
            await writer.drain()
        writer.close()

    try:
        path.unlink(missing_ok=True)  # a killed bot leaves its socket behind
        server = await asyncio.start_unix_server(respond, path)
    except (OSError, NotImplementedError, AttributeError) as error:
        # A path longer than about 100 bytes raises OSError (https://man7.org/linux/man-pages/man7/unix.7.html).
        raise CannotListen(f"can't listen on {path} ({error}); try a shorter DATA_DIR") from error
    try:
        yield
    finally:
        server.close()
        path.unlink(missing_ok=True)


def ask(path: Path, timeout: float) -> dict[str, Any]:
    """The answer of the bot that listens on ``path``, within ``timeout`` seconds.

    Raises:
        OSError: nobody listens there, or answers.
        ValueError, TypeError: the answer is none of the bot's.
    """
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(timeout)
        connection.connect(str(path))
        return dict(json.loads(connection.makefile().readline()))
