"""What the simulation says that a job takes, counted again against the stand-ins."""

import asyncio
from collections import Counter
from pathlib import Path

import psycopg
import pytest

from bot.cluster.lease import HEARTBEAT
from tests.bench.capacity.costs import BOT_REQUESTS, COMMITS, TOKEN_REQUESTS, Costs
from tests.bench.scale.page import PAGE
from tests.standin.calls import Request
from tests.support.postgres import PostgresServer
from tests.support.stage import a_stage

JOBS = 20
CLOCK_SPEED = 5.0
"""Of the bot and of imini alike, so that jobs take as long as they do, by the bot's clock."""


async def test_a_job_takes_as_many_requests_and_commits_as_the_simulation_counts(
    tmp_path: Path, postgres_server: PostgresServer
) -> None:
    loop, url = asyncio.get_running_loop(), postgres_server.new_schema()
    async with a_stage(tmp_path, clock_speed=CLOCK_SPEED, speed=CLOCK_SPEED, DATABASE_URL=url) as stage:
        await (await stage.ask()).delivered(30)
        before, written, begin = len(stage.discord.requests), _written(postgres_server), loop.time()
        jobs = await asyncio.gather(*(stage.ask() for _ in range(JOBS)))
        await asyncio.gather(*(job.delivered(30) for job in jobs))
        heartbeats = (loop.time() - begin) * CLOCK_SPEED / HEARTBEAT
        commits = (_written(postgres_server) - written - heartbeats) / JOBS
        kinds = Counter(map(_kind, stage.discord.requests[before:]))
    assert kinds["interactions"] == JOBS
    assert kinds.keys() == {"interactions", "webhooks"}
    assert BOT_REQUESTS == 0
    assert kinds.total() / JOBS == pytest.approx(TOKEN_REQUESTS, abs=1.5)
    assert commits == pytest.approx(COMMITS, abs=1.5)


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


def _written(server: PostgresServer) -> int:
    """How many transactions have written so far: only those get a number."""
    with psycopg.connect(server.url(), autocommit=True) as connection:
        row = connection.execute("SELECT pg_current_xact_id()::text").fetchone()
    assert row
    return int(row[0])
