"""The scenarios by the names that ``--only`` takes."""

from collections.abc import Sequence
from functools import partial

from tests.bench.database import database
from tests.bench.polls import polls
from tests.bench.processes import processes
from tests.bench.scenarios import Scenario, answer, large, loads, start, wait

ON_POSTGRES = frozenset({"database", "processes"})
"""Those that need a server of PostgreSQL."""


def scenarios(rates: Sequence[float], seconds: float) -> dict[str, Scenario]:
    """By name; each of the steady loads has one of the ``rates``, in requests a second, for so many ``seconds``."""
    return {
        "start": start,
        "answer": answer,
        "load": partial(loads, rates, seconds),
        "polls": polls,
        "wait": wait,
        "large": large,
        "database": partial(database, seconds),
        "processes": partial(processes, seconds),
    }
