"""The measurements of how costs grow still run, and their figures reach the page."""

from pathlib import Path

import pytest

from tests.bench.contestants import Contestant
from tests.bench.figures import Figure
from tests.bench.scale.__main__ import PARTS
from tests.bench.scale.held import held
from tests.bench.scale.kept import kept
from tests.bench.scale.page import PAGE, Column, written

BOT = Contestant("bot")
CPU = Figure("CPU", "ms")


def _column(**values: float) -> Column:
    return Column(
        "a machine", "2026-01-02", {Figure(name.replace("_", " "), "u"): value for name, value in values.items()}
    )


async def test_kept_jobs_are_looked_up_taken_out_and_forgotten(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    sample = await kept(200, BOT, tmp_path / "data", tmp_path)
    assert all(value > 0 for figure, value in sample.items() if "expired" not in figure.name)


async def test_open_jobs_go_on_after_a_restart(tmp_path: Path) -> None:
    sample = {figure.name: value for figure, value in (await held(3, BOT, tmp_path)).items()}
    assert 0 < sample["start to first poll, median job"] <= sample["start to first poll, last job"]


def test_a_table_has_a_column_for_each_part_and_says_when_and_where_it_was_measured() -> None:
    columns = {("open", "10"): _column(start=1.04), ("open", "100"): _column(start=1.26, memory=3)}
    page = written("before <!-- open -->old<!-- /open --> after", columns)
    assert page.splitlines() == [
        "before <!-- open -->",
        "| | 10 | 100 |",
        "|---|---:|---:|",
        "| start, u | 1.0 | 1.3 |",
        "| memory, u | - | 3.0 |",
        "",
        "Measured 2026-01-02 on a machine.",
        "<!-- /open --> after",
    ]


def test_what_a_host_should_buy_follows_from_what_a_job_costs() -> None:
    columns = {
        ("job", "one job"): _column(CPU=30),
        ("kept", "1,000,000"): _column(database_size=1500),
        ("traffic", "1K"): _column(down=1.5, up=1.5),
        ("traffic", "4K"): _column(down=20, up=9, all_else=1),
    }
    rows = [line.split(" | ") for line in written("<!-- host --><!-- /host -->", columns).splitlines()]
    found = {row[0].removeprefix("| "): row[-1].removesuffix(" |") for row in rows if len(row) > 1}
    assert found["CPU per day, min"] == "50.00"
    assert found["disk space for the jobs of 30 days, MB"] == "4500.0"
    assert found["1K pictures, traffic per day, GB"] == "300.00"
    assert found["4K pictures, bandwidth in the busiest minute, Mbit/s"] == "2777.78"


@pytest.mark.parametrize("table", sorted({part.table for part in PARTS.values()} | {"host"}))
def test_the_page_has_a_place_for_every_table(table: str) -> None:
    assert f"<!-- {table} -->\n" in PAGE.read_text("utf-8")
