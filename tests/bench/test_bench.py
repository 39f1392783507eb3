"""The bench measures what it says."""

import asyncio
import os
import re
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import psycopg
import pytest

from tests.bench.__main__ import TABLE
from tests.bench.contestants import Contestant, session
from tests.bench.database import database
from tests.bench.figures import Figure, Results, percentile
from tests.bench.load import Load
from tests.bench.parts import parts
from tests.bench.picture import drawing
from tests.bench.polls import polls
from tests.bench.processes import processes
from tests.bench.profile import PY_SPY, profile
from tests.bench.scale.page import PAGE
from tests.bench.scenarios import QUEUED
from tests.bench.usage import family, memory, own_processor_seconds, processor_seconds
from tests.support.pictures import png
from tests.support.postgres import PostgresServer, running_server

OURS, FLOOR = Contestant("bot"), Contestant("floor", "tests.bench.floor")
CPU = Figure("CPU per job", "ms", 0)


async def test_the_floor_brings_every_picture_and_the_load_sees_what_it_did(tmp_path: Path) -> None:
    async with session(FLOOR, tmp_path, lambda *_: (0.0, 0.0), png()) as run:
        jobs = await Load(run).run(3, rate=100, pictures=2)
    assert [(job.files, job.polls, job.edits) for job in jobs] == [(2, 1, 1)] * 3
    for job in jobs:
        assert job.asked < job.completed < job.told < job.shown
        assert job.acknowledged > 0


async def test_each_part_of_a_job_costs_something_alone() -> None:
    found = await parts(polls=4, edits=3, many=20, few=5)
    assert len({part.name for part in found}) == len(found)
    assert all(0 < part.seconds < 1 for part in found)
    assert {part.name: part.times for part in found}[
        "sending a request without a file, and reading the response"
    ] == 1 + 1 + 4 + 2


async def test_so_many_jobs_are_open_at_once_and_every_process_gets_some(
    tmp_path: Path, postgres_server: PostgresServer
) -> None:
    url = postgres_server.new_schema()
    async with session(OURS, tmp_path, lambda *_: (0.0, 0.5), png(), processes=2, DATABASE_URL=url) as run:
        jobs = await Load(run).saturate(9, at_once=3)
        logs = [bot.log for bot in run.bots]
    assert [job.files for job in jobs] == [1] * 9
    assert max(sum(one.asked <= job.asked < one.shown for one in jobs) for job in jobs) <= 3
    assert sorted(log.count(" accepted: user") for log in logs) == [4, 5]


async def test_who_can_use_no_postgres_is_not_measured_on_it(tmp_path: Path) -> None:
    for contestant in (FLOOR, Contestant("earlier", code=tmp_path)):
        assert await database(1, contestant, tmp_path) == await processes(1, contestant, tmp_path) == {}
    assert OURS.shares


def test_the_database_of_a_bench_waits_for_the_disk() -> None:
    with running_server(durable=True) as server, psycopg.connect(server.url()) as connection:
        assert connection.execute("SHOW fsync").fetchone() == ("on",)


@pytest.mark.skipif(not PY_SPY.exists(), reason="py-spy has no wheel for this machine")
async def test_a_profile_shows_what_the_bot_did_under_load(tmp_path: Path) -> None:
    flames = tmp_path / "profile.svg"
    # Long enough that a sampler sees each command a few times, whatever it costs.
    await profile(flames, rate=10, seconds=3, drawing=QUEUED)
    assert "ImagineCog.imagine" in flames.read_text("utf-8")


async def test_what_a_process_uses_includes_what_its_children_use() -> None:
    code = "import time\nwhile time.process_time() < 0.1: pass\nprint('warm', flush=True)\ninput()"
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    assert child.stdout
    await child.stdout.readline()
    ours = os.getpid()
    assert child.pid in list(family(ours))
    own, whole = own_processor_seconds(ours), processor_seconds(ours)
    assert whole - own > 0.05
    assert memory(ours) > memory(child.pid) > 0
    await child.communicate(b"\n")
    assert child.pid not in list(family(ours))


def test_a_row_has_the_medians_the_ranges_and_their_ratio() -> None:
    results, figure = Results([OURS, FLOOR]), CPU
    for ours, floor in ((30, 10), (20, 8), (25, 12)):
        results.add(OURS, {figure: ours})
        results.add(FLOOR, {figure: floor})
    _, row = results.rows()
    assert row == ("CPU per job", "ms", "25 (20-30)", "10 (8-12)", "2.50")


def test_a_figure_that_one_of_them_lacks_has_no_ratio() -> None:
    results, figure = Results([OURS, FLOOR]), CPU
    results.add(OURS, {figure: 20})
    assert list(results.rows())[1] == ("CPU per job", "ms", "20", "-", "-")


def test_the_page_has_a_place_for_the_figures_on_postgres_and_gets_no_others() -> None:
    results = Results([OURS, FLOOR])
    for value in (2, 3, 4):
        results.add(OURS, {Figure("CPU", "ms", paged=True): value, Figure("ratio", "", paged=True): 1, CPU: value})
    assert list(results.paged(OURS)) == [("CPU, ms", "3.0 (2.0-4.0)"), ("ratio", "1.0 (1.0-1.0)")]
    assert f"<!-- {TABLE} -->\n" in PAGE.read_text("utf-8")


def test_the_figures_of_one_run_can_be_added_to_those_of_another(tmp_path: Path) -> None:
    one, other, figure = Results([OURS, FLOOR]), Results([OURS, FLOOR]), CPU
    one.add(OURS, {figure: 20})
    one.save(tmp_path / "figures.json")
    other.add(OURS, {figure: 30})
    other.load(tmp_path / "figures.json")
    assert other.runs == 2
    assert list(other.rows())[1][2] == "25 (20-30)"


def test_the_bars_of_the_picture_are_as_long_as_the_figures_are_large() -> None:
    results, figure = Results([OURS, FLOOR]), CPU
    results.add(OURS, {figure: 30, Figure("aside", "ms", pictured=False): 1})
    results.add(FLOOR, {figure: 10, Figure("aside", "ms", pictured=False): 1})
    drawn = drawing(results, "<a machine>")
    ours, floor = (
        float(re.findall(f'class="{kind}" [^>]* width="([0-9.]+)" height="11"', drawn)[0])
        for kind in ("first", "other")
    )
    assert ours == pytest.approx(3 * floor, abs=0.2)
    assert "aside" not in drawn
    assert "Measured on &lt;a machine&gt;." in drawn
    assert ET.fromstring(drawn).tag == "{http://www.w3.org/2000/svg}svg"  # noqa: S314 - made here


async def test_the_floor_asks_every_two_seconds_and_the_bot_less_often(tmp_path: Path) -> None:
    ours, floor = [list((await polls(contestant, tmp_path)).values()) for contestant in (OURS, FLOOR)]
    assert ours[0] < floor[0]
    assert floor[1] == pytest.approx(1, abs=0.02)
    assert floor[2] < 2


def test_a_percentile_is_one_of_the_values() -> None:
    assert [percentile([4, 1, 3, 2], percent) for percent in (0, 50, 75, 99)] == [1, 2, 3, 4]
