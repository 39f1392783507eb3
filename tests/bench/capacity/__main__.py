"""``python -m tests.bench.capacity``: simulate, and put the tables into ``docs/scaling.md``; a few seconds."""

import argparse
import sys
from pathlib import Path

from tests.bench.capacity.costs import Costs
from tests.bench.capacity.tables import first, load, waits
from tests.bench.scale.page import PAGE as MEASURED
from tests.bench.scale.page import replaced

PAGE = Path("docs/scaling.md")


def simulated(seed: int = 1) -> dict[str, str]:
    """Each table of the page."""
    costs = Costs.read(MEASURED.read_text("utf-8"))
    tables = {"load": load(costs), "first": first(costs), "waits": waits(costs, seed)}
    return {name: "\n".join(lines) for name, lines in tables.items()}


def main() -> None:
    """Print the tables, and write them unless another seed was asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.capacity", description=__doc__)
    parser.add_argument("--seed", type=int, help="print the tables with other chances, and leave the page as it is")
    seed = parser.parse_args().seed
    tables = simulated() if seed is None else simulated(seed)
    for table in tables.values():
        sys.stdout.write(f"{table}\n\n")
    if seed is None:
        page = PAGE.read_text("utf-8")
        for name, table in tables.items():
            page = replaced(page, name, table)
        PAGE.write_text(page, "utf-8")


if __name__ == "__main__":
    main()
