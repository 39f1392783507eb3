"""Port: what the bot measures of itself. Without METRICS_PORT, nothing."""

from typing import Protocol


class Meter(Protocol):
    """Counts and measures. All durations are in seconds; no call fails or waits."""

    def job_ended(self, ending: str, reason: str, credits: int) -> None:
        """A job has reached its last state. ``reason`` is why it failed, else empty; ``credits`` were charged."""

    def pictures_delivered(self, number: int) -> None:
        """So many pictures are shown and paid."""

    def acknowledged(self, seconds: float) -> None:
        """From an interaction to the initial response that Discord has accepted."""

    def submitted(self, seconds: float) -> None:
        """From the begin of a submit to imini's task ID."""

    def drawn(self, seconds: float) -> None:
        """From there until imini has the pictures."""

    def made_visible(self, seconds: float) -> None:
        """From imini's word that the pictures are there until Discord shows them."""


class NoMeter:
    """Measures nothing."""

    def job_ended(self, ending: str, reason: str, credits: int) -> None: ...

    def pictures_delivered(self, number: int) -> None: ...

    def acknowledged(self, seconds: float) -> None: ...

    def submitted(self, seconds: float) -> None: ...

    def drawn(self, seconds: float) -> None: ...

    def made_visible(self, seconds: float) -> None: ...


NO_METER = NoMeter()
