"""Refusals because of a member's quota or limits."""

from dataclasses import dataclass

from bot.errors import UserError


@dataclass(eq=False)
class QuotaExceeded(UserError):
    """The request costs ``needed`` credits, and ``left`` are left.

    ``next_at`` (epoch seconds) is when enough are back; None: never, since the request costs more than the limit.
    """

    code = "refusal-quota"
    needed: int
    left: int
    limit: int
    next_at: float | None


@dataclass(eq=False)
class TooManyRunning(UserError):
    """The member already has ``limit`` jobs running."""

    code = "refusal-running"
    limit: int


@dataclass(eq=False)
class TooManyDeclined(UserError):
    """``limit`` requests of the member were declined recently. ``until`` (epoch seconds) is when they may try again."""

    code = "refusal-declined"
    limit: int
    until: float
