"""Estimates how long a job takes, from earlier jobs with the same settings."""

from collections import defaultdict, deque
from dataclasses import dataclass
from statistics import median

from bot.requests.request import RequestSettings

SAMPLES_KEPT = 30
"""Newest durations kept for each kind of job."""

SAMPLES_NEEDED = 3
"""Durations without which there is no estimate."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Estimated progress of a job: ``fraction`` is 0 to 1, ``ends_at`` in epoch seconds."""

    fraction: float
    ends_at: float


@dataclass(frozen=True, slots=True)
class DurationEstimate:
    """10th percentile (``early``) and median (``usual``) of the seconds from submit to result."""

    early: float
    usual: float

    def progress(self, elapsed: float, now: float) -> Progress | None:
        """The progress ``elapsed`` seconds after the submit, ``now`` in epoch seconds; None if the job is late."""
        if elapsed >= self.usual:
            return None
        return Progress(fraction=elapsed / self.usual, ends_at=now - elapsed + self.usual)


class DurationEstimator:
    """Keeps durations by resolution, quality and number of pictures, in memory; ``Replay`` rebuilds them."""

    def __init__(self) -> None:
        self._seconds: dict[tuple[str, str, int], deque[float]] = defaultdict(lambda: deque(maxlen=SAMPLES_KEPT))

    def learn(self, settings: RequestSettings, seconds: float) -> None:
        """Record that a job took ``seconds`` from submit to result."""
        self._seconds[_key(settings)].append(seconds)

    def expected(self, settings: RequestSettings) -> DurationEstimate | None:
        """The estimate for a job with these settings, None while there are too few samples."""
        samples = sorted(self._seconds.get(_key(settings), ()))
        if len(samples) < SAMPLES_NEEDED:
            return None
        return DurationEstimate(early=samples[len(samples) // 10], usual=median(samples))


def _key(settings: RequestSettings) -> tuple[str, str, int]:
    return settings.resolution, settings.quality, settings.num
