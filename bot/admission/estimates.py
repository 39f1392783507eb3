"""Expensive drafts that wait for the member's consent."""

from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from cachetools import TTLCache

from bot.admission.draft import Draft
from bot.jobs.job import new_job_id
from bot.runtime.clock import Clock

CAPACITY = 1000
"""How many estimates wait at once; the oldest are dropped."""

EACH = 5
"""How many estimates of one member wait at once, so that nobody fills the cache."""

TTL = 10 * 60.0
"""Seconds for which an estimate waits for a button press."""

Shown = TypeVar("Shown")


@dataclass(frozen=True, slots=True)
class Estimate(Generic[Shown]):
    """A draft that waits for the consent of ``user_id``; ``shown`` is the response that shows it.

    If the member can't afford the draft, ``fitting`` is a variant that they can.
    """

    draft: Draft
    user_id: int
    shown: Shown
    fitting: Draft | None = None

    def accepted(self, draft: Draft) -> "Estimate[Shown]":
        """The estimate with ``draft``, confirmed by the member."""
        return replace(self, draft=replace(draft, confirmed=True))

    def as_plain(self) -> "Estimate[Shown]":
        """The estimate with plain drafts."""
        fitting = self.fitting and replace(self.fitting, plain=True)
        return replace(self, draft=replace(self.draft, plain=True), fitting=fitting)


class PendingEstimates(Generic[Shown]):
    """The waiting estimates, in memory: nothing was spent, so a restart may lose them."""

    def __init__(self, clock: Clock, capacity: int = CAPACITY, each: int = EACH, ttl: float = TTL) -> None:
        self._each = each
        self._waiting = TTLCache[str, Estimate[Shown], float](capacity, ttl, timer=clock.monotonic)

    def add(self, estimate: Estimate[Shown]) -> str:
        """Add an estimate; returns the key for its buttons."""
        key = new_job_id()
        self.put_back(key, estimate)
        return key

    def put_back(self, key: str, estimate: Estimate[Shown]) -> None:
        """Add an estimate again under its key, if the action of its button failed."""
        theirs = [other for other, waiting in self._waiting.items() if waiting.user_id == estimate.user_id]
        # Before adding: a full cache would drop the oldest estimate of any member.
        for oldest in theirs[: max(0, len(theirs) + 1 - self._each)]:
            self._waiting.pop(oldest, None)
        self._waiting[key] = estimate

    def pop(self, key: str) -> Estimate[Shown] | None:
        """Remove an estimate and return it with its draft confirmed; None if it has expired or was used."""
        estimate = self._waiting.pop(key, None)
        return estimate.accepted(estimate.draft) if estimate else None

    def mark_blocked(self, key: str) -> None:
        """Make the drafts of a waiting estimate plain, because Discord blocked their text."""
        if estimate := self._waiting.get(key):
            self._waiting[key] = estimate.as_plain()
