"""Members' credits in a rolling window: reserved, spent, left."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Balance:
    """A member's ``used`` (spent or reserved) of ``limit`` credits, and the number of ``running`` jobs.

    ``next_at`` (epoch seconds) is when the next credits come back; None if none are used.
    """

    used: int
    limit: int
    running: int
    next_at: float | None

    @property
    def left(self) -> int:
        """Credits that can be spent now. Not negative, even if the host has lowered the limit."""
        return max(0, self.limit - self.used)


class Quota(Protocol):
    """The members' credits. Every call may wait, so that several processes can share a quota."""

    async def check(self, user_id: int, cost: int) -> None:
        """Raise TooManyRunning or QuotaExceeded if ``cost`` credits can't be reserved now."""

    async def reserve(self, user_id: int, job_id: str, cost: int) -> None:
        """Reserve ``cost`` credits, or raise what ``check`` raises and change nothing."""

    async def settle(self, job_id: str, charged: int) -> None:
        """Charge ``charged`` credits for a finished job and refund the rest. A later call replaces an earlier one."""

    async def restore(self, user_id: int, job_id: str, cost: int, at: float, *, running: bool) -> None:
        """Restore what a job of an earlier run reserved (``running``) or cost, ``at`` epoch seconds."""

    async def balance(self, user_id: int) -> Balance:
        """The member's balance now."""
