"""``python -m tests.bench``: time to start, time to answer, memory of the largest job, as a table."""

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench import figures
from tests.bench.figures import Figure
from tests.support.table import table

HEAD = ("figure", "ours", "floor", "ratio", "what the floor is")


async def measure(rounds: int, folder: Path) -> AsyncIterator[Figure]:
    """All figures, one after the other: they share the processors."""
    for name in ("start", "answer", "memory"):
        (folder / name).mkdir()
    yield await figures.start(rounds, folder / "start")
    yield await figures.first_answer(10 * rounds, folder / "answer")
    yield await figures.memory(folder / "memory")


async def _rows(rounds: int, folder: Path) -> list[tuple[str, ...]]:
    return [HEAD, *[figure.row async for figure in measure(rounds, folder)]]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="starts to time; ten times as many answers")
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        sys.stdout.write(table(asyncio.run(_rows(options.rounds, Path(folder)))))


if __name__ == "__main__":
    main()
