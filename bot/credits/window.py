"""What a member may spend in a rolling window: decided here alone, wherever the credits are counted."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.credits.errors import QuotaExceeded, TooManyRunning
from bot.credits.quota import Balance, QuotaTiers


@dataclass(slots=True)
class Booking:
    """The credits of one job that was requested ``at`` epoch seconds: reserved while it is ``running``, then spent."""

    at: float
    credits: int
    running: bool


@dataclass(frozen=True, slots=True)
class CreditWindow:
    """``limit`` credits in any ``seconds``, and at most ``max_running`` jobs at once.

    The window is wall time, because it must survive restarts and a host that sleeps.
    """

    limit: int
    seconds: float
    max_running: int

    def for_member(self, granted: int, tiers: QuotaTiers) -> "CreditWindow":
        """The window of a member with these ``tiers``, to whom that many credits more were granted."""
        if not granted and not tiers:
            return self
        credits = (self.limit if tier.credits is None else tier.credits for tier in tiers)
        running = (self.max_running if tier.running is None else tier.running for tier in tiers)
        return CreditWindow(
            max(credits, default=self.limit) + granted, self.seconds, max(running, default=self.max_running)
        )

    def check(self, entries: Iterable[Booking], cost: int, now: float) -> None:
        """Raise TooManyRunning or QuotaExceeded if ``cost`` more credits than the member's ``entries`` are too many."""
        live = self._live(entries, now)
        balance = self._balance(live, now)
        if balance.running >= self.max_running:
            raise TooManyRunning(limit=self.max_running)
        if cost > balance.left:
            raise QuotaExceeded(cost, balance.left, self.limit, self._affordable_at(live, cost, now))

    def balance(self, entries: Iterable[Booking], now: float) -> Balance:
        """What the ``entries`` of a member leave."""
        return self._balance(self._live(entries, now), now)

    def counts(self, entry: Booking, now: float) -> bool:
        """Whether an entry counts ``now``. A running job always does."""
        return entry.running or entry.at + self.seconds > now

    def _live(self, entries: Iterable[Booking], now: float) -> list[Booking]:
        """The entries that count now, oldest first."""
        return sorted((entry for entry in entries if self.counts(entry, now)), key=lambda entry: entry.at)

    def _balance(self, live: list[Booking], now: float) -> Balance:
        return Balance(
            used=sum(entry.credits for entry in live),
            limit=self.limit,
            running=sum(entry.running for entry in live),
            next_at=next((self._back_at(entry, now) for entry in live if entry.credits), None),
            window=self.seconds,
            most_running=self.max_running,
        )

    def _affordable_at(self, live: list[Booking], cost: int, now: float) -> float | None:
        """Epoch seconds at which ``cost`` credits are available; None if ``cost`` exceeds the limit."""
        missing = cost - (self.limit - sum(entry.credits for entry in live))
        for entry in live:
            missing -= entry.credits
            if missing <= 0:
                return self._back_at(entry, now)
        return None

    def _back_at(self, entry: Booking, now: float) -> float:
        return max(entry.at + self.seconds, now)
