"""Puts figures into the tables of ``docs/performance.md``, and text between the marks of any page."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from tests.bench import machine
from tests.bench.figures import Figure, Sample

PAGE = Path("docs/performance.md")
A_DAY = (10, 1_000, 100_000)
DAY = 24 * 3600.0
BUSIEST = 10
"""The requests of the busiest minute, over those of an average one."""


@dataclass(frozen=True, slots=True)
class Column:
    """What was measured at one time, on the ``machine`` that the day's run had."""

    machine: str
    day: str
    sample: Sample

    @classmethod
    def now(cls, sample: Sample) -> Self:
        return cls(machine.described(), f"{datetime.now(UTC):%Y-%m-%d}", sample)

    def value(self, name: str) -> float:
        """The value of the figure with this name."""
        return next(value for figure, value in self.sample.items() if figure.name == name)


Columns = Mapping[tuple[str, str], Column]
"""By table and name of the column."""


def written(page: str, columns: Columns) -> str:
    """The page with the tables that there are figures for, each between ``<!-- NAME -->`` and ``<!-- /NAME -->``."""
    columns = {**columns, **purchases(columns)}
    for table in dict.fromkeys(table for table, _ in columns):
        found = {name: column for (of, name), column in columns.items() if of == table}
        page = replaced(page, table, "\n".join(_table(found)))
    return page


def purchases(columns: Columns) -> Columns:
    """What so many pictures a day take, worked out from the measured columns; nothing while one is missing."""
    needed = [("job", "one job"), ("kept", "1,000,000"), ("traffic", "1K"), ("traffic", "4K")]
    if not all(place in columns for place in needed):
        return {}
    one, kept, small, large = (columns[place] for place in needed)
    return {("host", f"{number:,} a day"): _purchase(number, one, kept, (small, large)) for number in A_DAY}


def _purchase(a_day: int, one: Column, kept: Column, sizes: tuple[Column, Column]) -> Column:
    seconds, stored = one.value("CPU") / 1e3, kept.value("database size") / 1e6
    busiest = BUSIEST * a_day / DAY
    carried = {name: sum(size.sample.values()) for name, size in zip(("1K", "4K"), sizes, strict=True)}
    return replace(
        one,
        sample={
            Figure("pictures a second, in the busiest minute", "", 3): busiest,
            Figure("CPU per day", "min", 2): a_day * seconds / 60,
            Figure("load on one core, in the busiest minute", "%", 2): 100 * busiest * seconds,
            Figure("disk space for the jobs of 30 days", "MB", 1): 30 * a_day * stored,
            **{Figure(f"{name} pictures, traffic per day", "GB", 2): a_day * mb / 1e3 for name, mb in carried.items()},
            **{
                Figure(f"{name} pictures, bandwidth in the busiest minute", "Mbit/s", 2): busiest * mb * 8
                for name, mb in carried.items()
            },
        },
    )


def replaced(page: str, name: str, text: str) -> str:
    """The page with ``text`` between ``<!-- name -->`` and ``<!-- /name -->``."""
    begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    return re.sub(f"{begin}.*?{end}", lambda _: f"{begin}\n{text}\n{end}", page, flags=re.DOTALL)


def _table(columns: Mapping[str, Column]) -> Iterator[str]:
    figures = dict.fromkeys(figure for column in columns.values() for figure in column.sample)
    yield f"| | {' | '.join(columns)} |"
    yield f"|---|{'---:|' * len(columns)}"
    for figure in figures:
        name = f"{figure.name}, {figure.unit}" if figure.unit else figure.name
        yield f"| {name.strip()} | {' | '.join(_cell(figure, column) for column in columns.values())} |"
    yield ""
    yield from dict.fromkeys(f"Measured {column.day} on {column.machine}." for column in columns.values())


def _cell(figure: Figure, column: Column) -> str:
    return figure.shown(column.sample[figure]) if figure in column.sample else "-"
