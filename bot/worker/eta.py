"""How long jobs take, learned from jobs like them."""

from collections import defaultdict, deque
from dataclasses import dataclass
from statistics import median

from bot.requests.request import RequestSettings

SAMPLES_KEPT = 30
ENOUGH = 3


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a running job is, from the durations of jobs like it: ``fraction`` 0 to 1, ``ends_at`` epoch seconds."""

    fraction: float
    ends_at: float


@dataclass(frozen=True, slots=True)
class DurationEstimate:
    """Seconds from submit to result: almost none came before ``early``, half of them by ``usual``."""

    early: float
    usual: float

    def progress(self, elapsed: float, now: float) -> Progress | None:
        """How far a job is ``elapsed`` seconds after its submit, at ``now`` (epoch seconds); None if it is late."""
        if elapsed >= self.usual:
            return None
        return Progress(fraction=elapsed / self.usual, ends_at=now - elapsed + self.usual)


class DurationEstimator:
    """The last durations for each resolution, quality and count."""

    def __init__(self) -> None:
        self._seconds: dict[tuple[str, str, int], deque[float]] = defaultdict(lambda: deque(maxlen=SAMPLES_KEPT))

    def learn(self, settings: RequestSettings, seconds: float) -> None:
        """Remember that a request of these settings took ``seconds`` from submit to result."""
        self._seconds[_key(settings)].append(seconds)

    def expected(self, settings: RequestSettings) -> DurationEstimate | None:
        """What to expect of a request of these settings, or None while too few jobs like it have been seen."""
        seen = sorted(self._seconds.get(_key(settings), ()))
        if len(seen) < ENOUGH:
            return None
        return DurationEstimate(early=seen[len(seen) // 10], usual=median(seen))


def _key(settings: RequestSettings) -> tuple[str, str, int]:
    return settings.resolution, settings.quality, settings.num
