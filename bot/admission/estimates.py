"""Drafts that wait for consent, as they cost much."""

from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from cachetools import TTLCache

from bot.admission.draft import Draft
from bot.jobs.job import new_job_id
from bot.runtime.clock import Clock

CAPACITY = 1000
"""Estimates that wait at once, the newest."""

EACH = 5
"""Estimates of one member that wait at once, the newest: nobody's are lost to somebody else's."""

TTL = 10 * 60.0
"""Seconds for which an estimate waits for an answer."""

Shown = TypeVar("Shown")


@dataclass(frozen=True, slots=True)
class Estimate(Generic[Shown]):
    """What ``order`` would cost the member ``user_id``, as it is ``shown``.

    ``fitting`` is what the member can pay for instead, where the order is too expensive.
    """

    draft: Draft
    user_id: int
    shown: Shown
    fitting: Draft | None = None

    def accepted(self, draft: Draft) -> "Estimate[Shown]":
        """The same with ``order``, to which the member has agreed."""
        return replace(self, draft=replace(draft, confirmed=True))

    def as_plain(self) -> "Estimate[Shown]":
        """The same with orders whose words were blocked by Discord."""
        fitting = self.fitting and replace(self.fitting, plain=True)
        return replace(self, draft=replace(self.draft, plain=True), fitting=fitting)


class PendingEstimates(Generic[Shown]):
    """The estimates that wait for an answer, in memory: nothing was spent, so a restart may forget them."""

    def __init__(self, clock: Clock, capacity: int = CAPACITY, each: int = EACH, ttl: float = TTL) -> None:
        self._each = each
        self._waiting = TTLCache[str, Estimate[Shown], float](capacity, ttl, timer=clock.monotonic)

    def add(self, estimate: Estimate[Shown]) -> str:
        """Let a new estimate wait; returns the key by which its answer finds it."""
        key = new_job_id()
        self.put_back(key, estimate)
        return key

    def put_back(self, key: str, estimate: Estimate[Shown]) -> None:
        """Let an estimate wait for another answer: the one it got came to nothing."""
        theirs = [other for other, waiting in self._waiting.items() if waiting.user_id == estimate.user_id]
        # First, as the cache makes room by itself, and not among the member's own.
        for oldest in theirs[: max(0, len(theirs) + 1 - self._each)]:
            self._waiting.pop(oldest, None)
        self._waiting[key] = estimate

    def pop(self, key: str) -> Estimate[Shown] | None:
        """An estimate, its order confirmed; it is gone from here afterwards. None if it has waited too long."""
        found = self._waiting.pop(key, None)
        return found.accepted(found.draft) if found else None

    def mark_blocked(self, key: str) -> None:
        """Let an estimate that still waits go on without words that Discord has blocked."""
        if found := self._waiting.get(key):
            self._waiting[key] = found.as_plain()
