"""Measures jobs as they pass from state to state: how long their steps take, and how they end."""

from bot.metrics.meter import Meter
from bot.runtime.clock import Clock


class JobMeter:
    """Hands to ``meter`` what it learns of jobs. One that another process began is measured from its next step on."""

    def __init__(self, meter: Meter, clock: Clock) -> None:
        self._meter = meter
        self._clock = clock
        self._last: dict[str, tuple[str, float]] = {}

    def step(self, job_id: str, state: str, drawing: float | None = None) -> None:
        """An open job has reached ``state``, or is in it still. ``drawing`` is how long imini took, in seconds."""
        now = self._clock.monotonic()
        before, since = self._last.get(job_id, ("", now))
        if before == state:
            return
        self._last[job_id] = state, now
        if (before, state) == ("submitting", "submitted"):
            self._meter.submitted(now - since)
        elif (before, state) == ("ready", "delivered"):
            self._meter.made_visible(now - since)
        elif state == "ready" and drawing is not None:
            self._meter.drawn(drawing)

    def deliver(self, job_id: str, pictures: int) -> None:
        """So many paid pictures of a job are shown."""
        self.step(job_id, "delivered")
        self._meter.pictures_delivered(pictures)

    def end(self, job_id: str, ending: str, reason: str, credits: int) -> None:
        """A job has ended, for ``reason`` if it failed, and costs ``credits``."""
        self.let_go(job_id)
        self._meter.job_ended(ending, reason, credits)

    def let_go(self, job_id: str) -> None:
        """A job is another process's now."""
        self._last.pop(job_id, None)
