"""The tables of ``docs/scaling.md``."""

from collections.abc import Iterator, Sequence
from typing import Final

from bot.storage.postgres.connections import SIZE
from tests.bench.capacity import day, limits
from tests.bench.capacity.costs import (
    BOT_REQUESTS,
    COMMITS,
    DATABASE_PROCESSOR,
    EDITS,
    SERVER_KIB,
    TOKEN_REQUESTS,
    Costs,
)
from tests.bench.capacity.setup import A_SERVER, A_SHARD, COMMIT, DOWNLOAD, LINE, SUBMIT, Setup
from tests.bench.capacity.simulation import Simulation, Waits
from tests.bench.figures import percentile
from tests.bench.polls import MEDIAN
from tests.bench.scale.page import BUSIEST, DAY

A_DAY: Final = (1_000, 100_000, 1_000_000)

RAISED: Final = Setup(max_open_jobs=2000, max_submits=100, max_downloads=20)
SETUPS: Final = {
    "1,000, defaults": (1_000, Setup()),
    "100,000, defaults": (100_000, Setup()),
    "100,000, raised": (100_000, RAISED),
    "1,000,000, 3 processes": (1_000_000, Setup(3, 2000, 100, 20)),
    "1,000,000, 8 processes": (1_000_000, Setup(8, 2000, 100, 20)),
}
"""What is simulated: pictures a day, and what they run on."""


def load(costs: Costs) -> Iterator[str]:
    """What so many pictures a day ask of everything, in the busiest minute if nothing else is said."""
    rows = {
        "pictures a second, on average": [f"{day.mean(number):.3f}" for number in A_DAY],
        f"… in the peak hour ({day.PEAK:.1f} times that)": [f"{day.peak(number):.3f}" for number in A_DAY],
        f"… in the busiest minute ({BUSIEST} times)": [f"{day.busiest(number):.3f}" for number in A_DAY],
        "CPU cores used by the bot": _each(costs.processor, 2),
        "CPU cores used by PostgreSQL": _each(DATABASE_PROCESSOR, 2),
        "requests to Discord a second, with interaction tokens": _each(TOKEN_REQUESTS),
        "requests to Discord a second, with the bot's token": _each(BOT_REQUESTS),
        "requests to imini a second": _each(costs.requests),
        "pictures that imini draws concurrently": _each(MEDIAN, 0),
        "commits a second": _each(COMMITS),
        "bandwidth in each direction, Mbit/s": _each((costs.picture + costs.rest) * 8, 0),
        f"servers, at {A_SERVER} pictures a day": [f"{number // A_SERVER:,}" for number in A_DAY],
        "shards": [f"{_shards(number):,}" for number in A_DAY],
        "memory for servers, MiB": [f"{number / A_SERVER * SERVER_KIB / 1024:,.0f}" for number in A_DAY],
        "time to connect all shards, min": [f"{_shards(number) * limits.CONNECTING / 60:.1f}" for number in A_DAY],
        "full restarts allowed by Discord per day": [f"{_starts(number):,}" for number in A_DAY],
    }
    yield from _table(["", *(f"{number:,} a day" for number in A_DAY)], rows)


def first(costs: Costs) -> Iterator[str]:
    """What is full at how many pictures a day, the first one first."""
    setup = Setup()
    seconds_open = MEDIAN + SUBMIT + DOWNLOAD
    full = [
        (f"`MAX_DOWNLOADS={setup.max_downloads}`, per process", setup.max_downloads / DOWNLOAD, "raise it"),
        (f"`MAX_OPEN_JOBS={setup.max_open_jobs}`, per process", setup.max_open_jobs / seconds_open, "raise it"),
        (
            f"`MAX_SUBMITS={setup.max_submits}`, all processes together",
            setup.max_submits / SUBMIT,
            "raise it, if imini agrees",
        ),
        (
            f"Discord's {limits.GLOBAL_REQUESTS} requests a second, if edits use the bot's token",
            limits.GLOBAL_REQUESTS / EDITS,
            "ask Discord's support to raise it",
        ),
        ("one core per process", 1 / costs.processor, "more processes"),
        ("one core of the PostgreSQL server", 1 / DATABASE_PROCESSOR, "more cores"),
        (f"{LINE / 1000:g} Gbit/s per process", LINE / 8 / (costs.picture + costs.rest), "more machines"),
        (f"{SIZE} connections per process, {COMMIT * 1e3:g} ms per commit", SIZE / COMMIT / COMMITS, "more processes"),
    ]
    rows = {
        name: [f"{rate:.1f}", f"{rate / BUSIEST * DAY:,.0f}", remedy]
        for name, rate, remedy in sorted(full, key=lambda row: row[1])
    }
    rows[f"Discord's {limits.GLOBAL_REQUESTS} requests a second"] = [
        "never",
        "-",
        f"a job makes {BOT_REQUESTS} of them",
    ]
    rows["imini"] = ["not published", "-", "ask for the concurrency in the table above"]
    yield from _table(["limit", "pictures a second", "pictures a day", "remedy"], rows)


def waits(costs: Costs, seed: int = 1) -> Iterator[str]:
    """How long members wait, beside what nobody can change: the drawing, and the network."""
    done = [Simulation(number, setup, costs) for number, setup in SETUPS.values()]
    for simulation in done:
        simulation.run(seed)
    rows: dict[str, Sequence[str]] = {}
    for when, found in (
        ("peak hour", [simulation.hour for simulation in done]),
        ("busiest minute", [simulation.minute for simulation in done]),
    ):
        rows |= {
            f"{when}: refused, %": [f"{100 * each.refused / each.asked:.0f}" for each in found],
            f"{when}: initial response, p50 / p99, s": [_both(each.answer) for each in found],
            f"{when}: no response within {limits.ANSWER_WITHIN:g} s, %": [f"{_late(each):.0f}" for each in found],
            f"{when}: initial response to submitted, p50 / p99, s": [_both(each.submit) for each in found],
            f"{when}: drawn to visible, p50 / p99, s": [_both(each.shown) for each in found],
        }
    rows["most pictures that imini drew concurrently"] = [f"{simulation.most_drawn:,}" for simulation in done]
    yield from _table(["", *SETUPS], rows)


def _each(of_a_picture: float, digits: int = 1) -> list[str]:
    return [f"{day.busiest(number) * of_a_picture:,.{digits}f}" for number in A_DAY]


def _shards(a_day: int) -> int:
    return max(1, round(a_day / A_SERVER / A_SHARD))


def _starts(a_day: int) -> int:
    return limits.session_starts(a_day / A_SERVER) // _shards(a_day)


def _both(values: Sequence[float]) -> str:
    return " / ".join(f"{percentile(values, percent):.2f}" for percent in (50, 99))


def _late(found: Waits) -> float:
    late = sum(seconds > limits.ANSWER_WITHIN for seconds in found.answer)
    return 100 * late / found.asked


def _table(head: Sequence[str], rows: dict[str, Sequence[str]] | dict[str, list[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |".replace("|  |", "| |")
    yield f"|---|{'---:|' * (len(head) - 1)}"
    for name, cells in rows.items():
        yield f"| {name} | {' | '.join(cells)} |"
