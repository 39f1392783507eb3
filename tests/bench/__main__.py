"""``python -m tests.bench``: what the bot costs, compared with a minimal bot, as a table and as a chart."""

import argparse
import asyncio
import logging
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

from tests.bench import machine
from tests.bench.contestants import Contestant
from tests.bench.figures import Results
from tests.bench.names import ON_POSTGRES, scenarios
from tests.bench.picture import drawing
from tests.bench.scale.page import PAGE, replaced
from tests.standin import spec
from tests.support.arguments import amount, checkout, count
from tests.support.postgres import programs
from tests.support.table import table

BOT = Contestant("bot")
FLOOR = Contestant("floor", "tests.bench.floor", fits=False)
ALL = tuple(scenarios((), 0))
FIGURES = Path("build/bench.json")
TABLE = "postgres"


def main() -> None:
    """Print the table, and on stderr what is being measured."""
    options = _options()
    # Each request would be checked at more cost than the bot has in sending it.
    os.environ.pop(spec.VARIABLE, None)
    # A connection that is closed with its bot is what every run ends with.
    logging.disable(logging.ERROR)
    sys.stdout.write(f"{machine.described()}\nload average before: {os.getloadavg()[0]:.2f}\n")
    beside = [Contestant("other", code=options.beside.resolve())] if options.beside else []
    results = Results([BOT, *beside, FLOOR])
    if options.add:
        results.load(FIGURES)
    asyncio.run(_measure(results, options))
    results.save(FIGURES)
    sys.stdout.write(table(results.rows()))
    if options.page:
        PAGE.write_text(replaced(PAGE.read_text("utf-8"), TABLE, "\n".join(_paged(results))), "utf-8")
    options.picture.parent.mkdir(parents=True, exist_ok=True)
    options.picture.write_text(drawing(results, machine.described()), "utf-8")
    sys.stdout.write(f"{options.picture}\n")


async def _measure(results: Results, options: argparse.Namespace) -> None:
    """The contestants alternate and go first in turn, so that whatever else the machine does meets all of them."""
    contestants, earlier = list(results.contestants), results.runs
    chosen = scenarios(options.rate, options.seconds)
    with TemporaryDirectory() as folder:
        # The first start of each compiles it.
        for name, run in [("start", 0), *((name, run) for run in range(1, options.runs + 1) for name in options.only)]:
            first = (earlier + run) % len(contestants)
            for contestant in contestants[first:] + contestants[:first]:
                sys.stderr.write(f"run {run}: {name}, {contestant.name}\n")
                sample = await chosen[name](contestant, Path(mkdtemp(dir=folder)))
                if run:
                    results.add(contestant, sample)


def _paged(results: Results) -> Iterator[str]:
    """The lines of the table of ``docs/performance.md``."""
    yield f"| median of {results.runs} (range) | |"
    yield "|---|---:|"
    for name, shown in results.paged(BOT):
        yield f"| {name} | {shown} |"
    yield f"\nMeasured {datetime.now(UTC):%Y-%m-%d} on {machine.described()}."


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--runs", type=count, default=3, help="how often everything is measured")
    parser.add_argument(
        "--rate", type=amount, nargs="+", default=(20.0, 100.0), help="requests a second of the steady loads"
    )
    parser.add_argument("--seconds", type=amount, default=20.0, help="how long each steady load lasts")
    parser.add_argument("--only", nargs="+", choices=ALL, default=ALL, help="leave the other scenarios out")
    parser.add_argument("--add", action="store_true", help=f"add to the figures of the run before, in {FIGURES}")
    parser.add_argument("--picture", type=Path, default=Path("build/bench.svg"), help="where the picture goes")
    parser.add_argument(
        "--beside", type=checkout, metavar="FOLDER", help="another checkout of the bot to measure as well"
    )
    parser.add_argument("--page", action="store_true", help=f"write the figures on PostgreSQL into {PAGE}")
    options = parser.parse_args()
    if ON_POSTGRES.intersection(options.only):
        try:
            programs()
        except FileNotFoundError as error:
            parser.error(f"{error}; or leave {' and '.join(sorted(ON_POSTGRES))} out with --only")
    return options


if __name__ == "__main__":
    main()
