"""What was spent in a server: by whom, where, for what and when."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol

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
