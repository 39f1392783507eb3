"""Why a member may not spend now."""

from dataclasses import dataclass

from bot.errors import UserError


@dataclass(eq=False)
class QuotaExceeded(UserError):
    """``needed`` credits, of which ``left`` are there; enough are back at ``next_at`` (epoch seconds), or never."""

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
    """The member has had ``limit`` requests declined lately, and may try again at ``until`` (epoch seconds)."""

    code = "refusal-declined"
    limit: int
    until: float
