"""A run acts only while it holds its lease, and is over for good once another one has ended it."""

import asyncio
from collections import deque

import pytest

from bot.cluster.lease import HEARTBEAT, TTL, SharedRun
from bot.errors import DatabaseAway
from tests.support.clock import FakeClock


class FakeRuns:
    """Renews every lease, unless ``answers`` say otherwise. Each call takes ``takes`` seconds."""

    def __init__(self, clock: FakeClock) -> None:
        self.answers: deque[bool | Exception] = deque()
        self.takes = 0.0
        self.reaped: list[bool] = []
        self.ended: list[str] = []
        self._clock = clock

    async def begin(self, run: str, seconds: float) -> None:
        assert (run, seconds) == ("mine", TTL)
        self._clock.advance(self.takes)

    async def renew(self, run: str, seconds: float, *, reap: bool) -> bool:
        assert (run, seconds) == ("mine", TTL)
        self._clock.advance(self.takes)
        self.reaped.append(reap)
        answer = self.answers.popleft() if self.answers else True
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def end(self, run: str) -> None:
        self.ended.append(run)


@pytest.fixture
def runs(clock: FakeClock) -> FakeRuns:
    return FakeRuns(clock)


@pytest.fixture
async def run(runs: FakeRuns, clock: FakeClock) -> SharedRun:
    """A run that has begun."""
    run = SharedRun("mine", runs, clock.clock)
    assert not run.held
    await run.begin()
    return run


async def _beat(run: SharedRun, clock: FakeClock, times: int = 1) -> None:
    for _ in range(times):
        clock.advance(HEARTBEAT)
        await run.renew()


async def test_a_lease_that_is_not_renewed_lapses_and_comes_back_with_its_renewal(
    run: SharedRun, clock: FakeClock
) -> None:
    held = []
    for seconds in (TTL - 1, 1):
        clock.advance(seconds)
        held.append(run.held)
    assert held == [True, False]
    acting = asyncio.create_task(run.wait())
    await asyncio.sleep(0)
    assert not acting.done()
    await run.renew()
    await acting
    assert run.held


async def test_a_lease_counts_from_before_it_was_asked_for(runs: FakeRuns, run: SharedRun, clock: FakeClock) -> None:
    runs.takes = 15.0
    await run.renew()
    clock.advance(TTL - 15)
    assert not run.held


async def test_a_run_that_was_ended_never_acts_again(runs: FakeRuns, run: SharedRun, clock: FakeClock) -> None:
    clock.advance(TTL)
    acting, over = asyncio.create_task(run.wait()), asyncio.create_task(run.over())
    await asyncio.sleep(0)
    runs.answers.append(False)
    await run.renew()
    await asyncio.wait({acting, over})
    assert acting.cancelled()
    assert over.done()
    assert not run.held
    with pytest.raises(asyncio.CancelledError):
        await run.wait()


async def test_late_runs_are_ended_only_after_a_whole_lease_without_a_gap(
    runs: FakeRuns, run: SharedRun, clock: FakeClock
) -> None:
    await _beat(run, clock, 8)
    assert runs.reaped == [False] * 5 + [True] * 3
    clock.advance(10)  # the database was away, and others may not have been able to renew either
    runs.reaped.clear()
    await _beat(run, clock, 8)
    assert runs.reaped == [False] * 6 + [True] * 2


async def test_a_run_whose_lease_has_lapsed_ends_no_other(runs: FakeRuns, run: SharedRun, clock: FakeClock) -> None:
    await _beat(run, clock, 8)
    clock.advance(TTL)
    runs.reaped.clear()
    await run.renew()
    await _beat(run, clock)
    assert runs.reaped == [False, False]


async def test_it_is_known_that_the_database_is_away(runs: FakeRuns, run: SharedRun) -> None:
    runs.answers.append(DatabaseAway("no answer"))
    with pytest.raises(DatabaseAway):
        await run.renew()
    assert (run.away, run.held) == (True, True)
    await run.renew()
    assert not run.away


async def test_each_renewal_is_told_until_the_run_is_over(runs: FakeRuns, run: SharedRun, clock: FakeClock) -> None:
    told = 0

    async def count() -> None:
        nonlocal told
        async for _ in run.renewals():
            told += 1

    counting = asyncio.create_task(count())
    await asyncio.sleep(0)
    for expected in (1, 2):
        await _beat(run, clock)
        await asyncio.sleep(0)
        assert told == expected
    runs.answers.append(False)
    await run.renew()
    await counting
    assert told == 2


async def test_a_graceful_end_is_told_unless_the_database_is_away(runs: FakeRuns, clock: FakeClock) -> None:
    for away in (False, True):
        run = SharedRun("mine", runs, clock.clock)
        run.away = away
        await run.end()
        assert run.is_over
    assert runs.ended == ["mine"]
