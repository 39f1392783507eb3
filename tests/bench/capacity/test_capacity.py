"""The simulation queues as theory says, and the page has what it prints."""

import random
from collections.abc import Iterator
from dataclasses import replace
from statistics import fmean

import pytest

from tests.bench.capacity import day, limits, queues
from tests.bench.capacity.__main__ import PAGE, simulated
from tests.bench.capacity.costs import Costs
from tests.bench.capacity.queues import Queue, Way
from tests.bench.capacity.setup import Process, Setup
from tests.bench.capacity.simulation import Simulation

A_DAY = 100_000
COSTS = Costs(processor=0.04, requests=9, picture=1, rest=0.3)
HEAVY = replace(COSTS, processor=0.4)
UNLIMITED = {"max_open_jobs": 10_000, "max_submits": 1_000, "max_downloads": 100}


def _simulated(costs: Costs = COSTS, **settings: int) -> Simulation:
    simulation = Simulation(A_DAY, Setup(**settings), costs)
    simulation.run()
    return simulation


def test_the_page_has_the_tables_that_the_simulation_prints() -> None:
    # After a change of what they are made from: make capacity
    page = PAGE.read_text("utf-8")
    for name, table in simulated().items():
        assert f"<!-- {name} -->\n{table}\n<!-- /{name} -->" in page


def test_one_server_at_80_percent_keeps_people_waiting_as_long_as_theory_says() -> None:
    """Chance arrivals and a steady service wait for load / (2 * (1 - load)) services, by Pollaczek and Khinchine."""
    rng, queue, waits, at = random.Random(1), Queue(1), list[float](), 0.0  # noqa: S311 - no secrets
    for _ in range(100_000):
        at += rng.expovariate(0.8)
        waits.append(queue.serve(at, 1.0) - at - 1.0)
    assert fmean(waits) == pytest.approx(0.8 / (2 * 0.2), rel=0.05)


def test_whoever_comes_to_two_busy_servers_waits_for_the_first_that_is_free() -> None:
    ends = list[float]()

    def way(queue: Queue, seconds: float) -> Way:
        ends.append((yield queue, seconds))

    queue = Queue(2)
    queues.run([(0.0, way(queue, 5.0)), (1.0, way(queue, 1.0)), (1.5, way(queue, 1.0))])
    assert ends == [2.0, 3.0, 5.0]


def test_a_queue_without_a_number_of_servers_keeps_nobody_waiting() -> None:
    assert [Queue().serve(1.0, 2.0) for _ in range(3)] == [3.0] * 3


def test_a_day_has_as_many_requests_in_its_hours_as_it_has_in_all() -> None:
    assert len(day.HOURS) == 24
    assert day.mean(86_400) == 1
    assert 1 < day.PEAK < day.busiest(86_400)


def test_requests_come_in_order_and_ten_times_as_often_in_the_busiest_minute() -> None:
    came = list(day.arrivals(1_000_000, random.Random(1)))  # noqa: S311 - no secrets
    assert came == sorted(came)
    assert sum(at >= day.BEFORE for at in came) == pytest.approx(day.MINUTE * day.busiest(1_000_000), rel=0.05)


def test_more_open_jobs_than_a_process_may_have_are_refused() -> None:
    simulation = _simulated()
    assert simulation.minute.refused > 0
    assert simulation.most_drawn <= Setup().max_open_jobs
    assert _simulated(max_open_jobs=10_000).minute.refused == 0


def test_a_process_that_has_more_to_do_than_it_can_answers_too_late() -> None:
    assert max(_simulated(HEAVY, processes=2, **UNLIMITED).minute.answer) > limits.ANSWER_WITHIN
    assert max(_simulated(HEAVY, processes=20, **UNLIMITED).minute.answer) < limits.ANSWER_WITHIN


def test_every_job_that_is_not_refused_is_shown() -> None:
    simulation = _simulated()
    for waits in (simulation.hour, simulation.minute):
        assert len(waits.answer) == len(waits.shown) == waits.asked - waits.refused


def test_a_job_that_is_answered_too_late_ends_there() -> None:
    waits = _simulated(HEAVY, processes=2, **UNLIMITED).minute
    in_time = [seconds for seconds in waits.answer if seconds <= limits.ANSWER_WITHIN]
    assert 0 < len(in_time) == len(waits.submit) < len(waits.answer)


def test_submits_are_split_among_the_processes() -> None:
    def submitted(processes: int) -> Iterator[float]:
        submits = Process(Setup(processes, max_submits=4)).submits
        return (submits.serve(0.0, 1.0) for _ in range(4))

    assert list(submitted(1)) == [1, 1, 1, 1]
    assert list(submitted(2)) == [1, 1, 2, 2]


def test_bots_in_very_many_servers_may_start_more_sessions() -> None:
    assert [limits.session_starts(servers) for servers in (1, 150_000, 200_000, 1_000_000)] == [1000, 1000, 2000, 5000]
