"""Health of the running bot, asked over a Unix socket in ``DATA_DIR``."""

import asyncio
import json
import logging
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

_log = logging.getLogger(__name__)

SOCKET = "health.sock"
ANSWER_TIMEOUT = 5.0
"""Seconds that a bot may take to say how it is."""


@asynccontextmanager
async def answering(data_dir: Path, status: Callable[[], Mapping[str, object]]) -> AsyncIterator[None]:
    """Answer each connection with ``status()`` as one line of JSON; its ``ok`` says whether all is well."""

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(json.dumps(dict(status())).encode() + b"\n")
        await writer.drain()
        writer.close()

    path = data_dir / SOCKET
    try:
        path.unlink(missing_ok=True)
        server = await asyncio.start_unix_server(answer, path)
    except (OSError, NotImplementedError, AttributeError) as error:
        _log.warning("no health check: can't listen on %s (%s); a shorter DATA_DIR may help", path, error)
        yield
        return
    try:
        yield
    finally:
        server.close()
        path.unlink(missing_ok=True)


def ask(data_dir: Path, timeout: float = ANSWER_TIMEOUT) -> tuple[bool, str]:
    """Ask the bot that runs with ``data_dir``: whether it is well, and its own words."""
    path = data_dir / SOCKET
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(timeout)
            connection.connect(str(path))
            answer = connection.makefile().readline()
        return bool(json.loads(answer)["ok"]), answer.strip()
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        return False, f"no bot answers on {path}: {error}"
