"""Where orders become tasks: their ids, their times and their fate."""

import itertools
import random
import uuid
from collections import Counter
from collections.abc import Callable

from sandbox.imini.planned_responses import NO_FAULT, Fault
from sandbox.imini.rules import SubmittedRequest
from sandbox.imini.tasks import SandboxTask, Waits, waits, yield_of
from sandbox.imini.triggers import Behaviour, triggered


class TaskStore:
    """``speed`` divides every duration, which ``waits`` draws; ``clock`` gives epoch seconds.

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
        self._tries: Counter[str] = Counter()

    def strike(self, submitted: SubmittedRequest) -> Fault:
        """What the prompt sets off now: a fault with ``times`` strikes that often, then lets one order through."""
        trigger = triggered(submitted.prompt)
        if trigger is None:
            return NO_FAULT
        if trigger.times is None:
            return trigger.fault
        self._tries[submitted.prompt] += 1
        return trigger.fault if self._tries[submitted.prompt] % (trigger.times + 1) else NO_FAULT

    def accept(self, submitted: SubmittedRequest) -> SandboxTask:
        """Make a task of an order."""
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

    def known(self, task_id: str) -> SandboxTask | None:
        """The task that a query may see."""
        task = self.tasks.get(task_id)
        return None if task is None or task.behaviour is Behaviour.LOST else task

    def picture(self, path: str) -> tuple[SandboxTask, int] | None:
        """The finished picture that lies at a path: its task and its number there."""
        task, index = self._pictures.get(path, (None, 0))
        if task is None or task.behaviour is Behaviour.FILE_MISSING or task.status(self.now()) != "succeeded":
            return None
        return task, index

    def request_id(self) -> str:
        """A fresh id for the answer to one request."""
        return str(uuid.UUID(int=self._rng.getrandbits(128), version=4))

    def _snowflake(self, now: float) -> str:
        """A number of 19 digits that grows with time."""
        return str(round(now * 1000) << 22 | next(self._serial))
