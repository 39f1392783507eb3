"""What is measured: figures with a unit, and the many values that the runs gave for each."""

import json
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, field
from pathlib import Path
from statistics import median

from tests.bench.contestants import Contestant


@dataclass(frozen=True, slots=True)
class Figure:
    """A name and a unit; ``digits`` are shown behind the point. One that is not ``pictured`` is in the table alone.

    One that is ``paged`` has a row in ``docs/performance.md``.
    """

    name: str
    unit: str
    digits: int = 1
    pictured: bool = True
    paged: bool = False

    def shown(self, value: float) -> str:
        return f"{value:.{self.digits}f}"


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

    @property
    def runs(self) -> int:
        """How many samples there are of what was measured most often."""
        return max((len(found) for values in self._values.values() for found in values.values()), default=0)

    def of(self, contestant: Contestant) -> Mapping[Figure, Sequence[float]]:
        """What the runs of one contestant gave."""
        return {figure: values[contestant.name] for figure, values in self._values.items() if contestant.name in values}

    def save(self, path: Path) -> None:
        """Write everything to a file, as JSON."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps([[astuple(figure), values] for figure, values in self._values.items()], indent=1))

    def load(self, path: Path) -> None:
        """Add what another run wrote to a file."""
        for figure, values in json.loads(path.read_text("utf-8")):
            for name, found in values.items():
                self._values[Figure(*figure)][name] += found

    def paged(self, contestant: Contestant) -> Iterator[tuple[str, str]]:
        """What the page says of one contestant: the figure with its unit, and its median with the range."""
        for figure, values in self.of(contestant).items():
            if figure.paged:
                yield f"{figure.name}, {figure.unit}".removesuffix(", "), _range(figure, values)

    def rows(self) -> Iterator[tuple[str, ...]]:
        """For a table: medians with the smallest and the largest value, and the ratios of medians."""
        first, *others = (contestant.name for contestant in self.contestants)
        yield "median (range)", "unit", first, *others, *(f"{first} / {other}" for other in others)
        for figure, values in self._values.items():
            ratios = (ratio(values.get(first), values.get(other)) for other in others)
            shown = (_range(figure, values.get(name)) for name in (first, *others))
            yield figure.name, figure.unit, *shown, *ratios


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest of the values that ``percent`` of them do not exceed."""
    return sorted(values)[max(0, math.ceil(len(values) * percent / 100) - 1)]


def _range(figure: Figure, values: Sequence[float] | None) -> str:
    if not values:
        return "-"
    middle, least, most = map(figure.shown, (median(values), min(values), max(values)))
    return middle if len(values) == 1 else f"{middle} ({least}-{most})"


def ratio(values: Sequence[float] | None, others: Sequence[float] | None) -> str:
    """How many times as much the median is as the other one."""
    if not values or not others or not median(others):
        return "-"
    return f"{median(values) / median(others):.2f}"
