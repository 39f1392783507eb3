"""An imini in memory."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

from bot.jobs.task import RemoteImage, Task, TaskStatus
from bot.requests.request import ImagineRequest
from tests.support.client import OfflineClient

Outcome = str | Exception


async def _at_once(_: ImagineRequest) -> None:
    """Don't delay."""


class FakeImini(OfflineClient):
    """Accepts every submit and finishes every task at once, unless scripted otherwise. It needs no ``async with``.

    ``outcomes`` are the results of the next submits: a task ID, or an error to raise. ``arriving`` is awaited when a
    submit arrives. ``states`` are the results of the next queries. While ``passing`` is cleared, imini is in a
    cooldown.
    """

    def __init__(self) -> None:
        super().__init__()
        self.outcomes: deque[Outcome] = deque()
        self.states: deque[Task | Exception] = deque()
        self.arriving: Callable[[ImagineRequest], Awaitable[None]] = _at_once
        self.passing = asyncio.Event()
        self.passing.set()
        self.sent: list[ImagineRequest] = []
        self.tasks: dict[str, ImagineRequest] = {}

    @property
    def is_cooling_down(self) -> bool:
        return not self.passing.is_set()

    async def wait_for_cooldown(self) -> None:
        await self.passing.wait()

    async def submit(self, request: ImagineRequest) -> str:
        """The next outcome, else a new task."""
        self.sent.append(request)
        outcome = self.outcomes.popleft() if self.outcomes else f"task_{len(self.sent)}"
        await self.arriving(request)
        if isinstance(outcome, Exception):
            raise outcome
        self.tasks[outcome] = request
        return outcome

    async def task(self, task_id: str) -> Task:
        """The next state, else success with all requested pictures."""
        state = self.states.popleft() if self.states else self._finished(task_id)
        if isinstance(state, Exception):
            raise state
        return state

    def _finished(self, task_id: str) -> Task:
        pictures = self.tasks[task_id].num
        images = (RemoteImage(f"https://file.iminicdn.com/{task_id}/{n}.png", 1024, 1024) for n in range(pictures))
        return Task(TaskStatus.SUCCEEDED, tuple(images))
