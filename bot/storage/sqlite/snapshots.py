"""Copies of the file while the bot works with it, for ``python -m bot backup``.

Nobody else can open the file meanwhile, so the bot itself makes the copy: at each connection to a socket in
``DATA_DIR``, it puts one beside the socket and answers with its name.
"""

import logging
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from bot.errors import StorageError
from bot.runtime import sockets
from bot.runtime.sockets import CannotListen

_log = logging.getLogger(__name__)

SOCKET = "backup.sock"

PREFIX = "snapshot-"
"""How the names of copies begin. Whoever asked for one deletes it."""

TIMEOUT = 600.0
"""Seconds that a copy may take."""

Copy = Callable[[Path], Awaitable[None]]


@asynccontextmanager
async def offered(folder: Path, copy: Copy) -> AsyncIterator[None]:
    """Offer copies of the database in ``folder`` during the block, if a socket can be made there."""
    _remove_left(folder)

    async def answer() -> Mapping[str, object]:
        name = f"{PREFIX}{secrets.token_hex(5)}.db"
        try:
            await copy(folder / name)
        except StorageError as error:
            _log.error("couldn't copy the database for a backup: %s", error)
            return {"error": str(error)}
        return {"snapshot": name}

    async with AsyncExitStack() as stack:
        try:
            await stack.enter_async_context(sockets.answering(folder, SOCKET, answer))
        except CannotListen as error:
            # The health check has warned of the same.
            _log.info("backups are only possible while the bot is stopped: %s", error)
        yield


def requested(folder: Path, timeout: float = TIMEOUT) -> Path | None:
    """A copy made by the bot that runs in ``folder``; None if none runs. Raises StorageError."""
    try:
        answer = sockets.ask(folder / SOCKET, timeout)
    except (FileNotFoundError, ConnectionRefusedError):
        return None
    except (OSError, ValueError, TypeError) as error:
        raise StorageError(f"the bot doesn't respond on {folder / SOCKET}: {error}") from error
    name = str(answer.get("snapshot", ""))
    if not name.startswith(PREFIX) or "/" in name:
        raise StorageError(str(answer.get("error", "the bot made no copy")))
    return folder / name


def _remove_left(folder: Path) -> None:
    """Remove the copies that nobody has deleted, as a backup was killed."""
    for left in folder.glob(f"{PREFIX}*"):
        left.unlink(missing_ok=True)
