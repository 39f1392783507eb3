"""An imini in memory."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

from bot.jobs.task import RemoteImage, Task, TaskStatus
from bot.requests.request import ImagineRequest
from tests.support.client import Offline

Outcome = str | Exception


async def _at_once(_: ImagineRequest) -> None:
    """Answer without delay."""


class FakeImini(Offline):
    """Takes each submit and finishes each task at once, unless told otherwise. It needs no ``async with``.

    ``outcomes`` are the answers of the next submits: a task ID, or an error to raise. ``arriving`` is awaited when a
    submit has come in. ``states`` are the answers of the next queries. Until ``passing`` is set again, imini has asked
    for a pause.
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
        """The next state, else success with as many pictures as were asked for."""
        state = self.states.popleft() if self.states else self._finished(task_id)
        if isinstance(state, Exception):
            raise state
        return state

    def _finished(self, task_id: str) -> Task:
        pictures = self.tasks[task_id].num
        images = (RemoteImage(f"https://file.iminicdn.com/{task_id}/{n}.png", 1024, 1024) for n in range(pictures))
        return Task(TaskStatus.SUCCEEDED, tuple(images))
