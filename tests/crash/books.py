"""What the database that processes share says of jobs and quotas, read without the bot's own code."""

import asyncio
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field

import psycopg

from tests.support.audit import StoredJob, jobs_by_prompt
from tests.support.books import BUDGETS, CapWatch, SharedBooks, unbalanced

PAUSE = 0.05
"""Seconds from one snapshot to the next."""

_SNAPSHOT = """
    SELECT user_id, sum(credits)::bigint, count(*) FILTER (WHERE running) FROM jobs GROUP BY user_id
"""

_OPEN = "SELECT count(*) FROM jobs WHERE NOT acknowledged"

_LEFT = """
    SELECT 'a reservation without a job at work', id FROM jobs WHERE running OR (acknowledged AND credits != charged)
    UNION ALL SELECT 'an open job', id FROM jobs WHERE NOT acknowledged
    UNION ALL SELECT 'a closed job with an owner', id FROM jobs WHERE acknowledged AND owner IS NOT NULL
    UNION ALL SELECT 'a pending message', id FROM pending_messages
"""


@dataclass(slots=True)
class QuotaWatch:
    """Looks at every member's quota again and again, all at one moment; a run must be shorter than the quota's window.

    ``exceeded`` are the members who had more than ``credits`` or more than ``running`` jobs at once, with the most of
    each. ``caps`` looks at all budgets at the same moments. ``open_jobs`` is -1 until the first snapshot.
    """

    url: str
    credits: int
    running: int
    caps: CapWatch = field(default_factory=CapWatch)
    snapshots: int = 0
    open_jobs: int = -1
    exceeded: dict[int, tuple[int, int]] = field(default_factory=dict)

    async def run(self) -> None:
        """Look until cancelled, whenever the server answers."""
        while True:
            with suppress(psycopg.Error):
                async with await psycopg.AsyncConnection.connect(self.url, autocommit=True) as connection:
                    while True:
                        await self._look(connection)
                        await asyncio.sleep(PAUSE)
            await asyncio.sleep(PAUSE)

    async def _look(self, connection: psycopg.AsyncConnection) -> None:
        members = await (await connection.execute(_SNAPSHOT)).fetchall()
        opened = await (await connection.execute(_OPEN)).fetchone()
        self.open_jobs = opened[0] if opened else -1
        self.snapshots += 1
        for user, credits_, running in members:
            if credits_ > self.credits or running > self.running:
                most = self.exceeded.get(user, (0, 0))
                self.exceeded[user] = max(most[0], credits_), max(most[1], running)
        self.caps.look(await (await connection.execute(BUDGETS)).fetchall())


def shared_jobs(url: str) -> dict[str, StoredJob]:
    """The jobs by their prompts."""
    with closing(psycopg.connect(url)) as connection:
        return jobs_by_prompt(connection.execute("SELECT state, charged, data FROM jobs WHERE data != ''").fetchall())


def left(url: str) -> Iterator[str]:
    """What bots that have all stopped should not have left there."""
    with closing(psycopg.connect(url)) as connection:
        for what, identity in connection.execute(_LEFT).fetchall():
            yield f"left open: {what}: {identity}"
    yield from unbalanced(SharedBooks(url))
