"""What is measured: figures with a unit, and the many values that the runs gave for each."""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from tests.bench.contestants import Contestant


@dataclass(frozen=True, slots=True)
class Figure:
    """A name and a unit; ``digits`` are shown behind the point."""

    name: str
    unit: str
    digits: int = 1


Sample = Mapping[Figure, float]
"""What one run gave."""


@dataclass(slots=True)
class Results:
    """All samples: the first of the ``contestants`` is compared with each of the others."""

    contestants: Sequence[Contestant]
    _values: dict[Figure, dict[str, list[float]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )

    def add(self, contestant: Contestant, sample: Sample) -> None:
        """Keep what one run of a contestant gave."""
        for figure, value in sample.items():
            self._values[figure][contestant.name].append(value)

    def rows(self) -> Iterator[tuple[str, ...]]:
        """For a table: medians with the smallest and the largest value, and the ratios of medians."""
        first, *others = (contestant.name for contestant in self.contestants)
        yield "median (range)", "unit", first, *others, *(f"{first} / {other}" for other in others)
        for figure, values in self._values.items():
            ratios = (_ratio(values.get(first), values.get(other)) for other in others)
            shown = (_range(values.get(name), figure.digits) for name in (first, *others))
            yield figure.name, figure.unit, *shown, *ratios


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest of the values that ``percent`` of them do not exceed."""
    return sorted(values)[max(0, math.ceil(len(values) * percent / 100) - 1)]


def _range(values: Sequence[float] | None, digits: int) -> str:
    if not values:
        return "-"
    middle, least, most = (f"{value:.{digits}f}" for value in (median(values), min(values), max(values)))
    return middle if len(values) == 1 else f"{middle} ({least}-{most})"


def _ratio(values: Sequence[float] | None, others: Sequence[float] | None) -> str:
    if not values or not others or not median(others):
        return "-"
    return f"{median(values) / median(others):.2f}"
