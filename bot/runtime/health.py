"""Health checks over a Unix socket in ``DATA_DIR``, so that no port has to be open."""

import asyncio
import json
import logging
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path

_log = logging.getLogger(__name__)

SOCKET = "health.sock"
ANSWER_TIMEOUT = 5.0
"""Seconds that a bot has to answer: one that hangs counts as unhealthy."""


@asynccontextmanager
async def answering(data_dir: Path, status: Callable[[], Mapping[str, object]]) -> AsyncIterator[None]:
    """Answer each connection with ``status()`` as one line of JSON. Its ``ok`` is true if the bot is healthy.

    Where no socket can be made, log a warning and run without.
    """

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(json.dumps(dict(status())).encode() + b"\n")
        with suppress(ConnectionError):  # who asked has gone, as after a pause
            await writer.drain()
        writer.close()

    path = data_dir / SOCKET
    try:
        path.unlink(missing_ok=True)  # a killed bot leaves its socket behind
        server = await asyncio.start_unix_server(answer, path)
    except (OSError, NotImplementedError, AttributeError) as error:
        # A path longer than about 100 bytes raises OSError (https://man7.org/linux/man-pages/man7/unix.7.html).
        _log.warning("no health check: can't listen on %s (%s); try a shorter DATA_DIR", path, error)
        yield
        return
    try:
        yield
    finally:
        server.close()
        path.unlink(missing_ok=True)


def ask(data_dir: Path, timeout: float = ANSWER_TIMEOUT) -> tuple[bool, str]:
    """Query the bot that runs with ``data_dir``. Returns whether it is healthy, and its answer or what went wrong."""
    path = data_dir / SOCKET
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(timeout)
            connection.connect(str(path))
            answer = connection.makefile().readline()
        return bool(json.loads(answer)["ok"]), answer.strip()
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        return False, f"no bot answers on {path}: {error}"
