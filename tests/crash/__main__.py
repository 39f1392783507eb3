"""``python -m tests.crash --kills 100``: kill the bot that often, and print what became of every job."""

import argparse
import asyncio
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.crash.campaign import Campaign
from tests.support.table import table


def main() -> int:
    """Returns 1 if a single job was lost, doubled or miscounted."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    campaign = Campaign(options.kills, options.seed)
    with TemporaryDirectory() as folder:
        started = time.monotonic()
        books = asyncio.run(campaign.fight(Path(folder)))
    rows = [("seed", options.seed), ("kills", options.kills), ("seconds", round(time.monotonic() - started))]
    rows += [(f"killed when {name.replace('_', ' ')}", count) for name, count in campaign.moments.items()]
    sys.stdout.write(table([*rows, *books.rows]) + "".join(f"{fault}\n" for fault in books.faults))
    return 1 if any(books.faults) else 0


if __name__ == "__main__":
    sys.exit(main())
