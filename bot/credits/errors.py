"""Why a member may not spend now."""

from dataclasses import dataclass

from bot.errors import Refusal


@dataclass(eq=False)
class QuotaExceeded(Refusal):
    """``needed`` credits, of which ``left`` are there; enough are back at ``next_at`` (epoch seconds), or never."""

    key = "refusal-quota"
    needed: int
    left: int
    limit: int
    next_at: float | None


@dataclass(eq=False)
class TooManyRunning(Refusal):
    """The member already has ``limit`` jobs running."""

    key = "refusal-running"
    limit: int


@dataclass(eq=False)
class TooManyDeclined(Refusal):
    """The member has had ``limit`` requests declined lately, and may try again at ``until`` (epoch seconds)."""

    key = "refusal-declined"
    limit: int
    until: float
