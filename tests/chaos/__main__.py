"""``python -m tests.chaos --minutes 10``: random faults around the real bot, and an audit of every job.

Meanwhile the budgets of a server, of its members and of the whole bot are met, and a member is blocked. A run in which
that was not so fails.
"""

import argparse
import asyncio
import logging
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

from tests.chaos.chaos_run import ChaosRun
from tests.support.arguments import amount
from tests.support.audit import conclude


def main() -> int:
    """Returns 1 if any job was lost, doubled or miscounted."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--minutes", type=amount, default=10.0)
    parser.add_argument("--rate", type=amount, default=1.0, help="commands a second")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    # The stand-ins' servers log the connections that the faults break, which are expected here.
    logging.disable(logging.ERROR)
    chaos_run = ChaosRun(options.minutes * 60, options.rate, options.seed)
    folder = Path(mkdtemp(prefix="imagine-chaos-"))
    audit = asyncio.run(chaos_run.run(folder))
    return conclude(_rows(options, chaos_run), audit, folder)


def _rows(options: argparse.Namespace, chaos_run: ChaosRun) -> Iterator[tuple[object, ...]]:
    assert chaos_run.troubles
    yield "minutes", options.minutes
    yield "seed", options.seed
    for name, count in sorted(chaos_run.troubles.counts.items()):
        yield name.replace("_", " "), f"{count} times"
    if chaos_run.governed:
        yield from chaos_run.governed.rows
    for percent in (50, 99, 100):
        yield f"first answer, p{percent}", f"{chaos_run.latency(percent) * 1000:.0f} ms"
    yield "peak memory", f"{chaos_run.peak >> 20} MiB"


if __name__ == "__main__":
    sys.exit(main())
