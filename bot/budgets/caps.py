"""Caps: each limits what one account may spend in one span. All that apply to a job must hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.budgets.spans import Span


class Level(StrEnum):
    """Whose spending a cap limits, and who set it."""

    BOT = "bot"
    """All of the bot's, by the host: ``BUDGET``."""

    HOST = "host"
    """A server's, by the host: ``SERVER_BUDGET``."""

    SERVER = "server"
    """A server's, by its managers."""

    MEMBER = "member"
    """Each member's in a server, by its managers."""


@dataclass(frozen=True, slots=True)
class Expense:
    """``cost`` credits that a member is about to spend in a server (or OUTSIDE) at ``at`` (epoch seconds)."""

    server_id: int
    user_id: int
    at: float
    cost: int


@dataclass(frozen=True, slots=True)
class Cap:
    """At most ``limit`` credits in ``span``: by a member in a server, or by all members, or all servers (None)."""

    level: Level
    server_id: int | None
    user_id: int | None
    limit: int
    span: Span

    @property
    def account(self) -> str:
        """Its name in the database. The triggers of the database make the same names."""
        owners = (self.server_id, self.user_id)
        return ":".join([self.level.value, *(str(owner) for owner in owners if owner is not None)])


@dataclass(frozen=True, slots=True)
class Spending:
    """What was ``spent`` of a cap, reserved credits included.

    ``warned`` is the highest percentage of the cap of which somebody was warned; 0 if nobody was.
    One that was raised since counts as another.
    """

    cap: Cap
    spent: int
    warned: int = 0

    @property
    def left(self) -> int:
        """Credits that can be spent now. Not negative, even if the cap was lowered below what is spent."""
        return max(0, self.cap.limit - self.spent)

    def reaches(self, percent: int) -> bool:
        """Whether that much of the cap, or more, is spent."""
        return self.spent * 100 >= self.cap.limit * percent


def tightest(spendings: Sequence[Spending]) -> Spending:
    """The one of the caps, of which there must be one, that leaves the least."""
    return min(spendings, key=lambda spending: spending.left)


def accounts_of(expense: Expense) -> list[str]:
    """The name in the database of every account that an expense counts for, whether or not a cap limits it."""
    ids = {Level.BOT: "", Level.MEMBER: f":{expense.server_id}:{expense.user_id}"}
    return [f"{level}{ids.get(level, f':{expense.server_id}')}" for level in Level]
