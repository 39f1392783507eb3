"""Alerts: once when trouble begins and once when it is over, neither more often than once in half an hour."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from bot.cluster.duties import SoleDuties
from bot.errors import DatabaseAway
from bot.host.alerts import CALM, HALF_HOUR, Alerts
from bot.host.troubles import Symptom, Trouble
from tests.support.clock import FakeClock

ILL, WELL = Symptom(Trouble.DISK, holds=True), Symptom(Trouble.DISK, holds=False)


class Desk:
    """What the host was told, and the alerts of one process; another one shares ``duties``."""

    def __init__(self, duties: SoleDuties, clock: FakeClock) -> None:
        self.told: list[bool] = []
        self._clock = clock
        self._alerts = Alerts(duties, self._tell, clock.clock)

    async def _tell(self, symptom: Symptom) -> None:
        self.told.append(symptom.holds)

    async def see(self, *symptoms: Symptom, after: float = 0.0) -> None:
        """Look once, ``after`` so many seconds."""
        self._clock.advance(after)
        await self._alerts.look(symptoms)


@pytest.fixture
def duties(tmp_path: Path) -> SoleDuties:
    return SoleDuties(tmp_path)


async def _pass(desk: Desk, symptom: Symptom, seconds: Iterable[float]) -> None:
    for after in seconds:
        await desk.see(symptom, after=after)


async def test_trouble_is_told_once_and_its_end_once(duties: SoleDuties, clock: FakeClock) -> None:
    desk = Desk(duties, clock)
    await desk.see(WELL)
    await _pass(desk, ILL, [15.0] * 9)
    assert desk.told == [True]
    await _pass(desk, WELL, [CALM] * 9)
    assert desk.told == [True, False]


async def test_what_was_never_told_has_no_end(duties: SoleDuties, clock: FakeClock) -> None:
    desk = Desk(duties, clock)
    await _pass(desk, WELL, [CALM] * 9)
    assert desk.told == []


async def test_trouble_that_comes_back_is_told_after_half_an_hour_if_it_lasts(
    duties: SoleDuties, clock: FakeClock
) -> None:
    desk = Desk(duties, clock)
    await desk.see(ILL)
    await _pass(desk, WELL, [0.0, CALM])
    assert desk.told == [True, False]
    await desk.see(ILL, after=HALF_HOUR - CALM - 1)
    assert desk.told == [True, False]
    await desk.see(ILL, after=1)
    assert desk.told == [True, False, True]


async def test_a_recovery_is_told_at_most_once_in_half_an_hour_as_well(duties: SoleDuties, clock: FakeClock) -> None:
    desk = Desk(duties, clock)
    await desk.see(ILL)
    await _pass(desk, WELL, [HALF_HOUR - CALM - 1, CALM])
    await desk.see(ILL, after=1)
    assert desk.told == [True, False, True]
    await _pass(desk, WELL, [0.0, CALM])
    assert desk.told == [True, False, True]
    await desk.see(WELL, after=HALF_HOUR)
    assert desk.told == [True, False, True, False]


async def test_trouble_that_flickers_is_no_end(duties: SoleDuties, clock: FakeClock) -> None:
    desk = Desk(duties, clock)
    await desk.see(ILL)
    for _ in range(9):
        await desk.see(WELL, after=CALM / 2)
        await desk.see(ILL, after=CALM / 4)
    assert desk.told == [True]


async def test_a_restart_tells_nothing_twice_and_tells_the_end_of_what_was_told_before(
    duties: SoleDuties, clock: FakeClock
) -> None:
    await Desk(duties, clock).see(ILL)
    restarted = Desk(duties, clock)
    await _pass(restarted, ILL, [HALF_HOUR] * 3)
    assert restarted.told == []
    await _pass(restarted, WELL, [0.0, CALM])
    assert restarted.told == [False]


async def test_of_several_processes_one_tells(duties: SoleDuties, clock: FakeClock) -> None:
    first, second = Desk(duties, clock), Desk(duties, clock)
    for desk in (first, second):
        await desk.see(WELL)
    for desk in (first, second):
        await desk.see(ILL)
    for after in (0.0, CALM):
        for desk in (second, first):
            await desk.see(WELL, after=after)
    assert (first.told, second.told) == ([True], [False])


async def test_a_clock_that_is_set_back_silences_no_alert(duties: SoleDuties, clock: FakeClock) -> None:
    desk = Desk(duties, clock)
    await desk.see(ILL)
    await _pass(desk, WELL, [0.0, CALM])
    clock.set_by(-10 * HALF_HOUR)
    await desk.see(ILL)
    assert desk.told == [True, False, True]


async def test_a_note_that_can_not_be_read_counts_as_none(duties: SoleDuties, clock: FakeClock) -> None:
    await duties.finish("alert-disk", '{"since": 5}')
    desk = Desk(duties, clock)
    await desk.see(ILL)
    assert desk.told == [True]


async def test_while_the_database_is_away_the_other_troubles_are_looked_at(
    tmp_path: Path, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    desk = Desk(AwayForOne(tmp_path), clock)
    await desk.see(Symptom(Trouble.GATEWAY, holds=True), ILL)
    assert desk.told == [True]
    assert "gateway" in caplog.text


class AwayForOne(SoleDuties):
    """Duties whose database fails for one of them."""

    async def note(self, name: str) -> str:
        if name == "alert-gateway":
            raise DatabaseAway("refused")
        return await super().note(name)
