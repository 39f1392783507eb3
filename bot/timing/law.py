"""How the durations of one kind of request are spread."""

import math
from collections.abc import Sequence
from statistics import fmean, median, pstdev

STRAYS = 0.003
"""The part of all jobs that takes much shorter or longer than any before."""

STRAY_SPREAD = 0.8
LEAST_SPREAD = 0.03

SMOOTHINGS = (1.0, 0.7, 0.4, 0.2, 0.1)
"""Widths of the kernel to choose from, as parts of the spread. With 1, the law is log-normal; with 0.1, it may have
several peaks."""

CAUTION = 4.0
"""How much wider the kernel is made, divided by the number of durations: few of them say little of the rarest ones."""

MOST_DURATIONS = 60
"""Durations that a law is made of: it takes time by their square."""


class DurationLaw:
    """How the durations of one kind of request are spread, smoothed; ``usual`` is their median in seconds.

    Durations vary by factors, so their logarithms are smoothed, by a normal kernel
    (https://en.wikipedia.org/wiki/Kernel_density_estimation). They are drawn together before, by as much as the kernel
    spreads them. How wide it is, the durations decide: each is to be likely by what the others say.
    """

    def __init__(self, durations: Sequence[float]) -> None:
        logarithms = _thinned(sorted(map(math.log, durations)))
        self.usual = median(durations)
        self._mean = fmean(logarithms)
        self._spread = max(pstdev(logarithms), LEAST_SPREAD)
        self._deviations = [(logarithm - self._mean) / self._spread for logarithm in logarithms]
        kernel = self._widest_kernel()
        narrower = math.sqrt(1 - kernel**2)
        self._kernel = kernel * (1 + CAUTION / len(logarithms)) * math.sqrt(2)
        self._centres = [narrower * deviation for deviation in self._deviations] if narrower else [0.0]

    def survival(self, seconds: float) -> float:
        """The part of all jobs that takes longer than ``seconds``."""
        if seconds <= 0:
            return 1.0
        distance = math.log(seconds) - self._mean
        deviation, kernel = distance / self._spread, self._kernel
        known = 0.5 * fmean([math.erfc((deviation - centre) / kernel) for centre in self._centres])
        return (1 - STRAYS) * known + STRAYS * 0.5 * math.erfc(distance / STRAY_SPREAD / math.sqrt(2))

    def _widest_kernel(self) -> float:
        """The first of ``SMOOTHINGS`` to which the next is not better."""
        likelihoods = map(self._likelihood, SMOOTHINGS)
        best = next(likelihoods)
        for kernel, likelihood in zip(SMOOTHINGS, likelihoods, strict=False):
            if likelihood <= best:
                return kernel
            best = likelihood
        return SMOOTHINGS[-1]

    def _likelihood(self, kernel: float) -> float:
        """How likely the durations are, each by the others, as a logarithm: leave-one-out cross-validation."""
        narrower, scale = math.sqrt(1 - kernel**2), -0.5 / kernel**2
        total = 0.0
        for left_out in self._deviations:
            densities = [math.exp(scale * (left_out - narrower * other) ** 2) for other in self._deviations]
            own = math.exp(scale * (left_out - narrower * left_out) ** 2)
            total += math.log((sum(densities) - own) / (len(densities) * kernel) + STRAYS)
        return total


def _thinned(ordered: Sequence[float]) -> Sequence[float]:
    """``MOST_DURATIONS`` at the most, evenly from among them."""
    kept = min(len(ordered), MOST_DURATIONS)
    return [ordered[(2 * number + 1) * len(ordered) // (2 * kept)] for number in range(kept)]
