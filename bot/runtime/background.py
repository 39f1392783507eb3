"""Owner of the background tasks: none is lost, none fails in silence, all end before the bot does."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from bot.errors import StorageError

_log = logging.getLogger(__name__)


class BackgroundTasks:
    """Starts tasks, logs what they raise, and ends them on ``close``."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    def start(self, work: Coroutine[Any, Any, Any], name: str) -> asyncio.Task[Any]:
        """Run ``work`` in the background."""
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    async def close(self) -> None:
        """Cancel what still runs and wait until it is gone."""
        running = list(self._tasks)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            # What the disk refuses is for the host to mend, and no bug.
            bug = None if isinstance(error, StorageError) else error
            _log.error("task %s failed: %s", task.get_name(), error, exc_info=bug)
