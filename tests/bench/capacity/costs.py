"""What a job takes, as it was measured: for one 1K picture that imini takes 18 s to draw.

What depends on the machine is read from ``docs/performance.md``, where ``make scale`` has written it. What is counted,
``test_costs.py`` counts again.
"""

import re
from dataclasses import dataclass
from typing import Final, Self

TOKEN_REQUESTS: Final = 5
"""Requests to Discord by an interaction's token: the first answer, and four edits of the card."""

EDITS: Final = 4
"""Of these, edits: the bot can make them with its own token, too, if those by the interaction's fail."""

BOT_REQUESTS: Final = 0
"""Requests to Discord by the bot's own token."""

COMMITS: Final = 7
"""Transactions that write, on PostgreSQL: the five steps of the job, what it is charged, and a signal to the others."""

STATEMENTS: Final = 18
"""Statements to PostgreSQL, BEGIN and COMMIT included."""

DATABASE_PROCESSOR: Final = 0.01
"""Seconds of processor of PostgreSQL's own server, rounded up: measured by ``make bench ARGS="--only database"``."""

SERVER_KIB: Final = 71
"""Memory for each of Discord's servers: measured, docs/growth.md."""


@dataclass(frozen=True, slots=True)
class Costs:
    """Seconds of ``processor``, ``requests`` to imini, and MB of a ``picture`` and of ``everything else``."""

    processor: float
    requests: float
    picture: float
    rest: float

    @classmethod
    def read(cls, page: str) -> Self:
        """From the tables of ``docs/performance.md``."""
        return cls(
            processor=_cell(page, "job", "CPU, ms") / 1e3,
            requests=_cell(page, "job", "requests to imini, including the download"),
            picture=_cell(page, "traffic", "picture upload, to Discord, MB"),
            rest=_cell(page, "traffic", "everything else, in both directions, MB"),
        )


def _cell(page: str, table: str, row: str) -> float:
    """The first column of a row."""
    text = page.partition(f"<!-- {table} -->")[2].partition(f"<!-- /{table} -->")[0]
    found = re.search(rf"^\| {re.escape(row)} \| ([\d.]+) \|", text, re.MULTILINE)
    if not found:
        raise LookupError(f"docs/performance.md has no row {row!r} in its table {table!r}: run 'make scale'")
    return float(found[1])
