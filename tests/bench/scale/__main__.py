"""``python -m tests.bench.scale``: measure how costs grow, and put the tables into ``docs/performance.md``.

Figures stay in ``build/scale.json``, so that parts can be measured at different times.
"""

import argparse
import asyncio
import json
import logging
import os
import sys
from collections.abc import Mapping
from dataclasses import astuple
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.bench.contestants import Contestant
from tests.bench.figures import Figure
from tests.bench.scale.held import held
from tests.bench.scale.job import job, rate, traffic
from tests.bench.scale.kept import kept
from tests.bench.scale.page import PAGE, Column, Columns, written
from tests.bench.scenarios import Scenario
from tests.standin import spec
from tests.support.arguments import checkout

FIGURES = Path("build/scale.json")
SECONDS = 20.0


class Part(NamedTuple):
    """One column of one table, and how it is measured."""

    table: str
    column: str
    scenario: Scenario


PARTS: Mapping[str, Part] = {
    "job": Part("job", "one job", job),
    "traffic-1K": Part("traffic", "1K", partial(traffic, "1K")),
    "traffic-4K": Part("traffic", "4K", partial(traffic, "4K")),
    **{f"rate-{number}": Part("rate", f"{number}/s", partial(rate, number, SECONDS)) for number in (5, 20, 50, 100)},
    **{f"kept-{number}": Part("kept", f"{number:,}", partial(kept, number)) for number in (10_000, 1_000_000)},
    **{f"open-{number}": Part("open", f"{number:,}", partial(held, number)) for number in (10, 100, 1_000)},
}


def main() -> None:
    """Measure the parts that are named, or all; then write the tables."""
    options = _options()
    # Each request would be checked at more cost than the bot has in sending it.
    os.environ.pop(spec.VARIABLE, None)
    # A connection that is closed with its bot is what every part ends with.
    logging.disable(logging.ERROR)
    for name, part in PARTS.items():
        if not options.parts or name in options.parts:
            sys.stderr.write(f"{name}\n")
            with TemporaryDirectory() as folder:
                sample = asyncio.run(part.scenario(Contestant("bot", code=options.code.resolve()), Path(folder)))
            sys.stdout.write(
                "".join(f"{figure.shown(value)} {figure.unit}\t{figure.name}\n" for figure, value in sample.items())
            )
            if options.keep:
                _keep(part, Column.now(sample))
    if options.keep:
        PAGE.write_text(written(PAGE.read_text("utf-8"), _load()), "utf-8")


def _keep(part: Part, column: Column) -> None:
    measured = {**_load(), (part.table, part.column): column}
    # In the order of the parts, whichever was measured first.
    everything = {
        place: measured[place] for place in ((one.table, one.column) for one in PARTS.values()) if place in measured
    }
    FIGURES.parent.mkdir(exist_ok=True)
    lines = [
        [*place, one.machine, one.day, [[*astuple(f), v] for f, v in one.sample.items()]]
        for place, one in everything.items()
    ]
    FIGURES.write_text(json.dumps(lines, indent=1), "utf-8")


def _load() -> Columns:
    lines = json.loads(FIGURES.read_text("utf-8")) if FIGURES.exists() else []
    return {
        (table, name): Column(machine, day, {Figure(*figure): value for *figure, value in sample})
        for table, name, machine, day, sample in lines
    }


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.scale", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of: {', '.join(PARTS)} (all)")
    parser.add_argument("--code", type=checkout, default=Path(), metavar="FOLDER", help="another checkout of the bot")
    parser.add_argument(
        "--print", action="store_false", dest="keep", help="print the figures, and leave the page as it is"
    )
    options = parser.parse_args()
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    return options


if __name__ == "__main__":
    main()
