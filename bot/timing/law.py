"""How the durations of one kind of request are spread."""

import math
from collections.abc import Sequence
from statistics import fmean, median, pstdev

STRAYS = 0.003
"""The part of all jobs that takes much shorter or longer than any before."""

STRAY_SPREAD = 0.8
LEAST_SPREAD = 0.03


class DurationLaw:
    """How the durations of one kind of request are spread, smoothed; ``usual`` is their median in seconds.

    Durations vary by factors, so their logarithms are smoothed, by a normal kernel
    (https://en.wikipedia.org/wiki/Kernel_density_estimation). They are drawn together before, by as much as the kernel
    spreads them.
    """

    def __init__(self, durations: Sequence[float]) -> None:
        self.usual = median(durations)
        logarithms = [math.log(seconds) for seconds in durations]
        self._mean = fmean(logarithms)
        spread = max(pstdev(logarithms), LEAST_SPREAD)
        self._kernel = 0.9 * spread * len(durations) ** -0.2  # Silverman's rule
        narrower = spread / math.hypot(spread, self._kernel)
        self._centres = [self._mean + narrower * (logarithm - self._mean) for logarithm in logarithms]

    def survival(self, seconds: float) -> float:
        """The part of all jobs that takes longer than ``seconds``."""
        if seconds <= 0:
            return 1.0
        logarithm = math.log(seconds)
        known = fmean(_normal_tail((logarithm - centre) / self._kernel) for centre in self._centres)
        return (1 - STRAYS) * known + STRAYS * _normal_tail((logarithm - self._mean) / STRAY_SPREAD)


def _normal_tail(deviations: float) -> float:
    """The part of a normal distribution that lies more than so many standard deviations above its mean."""
    return 0.5 * math.erfc(deviations / math.sqrt(2))
