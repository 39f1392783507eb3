"""Estimates how long a job takes, from earlier jobs with the same settings."""

from collections import Counter, defaultdict, deque
from statistics import median
from typing import NamedTuple

from bot.cluster.signals import NO_SIGNALS, Payload, Signals
from bot.requests.request import RequestSettings
from bot.timing.law import DurationLaw

SAMPLES_KEPT = 60
"""Newest durations kept for each kind of job."""

SAMPLES_NEEDED = 3
"""Durations without which there is no estimate."""

MANY = 20
"""Durations of one kind of request that show by themselves how much they vary; with fewer, other kinds tell."""


SHORTEST = 0.05
"""Seconds; no task takes less."""

TOPIC = "duration"
"""The signal by which other processes learn how long a job took."""


class Kind(NamedTuple):
    """Requests that take about the same time."""

    resolution: str
    quality: str
    num: int


class DurationEstimator:
    """Keeps durations by resolution, quality and number of pictures, in memory; ``Replay`` rebuilds them.

    Processes tell each other what they learn.
    """

    def __init__(self, signals: Signals = NO_SIGNALS) -> None:
        self._signals = signals
        self._seconds: dict[Kind, deque[float]] = defaultdict(lambda: deque(maxlen=SAMPLES_KEPT))
        self._learned: Counter[Kind] = Counter()
        signals.subscribe(TOPIC, self._hear)

    def learn(self, settings: RequestSettings, seconds: float) -> None:
        """Record that a job took ``seconds`` from submit to result."""
        kind = kind_of(settings)
        self.restore(kind, seconds)
        self._signals.publish(TOPIC, {"kind": kind, "seconds": seconds})

    def restore(self, kind: Kind, seconds: float) -> None:
        """Record what was learned before, or by another process."""
        self._seconds[kind].append(max(seconds, SHORTEST))
        self._learned[kind] += 1

    def learned(self, kind: Kind) -> int:
        """How many durations of one kind have been learned, forgotten ones included."""
        return self._learned[kind]

    def expected(self, settings: RequestSettings) -> float | None:
        """The median seconds from submit to result of jobs with these settings, None while there are too few."""
        seen = self._seconds.get(kind_of(settings), ())
        return median(seen) if len(seen) >= SAMPLES_NEEDED else None

    def _hear(self, payload: Payload) -> None:
        resolution, quality, num = payload["kind"]
        self.restore(Kind(str(resolution), str(quality), int(num)), float(payload["seconds"]))

    def law(self, kind: Kind) -> DurationLaw | None:
        """How the durations of one kind are spread, or None while too few of them have been seen.

        While there are not many, they vary as those of all other kinds do around their own median.
        """
        own = self._seconds.get(kind, ())
        if len(own) < SAMPLES_NEEDED:
            return None
        if len(own) >= MANY:
            return DurationLaw(own)
        usual = median(own)
        known = [seen for seen in self._seconds.values() if len(seen) >= SAMPLES_NEEDED]
        return DurationLaw([usual * seconds / median(seen) for seen in known for seconds in seen])


def kind_of(settings: RequestSettings) -> Kind:
    """The kind of a request: of its settings, those that change how long it takes."""
    return Kind(settings.resolution, settings.quality, settings.num)
