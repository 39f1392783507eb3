"""Port: duties, the chores that one process at a time does, such as forgetting old jobs."""

import logging
from pathlib import Path
from typing import Protocol

_log = logging.getLogger(__name__)


class Duties(Protocol):
    """Who does which duty, and a note that it leaves for the next one. Every call may raise StorageError."""

    async def claim(self, name: str, every: float) -> bool:
        """Whether this process should do the chore now: nobody else is at it, or has been for ``every`` seconds.

        It stays this process's until ``finish``, or until the process ends.
        """

    async def finish(self, name: str, note: str = "") -> None:
        """Record that the claimed chore is done. Another process that took it over meanwhile is not disturbed."""

    async def note(self, name: str) -> str:
        """What was noted when the chore was last done; empty if it never was."""


class SoleDuties:
    """The chores of a bot that is one process: all are its own. Notes are files in ``folder``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def claim(self, name: str, every: float) -> bool:  # noqa: ARG002 - the port's
        return True

    async def finish(self, name: str, note: str = "") -> None:
        if not note:
            return
        try:
            self._file(name).write_text(note, "utf-8")
        except OSError as error:
            _log.warning("couldn't record that this was done, so the next start repeats it, %s: %s", name, error)

    async def note(self, name: str) -> str:
        try:
            return self._file(name).read_text("utf-8")
        except (OSError, ValueError):
            return ""

    def _file(self, name: str) -> Path:
        return self._folder / f"{name}.json"
