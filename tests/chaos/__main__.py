"""``python -m tests.chaos --minutes 10``: a storm around the real bot, and a table of what became of every job."""

import argparse
import asyncio
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.chaos.storm import Storm
from tests.support.table import table


def main() -> int:
    """Returns 1 if a single job was lost, doubled or miscounted."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--rate", type=float, default=1.0, help="commands a second")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    storm = Storm(options.minutes * 60, options.rate, options.seed)
    with TemporaryDirectory() as folder:
        books = asyncio.run(storm.rage(Path(folder)))
    rows: list[tuple[object, ...]] = [("minutes", options.minutes), ("seed", options.seed)]
    assert storm.mischief
    rows += [(name.replace("_", " "), f"{count} times") for name, count in sorted(storm.mischief.counts.items())]
    rows += books.rows
    rows += [(f"ack p{percent}", f"{storm.latency(percent) * 1000:.0f} ms") for percent in (50, 99)]
    rows += [("ack max", f"{max(storm.latencies) * 1000:.0f} ms"), ("peak memory", f"{storm.peak >> 20} MiB")]
    sys.stdout.write(table(rows) + "".join(f"{fault}\n" for fault in books.faults))
    return 1 if any(books.faults) else 0


if __name__ == "__main__":
    sys.exit(main())
