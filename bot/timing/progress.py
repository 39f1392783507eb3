"""How far a job is, in the steps in which its card shows it."""

from dataclasses import dataclass

STEPS = 3
"""Steps of the progress bar. Each is an edit of the card; the time that is left counts down by itself."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a running job is, from the durations of jobs like it: ``fraction`` 0 to 1, ``ends_at`` epoch seconds."""

    fraction: float
    ends_at: float


@dataclass(frozen=True, slots=True)
class Countdown:
    """The progress of one job that takes ``usual`` seconds from ``began``, on the monotonic clock, to ``ends_at``."""

    began: float
    usual: float
    ends_at: float

    def progress(self, now: float) -> Progress | None:
        """How far the job is ``now``; None where it is much later than usual.

        The last step lasts a step longer: at the usual time, the pictures are about to come.
        """
        step = int(STEPS * (now - self.began) / self.usual)
        return Progress(min(step, STEPS - 1) / STEPS, self.ends_at) if step <= STEPS else None

    def next_step(self, now: float) -> float | None:
        """When the progress changes after ``now``; None after its last step."""
        moments = (self.began + self.usual * step / STEPS for step in (*range(1, STEPS), STEPS + 1))
        return next((moment for moment in moments if moment > now), None)
