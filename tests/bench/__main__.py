"""``python -m tests.bench``: what the bot costs, beside a bot that does the least, as a table."""

import argparse
import asyncio
import logging
import os
import platform
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

from tests.bench.contestants import Contestant
from tests.bench.figures import Results
from tests.bench.scenarios import scenarios
from tests.standin import spec
from tests.support.table import table

BOT = Contestant("bot")
FLOOR = Contestant("floor", "tests.bench.floor", fits=False)
ALL = tuple(scenarios(0, 0))


def main() -> None:
    """Print the table, and on stderr what is being measured."""
    options = _options()
    # Each request would be checked at more cost than the bot has in sending it.
    os.environ.pop(spec.VARIABLE, None)
    # A connection that is closed with its bot is what every run ends with.
    logging.disable(logging.ERROR)
    sys.stdout.write("".join(f"{line}\n" for line in _machine()))
    sys.stdout.write(table(asyncio.run(_measured(options)).rows()))


async def _measured(options: argparse.Namespace) -> Results:
    """The contestants alternate and go first in turn, so that whatever else the machine does meets all of them."""
    beside = [Contestant("other", code=options.beside.resolve())] if options.beside else []
    contestants = [BOT, *beside, FLOOR]
    results = Results(contestants)
    chosen = scenarios(options.rate, options.seconds)
    with TemporaryDirectory() as folder:
        # The first start of each compiles it.
        for name, run in [("start", 0), *((name, run) for run in range(1, options.runs + 1) for name in options.only)]:
            first = run % len(contestants)
            for contestant in contestants[first:] + contestants[:first]:
                sys.stderr.write(f"run {run}: {name}, {contestant.name}\n")
                sample = await chosen[name](contestant, Path(mkdtemp(dir=folder)))
                if run:
                    results.add(contestant, sample)
    return results


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--runs", type=int, default=3, help="how often everything is measured")
    parser.add_argument("--rate", type=float, default=20.0, help="requests a second of the steady load")
    parser.add_argument("--seconds", type=float, default=20.0, help="how long the steady load lasts")
    parser.add_argument("--only", nargs="+", choices=ALL, default=ALL, help="leave the other scenarios out")
    parser.add_argument("--beside", type=Path, metavar="FOLDER", help="another checkout of the bot to measure as well")
    return parser.parse_args()


def _machine() -> Iterator[str]:
    """What the figures depend on."""
    cpus = Path("/proc/cpuinfo").read_text("utf-8", "replace")
    model = next((line.partition(":")[2].strip() for line in cpus.splitlines() if line.startswith("model name")), "?")
    yield f"{os.cpu_count()} x {model}, {platform.system()} {platform.release()}, Python {platform.python_version()}"
    yield f"load average before: {os.getloadavg()[0]:.2f}"


if __name__ == "__main__":
    main()
