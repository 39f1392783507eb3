"""The credits of members in a rolling window: what is reserved, what was spent, what is left."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Balance:
    """What a member has: ``used`` (spent or reserved) of ``limit`` credits, ``running`` jobs.

    ``next_at`` (epoch seconds) is when the next credits come back, None if all are there.
    """

    used: int
    limit: int
    running: int
    next_at: float | None

    @property
    def left(self) -> int:
        """Credits that can be spent now."""
        return max(0, self.limit - self.used)


class Quota(Protocol):
    """The members' credits. Several processes may share one, so every call may wait."""

    async def check(self, user_id: int, cost: int) -> None:
        """Raise QuotaExceeded or TooManyRunning if ``cost`` credits can't be set aside now."""

    async def reserve(self, user_id: int, job_id: str, cost: int) -> None:
        """Set ``cost`` credits aside, or raise what ``check`` raises and change nothing."""

    async def settle(self, job_id: str, charged: int) -> None:
        """End a job: keep ``charged`` of its credits and give the rest back. The last call counts."""

    async def restore(self, user_id: int, job_id: str, cost: int, at: float, *, running: bool) -> None:
        """Put back what a job of an earlier run reserved or cost."""

    async def balance(self, user_id: int) -> Balance:
        """What the member has now."""
