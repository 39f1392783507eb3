"""A client of imini that answers queries from a script."""

import asyncio
from collections.abc import Callable

from bot.errors import JobFailed
from bot.jobs.task import Task
from tests.support.client import Offline
from tests.support.clock import FakeClock

ENOUGH = 1000


class ScriptedClient(Offline):
    """Asks ``answer`` (given the epoch seconds) for what a query brings; ``asked`` are the moments of the queries.

    It opens no session, so it needs no ``async with``; ``delay`` holds each answer back for that many real seconds.
    """

    def __init__(self, clock: FakeClock, answer: Callable[[float], Task | JobFailed], delay: float = 0.0) -> None:
        super().__init__()
        self.asked: list[float] = []
        self.task_ids: set[str] = set()
        self._time = clock
        self._answer = answer
        self._delay = delay

    async def task(self, task_id: str) -> Task:
        """The next answer; raised if it is an error."""
        assert len(self.asked) < ENOUGH, "asked for ever"
        self.asked.append(self._time.time)
        self.task_ids.add(task_id)
        await asyncio.sleep(self._delay)
        answer = self._answer(self._time.time)
        if isinstance(answer, JobFailed):
            raise answer
        return answer
