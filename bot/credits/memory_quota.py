"""The quota of one process, in memory and rebuilt from the job repository at startup."""

from dataclasses import dataclass
from datetime import timedelta

from bot.credits.errors import QuotaExceeded, TooManyRunning
from bot.credits.quota import Balance
from bot.runtime.clock import Clock


@dataclass(slots=True)
class _Entry:
    at: float
    credits: int
    running: bool


class MemoryQuota:
    """The quota of a bot that runs as one process.

    No method awaits between reading and writing, so two requests for the last credit can't both get it. The window is
    wall time, because it must survive restarts and a host that sleeps. If the host's clock is set forward, credits come
    back earlier by as much; if it is set back, at most one window later.
    """

    def __init__(self, credits: int, window: timedelta, max_running: int, clock: Clock) -> None:
        self._limit = credits
        self._window = window.total_seconds()
        self._max_running = max_running
        self._clock = clock
        self._entries: dict[int, dict[str, _Entry]] = {}
        self._owners: dict[str, int] = {}
        self._swept_at = clock.monotonic()

    async def check(self, user_id: int, cost: int) -> None:
        self._check(user_id, cost)

    async def reserve(self, user_id: int, job_id: str, cost: int) -> None:
        self._sweep()
        self._check(user_id, cost)
        self._put(user_id, job_id, _Entry(self._clock.now(), cost, running=True))

    def _check(self, user_id: int, cost: int) -> None:
        balance = self._balance(user_id)
        if balance.running >= self._max_running:
            raise TooManyRunning(limit=self._max_running)
        if cost > balance.left:
            raise QuotaExceeded(cost, balance.left, self._limit, self._affordable_at(user_id, cost))

    async def settle(self, job_id: str, charged: int) -> None:
        owner = self._owners.get(job_id)
        entry = self._entries.get(owner, {}).get(job_id) if owner is not None else None
        if entry is None:
            return
        entry.running, entry.credits = False, charged
        if not charged:
            self._drop(job_id)  # a free job no longer counts for anything

    async def restore(self, user_id: int, job_id: str, cost: int, at: float, *, running: bool) -> None:
        self._put(user_id, job_id, _Entry(at, cost, running))

    async def balance(self, user_id: int) -> Balance:
        return self._balance(user_id)

    def _balance(self, user_id: int) -> Balance:
        live = self._live(user_id)
        return Balance(
            used=sum(entry.credits for entry in live),
            limit=self._limit,
            running=sum(entry.running for entry in live),
            next_at=self._next_at(live),
        )

    def _next_at(self, live: list[_Entry]) -> float | None:
        """Epoch seconds at which the first credits come back; None if none are spent."""
        return next((self._back_at(entry) for entry in live if entry.credits), None)

    def _affordable_at(self, user_id: int, cost: int) -> float | None:
        """Epoch seconds at which ``cost`` credits are available; None if ``cost`` exceeds the limit."""
        live = self._live(user_id)
        missing = cost - (self._limit - sum(entry.credits for entry in live))
        for entry in live:
            missing -= entry.credits
            if missing <= 0:
                return self._back_at(entry)
        return None

    def _back_at(self, entry: _Entry) -> float:
        return max(entry.at + self._window, self._clock.now())

    def _live(self, user_id: int) -> list[_Entry]:
        """The entries that count now, oldest first. A running job always counts."""
        now = self._clock.now()
        entries = self._entries.get(user_id, {}).values()
        for entry in entries:
            # In the future only if the host's clock was set back: then the credits come back one window from now.
            entry.at = min(entry.at, now)
        return sorted((e for e in entries if e.running or e.at + self._window > now), key=lambda e: e.at)

    def _put(self, user_id: int, job_id: str, entry: _Entry) -> None:
        self._entries.setdefault(user_id, {})[job_id] = entry
        self._owners[job_id] = user_id

    def _drop(self, job_id: str) -> None:
        user_id = self._owners.pop(job_id)
        del self._entries[user_id][job_id]
        if not self._entries[user_id]:
            del self._entries[user_id]

    def _sweep(self) -> None:
        """Once per window, drop entries that no longer count, so that memory is bounded by recently active members."""
        if self._clock.monotonic() - self._swept_at < self._window:
            return
        self._swept_at, now = self._clock.monotonic(), self._clock.now()
        expired = [
            job_id
            for entries in self._entries.values()
            for job_id, entry in entries.items()
            if not entry.running and entry.at + self._window <= now
        ]
        for job_id in expired:
            self._drop(job_id)
