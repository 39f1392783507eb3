"""When members ask: a day with its peak hour, and within that one minute in which an announcement brings everybody."""

import random
from collections.abc import Iterator
from typing import Final

from tests.bench.scale.page import BUSIEST, DAY

HOURS: Final = (6, 4, 3, 2, 2, 2, 3, 5, 7, 8, 9, 10, 11, 11, 11, 12, 13, 15, 18, 21, 22, 20, 15, 10)
"""How the requests of a day are spread over its hours: a bot whose members live in neighbouring time zones."""

PEAK: Final = max(HOURS) * len(HOURS) / sum(HOURS)
"""The requests of the peak hour, over those of an average one."""

BEFORE: Final = 600.0
"""Seconds of the peak hour that are simulated before its busiest minute."""

MINUTE: Final = 60.0


def mean(a_day: int) -> float:
    """Requests a second, on average."""
    return a_day / DAY


def peak(a_day: int) -> float:
    """Requests a second, in the peak hour."""
    return mean(a_day) * PEAK


def busiest(a_day: int) -> float:
    """Requests a second, in the busiest minute."""
    return mean(a_day) * BUSIEST


def arrivals(a_day: int, rng: random.Random) -> Iterator[float]:
    """When requests come, at random: in seconds, those from ``BEFORE`` on in the busiest minute."""
    for begin, end, rate in ((0.0, BEFORE, peak(a_day)), (BEFORE, BEFORE + MINUTE, busiest(a_day))):
        at = begin + rng.expovariate(rate)
        while at < end:
            yield at
            at += rng.expovariate(rate)
