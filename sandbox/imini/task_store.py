"""The tasks of the sandbox's imini, by their ids."""

import itertools
import random
import uuid
from collections import Counter
from collections.abc import Callable

from sandbox.imini.planned_responses import NO_FAULT, Fault
from sandbox.imini.rules import SubmittedRequest
from sandbox.imini.tasks import SandboxTask, Waits, waits, yield_of
from sandbox.imini.triggers import Behaviour, triggered

LATE = 60.0
"""Seconds after a task's completion for which late pictures are missing, at normal speed."""


class TaskStore:
    """``speed`` divides every duration, which ``waits`` draws; ``clock`` returns epoch seconds.

    ``tasks`` is every task by its id.
    """

    def __init__(self, speed: float, clock: Callable[[], float], rng: random.Random, waits: Waits = waits) -> None:
        self.tasks: dict[str, SandboxTask] = {}
        self.now = clock
        self._speed = speed
        self._waits = waits
        self._rng = rng
        self._serial = itertools.count()
        self._pictures: dict[str, tuple[SandboxTask, int]] = {}
        self._attempts: Counter[str] = Counter()

    def fault(self, submitted: SubmittedRequest) -> Fault:
        """The fault that the prompt triggers: one with ``times`` occurs that often, then lets one submit through."""
        trigger = triggered(submitted.prompt)
        if trigger is None:
            return NO_FAULT
        if trigger.times is None:
            return trigger.fault
        # Fails ``times`` times, then succeeds once, and so on.
        self._attempts[submitted.prompt] += 1
        return trigger.fault if self._attempts[submitted.prompt] % (trigger.times + 1) else NO_FAULT

    def accept(self, submitted: SubmittedRequest) -> SandboxTask:
        trigger, now = triggered(submitted.prompt), self.now()
        behaviour = trigger.behaviour if trigger else None
        queued, drawing = self._waits(submitted, self._speed, self._rng)
        number = self._snowflake(now)
        task = SandboxTask(
            id=number if behaviour is Behaviour.ODD else f"task_{number}",
            submitted=submitted,
            created=now,
            queued=queued,
            drawing=drawing,
            pictures=tuple(self._snowflake(now) for _ in range(yield_of(submitted, behaviour))),
            behaviour=behaviour,
            seed=self._rng.getrandbits(32),
            error_id=self.request_id(),
        )
        self.tasks[task.id] = task
        self._pictures |= {task.path(picture): (task, index) for index, picture in enumerate(task.pictures)}
        return task

    def visible(self, task_id: str) -> SandboxTask | None:
        """The task, unless its trigger hides it from queries."""
        task = self.tasks.get(task_id)
        return None if task is None or task.behaviour is Behaviour.LOST else task

    def picture(self, path: str) -> tuple[SandboxTask, int] | None:
        """The finished picture at a path: its task and its index (from 0)."""
        task, index = self._pictures.get(path, (None, 0))
        if task is None or task.behaviour is Behaviour.FILE_MISSING or task.status(self.now()) != "succeeded":
            return None
        if task.behaviour is Behaviour.FILE_LATE and self.now() < task.completed + LATE / self._speed:
            return None
        return task, index

    def request_id(self) -> str:
        return str(uuid.UUID(int=self._rng.getrandbits(128), version=4))

    def _snowflake(self, now: float) -> str:
        """A 19-digit number that grows with time."""
        return str(round(now * 1000) << 22 | next(self._serial))
