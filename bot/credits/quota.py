"""Members' credits in a rolling window: reserved, spent, left."""

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Balance:
    """A member's ``used`` (spent or reserved) of ``limit`` credits, and the number of ``running`` jobs.

    ``next_at`` (epoch seconds) is when the next credits come back; None if none are used. A credit is back ``window``
    seconds after it was spent, and ``most_running`` jobs may run at once.
    """

    used: int
    limit: int
    running: int
    next_at: float | None
    # The same for everybody with these limits, so they tell no two balances apart.
    window: float = field(default=0.0, compare=False)
    most_running: int = field(default=0, compare=False)

    @property
    def left(self) -> int:
        """Credits that can be spent now. Not negative, even if the host has lowered the limit."""
        return max(0, self.limit - self.used)


@dataclass(frozen=True, slots=True)
class RoleQuota:
    """The credits of a window and the jobs at once that one of a member's roles allows. None: as the settings say."""

    credits: int | None = None
    running: int | None = None


QuotaTiers = tuple[RoleQuota, ...]
"""What each of a member's roles allows where they make a request; the best counts. Without any, the settings hold."""


class Quota(Protocol):
    """Port: the members' credits. A job's credits are reserved where it is opened (``JobIntake``).

    Several processes share a quota that is kept with the jobs.
    """

    async def check(self, user_id: int, cost: int, granted: int = 0, tiers: QuotaTiers = ()) -> None:
        """Raise TooManyRunning or QuotaExceeded if ``cost`` credits can't be reserved now.

        ``granted`` are credits that the member may spend beyond the limit, where they are. ``tiers`` set the limits
        there. Whatever the member has spent counts, also what they spent elsewhere.

        Raises:
            StorageUnavailable: what the member has spent can't be read.
        """

    async def settle(self, job_id: str, charged: int) -> None:
        """Charge ``charged`` credits for an open job and refund the rest. A later call replaces an earlier one.

        Raises:
            asyncio.CancelledError: another run works on the job.
        """

    async def finish(self, job_id: str, charged: int) -> None:
        """``settle`` for a job that has ended. Where the quota is kept with the jobs, storing its end does that."""

    async def restore(self, user_id: int, job_id: str, cost: int, at: float, *, running: bool) -> None:
        """Restore what a job of an earlier run reserved (``running``) or cost, ``at`` epoch seconds, if it is lost."""

    async def balance(self, user_id: int, granted: int = 0, tiers: QuotaTiers = ()) -> Balance:
        """The member's balance now, with ``granted`` credits beyond the limit that the ``tiers`` set.

        Raises:
            StorageUnavailable: it can't be read.
        """
