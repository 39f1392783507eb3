"""How far a job is, in the steps in which its card shows it."""

from dataclasses import dataclass
from typing import Final

STEPS: Final = (0.0, 0.5, 1.0)
"""The parts of the usual time at which a step of the progress begins. Each is an edit of the card."""

LATE: Final = 4 / 3
"""The part of the usual time after which nothing is known of how long a job still takes."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a running job is, from the durations of jobs like it.

    ``fraction`` is 0 to 1, ``seconds_left`` what was left when this step began: at most half of the usual time too
    much. Neither changes within a step, so that a card is edited for a new step alone.
    """

    fraction: float
    seconds_left: float


@dataclass(frozen=True, slots=True)
class Countdown:
    """The progress of one job that takes ``usual`` seconds from ``began``, on the monotonic clock."""

    began: float
    usual: float

    def progress(self, now: float) -> Progress | None:
        """How far the job is ``now``; None where it is much later than usual."""
        if now >= self._at(LATE):
            return None
        fraction = max((step for step in STEPS if self._at(step) <= now), default=0.0)
        return Progress(fraction, self.usual * (1 - fraction))

    def next_step(self, now: float) -> float | None:
        """When the progress changes after ``now``; None after its last step."""
        return next((moment for moment in map(self._at, (*STEPS, LATE)) if moment > now), None)

    def _at(self, part: float) -> float:
        return self.began + self.usual * part
