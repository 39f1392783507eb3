"""What the host has decided for all servers: a pause, and a line under new cards."""

from pydantic import BaseModel, ConfigDict

LONGEST_REASON = 300
LONGEST_ANNOUNCEMENT = 200
"""Characters. A card holds 4,000, of which its prompt may take a sixth."""


class _Decision(BaseModel):
    """``by_user`` decided it ``at`` epoch seconds, ``until`` others or for good (None)."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    by_user: int
    at: float
    until: float | None = None

    def holds(self, now: float) -> bool:
        return self.until is None or self.until > now


class Pause(_Decision):
    """No new requests are accepted. ``reason`` is the host's text, which members read; it may be empty."""

    reason: str = ""


class Announcement(_Decision):
    """One line under each new card."""

    text: str


class Decisions(BaseModel):
    """All that the host has decided, with what is over."""

    model_config = ConfigDict(frozen=True)

    pause: Pause | None = None
    announcement: Announcement | None = None

    def pause_at(self, now: float) -> Pause | None:
        """The pause that holds."""
        return self.pause if self.pause and self.pause.holds(now) else None

    def line_at(self, now: float) -> str:
        """The text of the announcement that holds; empty if none does."""
        return self.announcement.text if self.announcement and self.announcement.holds(now) else ""


NO_DECISIONS = Decisions()
