"""What a bot's database says of budgets, read without the bot's own code: in the file of a folder, or in PostgreSQL."""

import asyncio
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import psycopg

from bot.storage.sqlite import snapshots

BUDGETS = """
    SELECT account, spent, (
        SELECT CAST(coalesce(sum(credits), 0) AS bigint) FROM grants
        WHERE account = 'server:' || guild_id AND user_id IS NULL
    ), warned FROM spending
"""
"""Each account, what it has spent, what it was granted, and the percentage of its cap that somebody was warned of."""

_NOT_THE_SUM = """
    SELECT account FROM spending WHERE spent != (
        SELECT coalesce(sum(credits), 0) FROM jobs WHERE created_at >= starts AND created_at < ends AND (
            account = 'bot' OR account = 'host:' || server_id OR account = 'server:' || server_id
            OR account = 'member:' || server_id || ':' || user_id
        )
    )
"""

_OF_BOT = "SELECT spent FROM spending WHERE account = 'bot'"

_JOBS_OF = "SELECT count(*) FROM jobs WHERE interaction_id = ?"


class Readable(Protocol):
    """A database to read. A statement has a ``?`` for each of its ``values``."""

    def rows(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """What a statement reads."""


class Books(Readable, Protocol):
    """A database to read and to write."""

    def write(self, statement: str, values: Sequence[object]) -> None:
        """Run a statement that changes something."""


@dataclass(frozen=True, slots=True)
class FolderBooks:
    """Those of a single process, in its ``data_dir``, while it does not run: it lets nobody else in."""

    data_dir: Path

    def rows(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        # Only to read: whoever else is the last to close it writes the log into the file, as a new start does.
        address = f"file:{self.data_dir / 'imagine.db'}?mode=ro"
        with closing(sqlite3.connect(address, uri=True)) as connection:
            return connection.execute(statement, values).fetchall()

    def write(self, statement: str, values: Sequence[object]) -> None:
        with closing(sqlite3.connect(self.data_dir / "imagine.db")) as connection, connection:
            connection.execute(statement, values)


@dataclass(frozen=True, slots=True)
class RunningBooks:
    """Those of a single process while it runs: it makes a copy for each read."""

    data_dir: Path

    def rows(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        copy = snapshots.requested(self.data_dir)
        assert copy, "the bot does not run"
        try:
            with closing(sqlite3.connect(copy)) as connection:
                return connection.execute(statement, values).fetchall()
        finally:
            copy.unlink()


@dataclass(frozen=True, slots=True)
class SharedBooks:
    """Those of several processes, at the address ``url``."""

    url: str

    def rows(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        with closing(psycopg.connect(self.url, autocommit=True)) as connection:
            return connection.execute(statement.replace("?", "%s").encode(), values).fetchall()

    def write(self, statement: str, values: Sequence[object]) -> None:
        with closing(psycopg.connect(self.url, autocommit=True)) as connection:
            connection.execute(statement.replace("?", "%s").encode(), values)


@dataclass(slots=True)
class CapWatch:
    """``caps`` are the budgets by the beginnings of their accounts, without what was granted.

    ``over`` are the accounts that had spent more, with the most of each. ``met`` are those that had met their cap at a
    look: a grant that comes later makes it one that is not met.
    """

    caps: dict[str, int] = field(default_factory=dict)
    over: dict[str, int] = field(default_factory=dict)
    met: set[str] = field(default_factory=set)

    def look(self, rows: Iterable[tuple[Any, ...]]) -> None:
        """Look at the rows of BUDGETS, all of one moment."""
        for account, spent, granted, warned in rows:
            caps = [cap for beginning, cap in self.caps.items() if f"{account}:".startswith(f"{beginning}:")]
            if any(spent > cap + granted for cap in caps):
                self.over[account] = max(self.over.get(account, 0), spent)
            if warned == 100:
                self.met.add(account)

    async def run(self, books: Readable, pause: float) -> None:
        """Look every ``pause`` seconds until cancelled."""
        while True:
            self.look(await asyncio.to_thread(books.rows, BUDGETS))
            await asyncio.sleep(pause)

    @property
    def faults(self) -> Iterator[str]:
        for account, spent in self.over.items():
            yield f"cap exceeded: {account} had spent {spent} credits"


def unbalanced(books: Readable) -> Iterator[str]:
    """The budgets that are not the sum of their jobs."""
    for (account,) in books.rows(_NOT_THE_SUM):
        yield f"left open: a budget that is not the sum of its jobs: {account}"


def spent_by_all(books: Readable) -> int:
    """The credits that the whole bot has spent. It must have a budget."""
    ((spent,),) = books.rows(_OF_BOT)
    return int(spent)


def has_job(books: Readable, interaction_id: int) -> bool:
    """Whether an interaction has become a job."""
    ((number,),) = books.rows(_JOBS_OF, [interaction_id])
    return bool(number)
