"""Health checks over a Unix socket in ``DATA_DIR``."""

import json
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from bot.runtime import sockets

_log = logging.getLogger(__name__)

SOCKET = "health.sock"
ANSWER_TIMEOUT = 5.0
"""Seconds that a bot has to answer: one that hangs counts as unhealthy."""


@asynccontextmanager
async def answering(data_dir: Path, status: Callable[[], Mapping[str, object]]) -> AsyncIterator[None]:
    """Answer each connection with ``status()`` as one line of JSON. Its ``ok`` is true if the bot is healthy.

    Where no socket can be made, log a warning and run without.
    """

    async def answer() -> Mapping[str, object]:
        return status()

    async with AsyncExitStack() as stack:
        try:
            await stack.enter_async_context(sockets.answering(data_dir, SOCKET, answer))
        except sockets.CannotListen as error:
            _log.warning("no health check: %s", error)
        yield


def ask(data_dir: Path, timeout: float = ANSWER_TIMEOUT) -> tuple[bool, str]:
    """Query the bot that runs with ``data_dir``. Returns whether it is healthy, and its answer or what went wrong."""
    path = data_dir / SOCKET
    try:
        answer = sockets.ask(path, timeout)
        return bool(answer["ok"]), json.dumps(answer)
    except (OSError, ValueError, TypeError, KeyError) as error:
        return False, f"no bot responds on {path}: {error}"
