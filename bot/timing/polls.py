"""When to ask how a task is: the schedule that costs least, given how long tasks like it take."""

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate, pairwise

from bot.requests.request import RequestSettings
from bot.timing.estimator import SAMPLES_KEPT, DurationEstimator, Kind, kind_of

FIRST_POLL = 2.0
CLOSEST_POLL = 0.5
WIDEST_POLL = 15.0

PRICE = 0.3
"""Seconds of waiting that one query is worth."""

LATE = 2.4
"""Seconds from which on a finished picture that is not shown is felt as a delay."""

LATE_COSTS = 12.0
"""Seconds of waiting that such a delay is as bad as."""

QUEUED_SEEN = 20
"""Tasks that were seen queued, the last so many, that tell what "queued" means."""

CELLS = 180
"""Points in time that a plan looks at, up to ``SPAN`` times the usual duration."""

SPAN = 3.0

Survival = Callable[[float], float]
"""The part of all tasks that takes longer than so many seconds."""


@dataclass(frozen=True, slots=True)
class PollPlan:
    """``waits`` has, for each cell of ``step`` seconds since the submit, the seconds from there to the next query."""

    step: float
    waits: tuple[float, ...]

    def wait(self, elapsed: float) -> float | None:
        """Seconds to the next query, ``elapsed`` seconds after the submit; None beyond the plan's end."""
        cell = int(max(elapsed, 0.0) / self.step)
        if cell >= len(self.waits):
            return None
        return max(CLOSEST_POLL, self.waits[cell] - (elapsed - cell * self.step))


def plan(survival: Survival, usual: float, price: float = PRICE) -> PollPlan:
    """The cheapest schedule, found from its end backwards: a query costs ``price`` seconds of waiting.

    For each moment at which a query found the task unfinished, the next one is where its price, the expected wait until
    it finds the task finished, and the cost of all later ones come to the least. ``usual`` is the median in seconds.
    """
    step = SPAN * usual / CELLS
    alive = [survival(cell * step) for cell in range(CELLS + 1)]
    # Sums up to each cell: the part of the tasks that ended, and the cells in which they did, weighted by it.
    ended = [1.0 - part for part in alive]
    moments = list(accumulate((later - part) * (cell + 0.5) for cell, (part, later) in enumerate(pairwise(ended))))
    moments.insert(0, 0.0)
    late, rest = divmod(LATE / step, 1)
    # The part of the tasks that a query finds late, where the one before was long ago.
    too_late = [0.0] * (int(late) + 1)
    too_late += [later - rest * (later - part) for part, later in pairwise(ended[: CELLS + 1 - int(late)])]

    cost = [0.0] * CELLS + [price * alive[CELLS]]
    following = [CELLS] * (CELLS + 1)
    for last in reversed(range(CELLS)):
        best = math.inf
        # The query after an earlier one is never later (https://en.wikipedia.org/wiki/Monge_array), so few are tried.
        for query in range(last + 1, following[last + 1] + 1):
            waited = step * (query * (ended[query] - ended[last]) - (moments[query] - moments[last]))
            found = waited + LATE_COSTS * max(0.0, too_late[query] - ended[last]) + cost[query]
            if found < best:
                best, following[last] = found, query
        cost[last] = price * alive[last] + best
    return PollPlan(step, tuple((following[cell] - cell) * step for cell in range(CELLS)))


def unplanned_wait(elapsed: float) -> float:
    """Seconds to the next query where nothing is known: ever sparser, a small part of what has been waited already."""
    if elapsed < FIRST_POLL:
        return min(FIRST_POLL - elapsed, FIRST_POLL)
    return min(max(1.5, 0.15 * elapsed), WIDEST_POLL)


class PollSchedule:
    """The plans for tasks of each kind, made anew as more is learned. ``price`` is that of ``plan``."""

    def __init__(self, estimator: DurationEstimator, price: float = PRICE) -> None:
        self._estimator = estimator
        self._price = price
        self._plans: dict[Kind, tuple[int, PollPlan]] = {}
        self._queue_told: deque[bool] = deque(maxlen=QUEUED_SEEN)

    def wait(self, settings: RequestSettings, elapsed: float, queued: float | None = None) -> float:
        """Seconds to the next query of a task, ``elapsed`` seconds after its submit.

        It was last seen ``queued`` so many seconds ago. One that still waits for its turn is as good as new, provided
        that "queued" means that.
        """
        if queued is not None and self.queue_tells:
            elapsed = queued
        found = self._plan(kind_of(settings))
        wait = found.wait(elapsed) if found else None
        return unplanned_wait(elapsed) if wait is None else wait

    @property
    def queue_tells(self) -> bool:
        """Whether most tasks seen queued were drawn later: a provider may call them queued until they are done."""
        return sum(self._queue_told) > len(self._queue_told) / 2

    @property
    def queue_misleads(self) -> bool:
        """Whether most tasks seen queued were done without being seen drawn."""
        return sum(self._queue_told) < len(self._queue_told) / 2

    def learn_queue(self, *, drawn: bool) -> None:
        """Remember that a task that had been seen queued was ``drawn`` later, or done without."""
        self._queue_told.append(drawn)

    def _plan(self, kind: Kind) -> PollPlan | None:
        """The plan, if enough is known, made anew when half as much again has been learned: that takes milliseconds."""
        learned = self._estimator.learned(kind)
        made, found = self._plans.get(kind, (0, None))
        if found and learned < made + max(1, min(made, SAMPLES_KEPT) // 2):
            return found
        law = self._estimator.law(kind)
        if law is None:
            return None
        self._plans[kind] = learned, plan(law.survival, law.usual, self._price)
        return self._plans[kind][1]
