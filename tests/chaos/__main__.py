"""``python -m tests.chaos --minutes 10``: a storm around the real bot, and a table of what became of every job."""

import argparse
import asyncio
import logging
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

from tests.chaos.storm import Storm
from tests.support.books import conclude


def main() -> int:
    """Returns 1 if a single job was lost, doubled or miscounted."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--rate", type=float, default=1.0, help="commands a second")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    # The stand-ins' servers complain of connections that were killed, which is what this is about.
    logging.disable(logging.ERROR)
    storm = Storm(options.minutes * 60, options.rate, options.seed)
    folder = Path(mkdtemp(prefix="imagine-chaos-"))
    books = asyncio.run(storm.rage(folder))
    return conclude(_rows(options, storm), books, folder)


def _rows(options: argparse.Namespace, storm: Storm) -> Iterator[tuple[object, ...]]:
    assert storm.mischief
    yield "minutes", options.minutes
    yield "seed", options.seed
    for name, count in sorted(storm.mischief.counts.items()):
        yield name.replace("_", " "), f"{count} times"
    for percent in (50, 99, 100):
        yield f"first answer, p{percent}", f"{storm.latency(percent) * 1000:.0f} ms"
    yield "peak memory", f"{storm.peak >> 20} MiB"


if __name__ == "__main__":
    sys.exit(main())
