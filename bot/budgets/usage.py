"""What was spent in a server: by whom, where, for what and when."""

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.budgets.spans import Span


@dataclass(frozen=True, slots=True)
class Charged:
    """What a job cost or reserves. ``size`` is its resolution, quality and number of pictures; empty if not known."""

    user_id: int
    channel_id: int | None
    size: str
    at: float
    credits: int


class UsageRecords(Protocol):
    """Port: what the jobs of servers cost. Every call may raise StorageError."""

    def of_server(self, server_id: int, span: Span) -> AsyncIterator[Charged]:
        """What the jobs of a server cost in ``span``, oldest first; erased ones included."""


@dataclass(slots=True)
class Usage:
    """The credits that a server spent in ``span``, reserved ones included, and on how many jobs.

    Each counter has the same sum. ``rows`` has one for each day, member, channel and size: credits, and jobs.
    """

    span: Span
    credits: int = 0
    jobs: int = 0
    members: Counter[int] = field(default_factory=Counter)
    channels: Counter[int | None] = field(default_factory=Counter)
    sizes: Counter[str] = field(default_factory=Counter)
    days: Counter[date] = field(default_factory=Counter)
    rows: dict[tuple[date, int, int | None, str], tuple[int, int]] = field(default_factory=dict)

    def add(self, charged: Charged, day: date) -> None:
        """Count one job of that ``day``. Jobs that cost nothing are left out."""
        if not charged.credits:
            return
        size = " ".join(charged.size.split()[:2])
        self.credits += charged.credits
        self.jobs += 1
        self.members[charged.user_id] += charged.credits
        self.channels[charged.channel_id] += charged.credits
        self.sizes[size] += charged.credits
        self.days[day] += charged.credits
        key = day, charged.user_id, charged.channel_id, size
        credits, jobs = self.rows.get(key, (0, 0))
        self.rows[key] = credits + charged.credits, jobs + 1


async def usage_of(records: UsageRecords, server_id: int, span: Span, zone: ZoneInfo) -> Usage:
    """What a server spent in ``span``, by the days of ``zone``. Raises StorageError."""
    usage = Usage(span)
    async for charged in records.of_server(server_id, span):
        usage.add(charged, datetime.fromtimestamp(charged.at, zone).date())
    return usage
