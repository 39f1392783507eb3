"""A client of imini with scripted queries."""

import asyncio
from collections.abc import Callable

from bot.errors import JobFailed
from bot.jobs.task import Task
from tests.support.client import OfflineClient
from tests.support.clock import FakeClock

MAX_QUERIES = 1000
"""More queries than this mean that a tracker never stops."""


class ScriptedClient(OfflineClient):
    """Calls ``answer`` with the epoch seconds for the result of a query; ``asked`` are the times of the queries.

    It opens no session, so it needs no ``async with``; ``delay`` delays each result by that many real seconds.
    """

    def __init__(self, clock: FakeClock, answer: Callable[[float], Task | JobFailed], delay: float = 0.0) -> None:
        super().__init__()
        self.asked: list[float] = []
        self.task_ids: set[str] = set()
        self._time = clock
        self._answer = answer
        self._delay = delay

    async def task(self, task_id: str) -> Task:
        """The next result; raised if it is an error."""
        assert len(self.asked) < MAX_QUERIES, "the tracker never stops"
        self.asked.append(self._time.time)
        self.task_ids.add(task_id)
        await asyncio.sleep(self._delay)
        answer = self._answer(self._time.time)
        if isinstance(answer, JobFailed):
            raise answer
        return answer
