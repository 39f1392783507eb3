"""Tracks background tasks: logs their exceptions and cancels them on shutdown."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from bot.errors import StorageError

_log = logging.getLogger(__name__)

CLEANUP = 3.0
"""Seconds that tasks have to end once they are cancelled, before they are cancelled again."""


class BackgroundTasks:
    """The tasks of one process that nobody awaits."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()
        self._closed = False

    def start(self, work: Coroutine[Any, Any, Any], name: str) -> asyncio.Task[Any]:
        """Run ``work`` in the background. Once this is closed, it is cancelled before it begins."""
        task = asyncio.create_task(work, name=name)
        # asyncio keeps only weak references: a task that nobody holds may be collected before it ends
        # (https://docs.python.org/3/library/asyncio-task.html#asyncio.create_task).
        self._tasks.add(task)
        task.add_done_callback(self._done)
        if self._closed:
            task.cancel()
        return task

    async def close(self, cleanup: float = CLEANUP) -> None:
        """Cancel all tasks and wait for them to end. Whoever has not ended after ``cleanup`` is cancelled again."""
        self._closed = True
        # Again, as tasks that end may start others. A cancellation can get lost too: where a connection breaks at that
        # moment, its error takes the place of CancelledError, and whoever tries again at such errors goes on.
        while self._tasks:
            for task in self._tasks:
                task.cancel()
            await asyncio.wait(self._tasks, timeout=cleanup)

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            # A full or failing disk is the host's to fix: a traceback would suggest a bug.
            bug = None if isinstance(error, StorageError) else error
            _log.error("task %s failed: %s", task.get_name(), error, exc_info=bug)
