"""What the simulation says that a job takes, counted again against the stand-ins."""

import asyncio
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import psycopg
import pytest

from bot.cluster.lease import HEARTBEAT
from tests.bench.capacity.costs import BOT_REQUESTS, COMMITS, STATEMENTS, TOKEN_REQUESTS, Costs
from tests.bench.scale.page import PAGE
from tests.standin.calls import Request
from tests.support.postgres import LOGGED, PostgresServer
from tests.support.stage import a_stage

JOBS = 20
RENEWAL = "UPDATE runs"
OF_THE_PROCESS = re.compile(r"\bruns\b|owner IS NULL|shard_count|set_config|FROM now\(\)")
"""Statements of the heartbeat, which also looks for what other runs have left, and of connections that begin."""

CLOCK_SPEED = 5.0
"""Of the bot and of imini alike, so that jobs take as long as they do, by the bot's clock."""


async def test_a_job_takes_as_many_requests_statements_and_commits_as_are_counted(
    tmp_path: Path, postgres_server: PostgresServer
) -> None:
    loop, url = asyncio.get_running_loop(), postgres_server.new_schema() + LOGGED
    async with a_stage(tmp_path, clock_speed=CLOCK_SPEED, speed=CLOCK_SPEED, DATABASE_URL=url) as stage:
        await (await stage.ask()).delivered(30)
        before, written, begin = len(stage.discord.requests), _written(postgres_server), loop.time()
        asked = len(postgres_server.statements())
        # One after the other: all at once would wait for each other's answers, on a busy machine for too long.
        jobs = [await stage.accepted() for _ in range(JOBS)]
        await asyncio.gather(*(job.delivered(30) for job in jobs))
        heartbeats = (loop.time() - begin) * CLOCK_SPEED / HEARTBEAT
        commits = (_written(postgres_server) - written - heartbeats) / JOBS
        statements = _of_jobs(postgres_server.statements()[asked:])
        kinds = Counter(map(_kind, stage.discord.requests[before:]))
    assert kinds["interactions"] == JOBS
    assert kinds.keys() == {"interactions", "webhooks"}
    assert BOT_REQUESTS == 0
    assert kinds.total() / JOBS == pytest.approx(TOKEN_REQUESTS, abs=1.5)
    assert commits == pytest.approx(COMMITS, abs=0.9)
    assert statements / JOBS == pytest.approx(STATEMENTS, abs=0.5)


def test_the_costs_that_depend_on_the_machine_are_those_of_the_page() -> None:
    costs = Costs.read(PAGE.read_text("utf-8"))
    assert 0 < costs.processor < 1
    assert min(costs.requests, costs.picture, costs.rest) > 0


def test_a_page_without_a_cost_says_how_to_measure_it() -> None:
    with pytest.raises(LookupError, match="make scale"):
        Costs.read("<!-- job -->\n| CPU, ms | - |\n<!-- /job -->")


def _kind(request: Request) -> str:
    """The first part of the path, which tells routes of an interaction's token from those of the bot's."""
    return request.path.split("/")[1]


def _of_jobs(statements: Sequence[str]) -> int:
    """How many of ``statements`` are about jobs. A renewal of the lease has a BEGIN and a COMMIT."""
    renewals = sum(statement.startswith(RENEWAL) for statement in statements)
    return sum(not OF_THE_PROCESS.search(statement) for statement in statements) - 2 * renewals


def _written(server: PostgresServer) -> int:
    """How many transactions have written so far: only those get a number."""
    with psycopg.connect(server.url(), autocommit=True) as connection:
        row = connection.execute("SELECT pg_current_xact_id()::text").fetchone()
    assert row
    return int(row[0])
