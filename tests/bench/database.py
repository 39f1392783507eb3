"""The same load on SQLite and on PostgreSQL, in turn."""

from functools import partial
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from tests.bench.contestants import Contestant, session
from tests.bench.figures import Figure, Sample, percentile
from tests.bench.load import Load
from tests.bench.scenarios import TYPICAL, WARM_UP, Measured, measured, picture, taking
from tests.bench.usage import processor_seconds
from tests.standin import MIB
from tests.support.postgres import running_server

RATE = 20.0
"""Requests a second."""

_row = partial(Figure, pictured=False, paged=True)


async def database(seconds: float, contestant: Contestant, folder: Path) -> Sample:
    """What a job costs on each, and their ratio."""
    if not contestant.shares:
        return {}
    on_sqlite = await _loaded(seconds, contestant, Path(mkdtemp(dir=folder)))
    with running_server(durable=True) as server:
        url, used = server.new_schema(), processor_seconds(server.pid)
        on_postgres = await _loaded(seconds, contestant, Path(mkdtemp(dir=folder)), DATABASE_URL=url)
        used = processor_seconds(server.pid) - used
    return {
        **_figures("SQLite", on_sqlite),
        **_figures("PostgreSQL", on_postgres),
        _row("CPU per job on PostgreSQL, relative to SQLite", "", 2): _cost(on_postgres) / _cost(on_sqlite),
        _row("CPU per job of the PostgreSQL server", "ms"): used * 1e3 / (WARM_UP + len(on_postgres.jobs)),
    }


async def _loaded(seconds: float, contestant: Contestant, folder: Path, **settings: Any) -> Measured:
    async with session(contestant, folder, taking(TYPICAL), picture("1K", "1:1"), **settings) as run:
        requests = Load(run)
        await requests.run(WARM_UP, RATE)
        return await measured(requests, round(RATE * seconds), RATE)


def _figures(engine: str, found: Measured) -> Sample:
    on = f"on {engine}, {RATE:g}/s"
    return {
        _row(f"CPU per job {on}", "ms"): _cost(found) * 1e3,
        _row(f"initial response p99 {on}", "ms"): percentile([job.acknowledged * 1e3 for job in found.jobs], 99),
        _row(f"peak memory {on}", "MiB", 0): found.memory / MIB,
    }


def _cost(found: Measured) -> float:
    """Seconds of processor that a job took."""
    return found.processor / len(found.jobs)
