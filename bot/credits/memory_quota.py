"""The quota of one process, in memory and rebuilt from the job repository at startup."""

from bot.credits.quota import Balance, QuotaTiers
from bot.credits.window import Booking, CreditWindow
from bot.runtime.clock import Clock


class MemoryQuota:
    """The quota of a bot that runs as one process.

    No method awaits between reading and writing, so two requests for the last credit can't both get it. If the host's
    clock is set forward, credits come back earlier by as much; if it is set back, at most one window later.
    """

    def __init__(self, window: CreditWindow, clock: Clock) -> None:
        self._window = window
        self._clock = clock
        self._entries: dict[int, dict[str, Booking]] = {}
        self._owners: dict[str, int] = {}
        self._swept_at = clock.monotonic()

    async def check(self, user_id: int, cost: int, granted: int = 0, tiers: QuotaTiers = ()) -> None:
        self._window.for_member(granted, tiers).check(self._of(user_id), cost, self._clock.now())

    async def reserve(self, user_id: int, job_id: str, cost: int, granted: int = 0, tiers: QuotaTiers = ()) -> None:
        """Reserve ``cost`` credits, or raise what ``check`` raises and change nothing."""
        self._sweep()
        now = self._clock.now()
        self._window.for_member(granted, tiers).check(self._of(user_id), cost, now)
        self._put(user_id, job_id, Booking(now, cost, running=True))

    async def settle(self, job_id: str, charged: int) -> None:
        owner = self._owners.get(job_id)
        entry = self._entries.get(owner, {}).get(job_id) if owner is not None else None
        if entry is None:
            return
        entry.running, entry.credits = False, charged
        if not charged:
            self._drop(job_id)  # a free job no longer counts for anything

    async def finish(self, job_id: str, charged: int) -> None:
        await self.settle(job_id, charged)

    async def restore(self, user_id: int, job_id: str, cost: int, at: float, *, running: bool) -> None:
        self._put(user_id, job_id, Booking(at, cost, running))

    async def balance(self, user_id: int, granted: int = 0, tiers: QuotaTiers = ()) -> Balance:
        return self._window.for_member(granted, tiers).balance(self._of(user_id), self._clock.now())

    def _of(self, user_id: int) -> list[Booking]:
        """The member's entries."""
        now = self._clock.now()
        entries = list(self._entries.get(user_id, {}).values())
        for entry in entries:
            # In the future only if the host's clock was set back: then the credits come back one window from now.
            entry.at = min(entry.at, now)
        return entries

    def _put(self, user_id: int, job_id: str, entry: Booking) -> None:
        self._entries.setdefault(user_id, {})[job_id] = entry
        self._owners[job_id] = user_id

    def _drop(self, job_id: str) -> None:
        user_id = self._owners.pop(job_id)
        del self._entries[user_id][job_id]
        if not self._entries[user_id]:
            del self._entries[user_id]

    def _sweep(self) -> None:
        """Once per window, drop entries that no longer count, so that memory is bounded by recently active members."""
        if self._clock.monotonic() - self._swept_at < self._window.seconds:
            return
        self._swept_at, now = self._clock.monotonic(), self._clock.now()
        expired = [
            job_id
            for entries in self._entries.values()
            for job_id, entry in entries.items()
            if not self._window.counts(entry, now)
        ]
        for job_id in expired:
            self._drop(job_id)
