"""Alerts of servers that have used up what the host lets them spend: at most once in half an hour each."""

import asyncio
from pathlib import Path

import pytest

from bot.cluster.duties import SoleDuties
from bot.errors import DatabaseAway
from bot.host.alerts import HALF_HOUR
from bot.host.server_alerts import DUTY, TRIES, ServerAlerts
from bot.host.troubles import Symptom, Trouble
from tests.support.clock import FakeClock


class Desk:
    """What the host was told by one process; another one shares ``duties``."""

    def __init__(self, duties: SoleDuties, clock: FakeClock) -> None:
        self.told: list[int | None] = []
        self._alerts = ServerAlerts(duties, self._tell, clock.clock)

    async def _tell(self, symptom: Symptom) -> None:
        self.told.append(symptom.server)

    async def hear(self, *servers: int) -> None:
        symptoms = [Symptom(Trouble.SERVER_USED_UP, holds=True, server=server) for server in servers]
        await asyncio.gather(*map(self._alerts.tell, symptoms))


@pytest.fixture
def duties(tmp_path: Path) -> SoleDuties:
    return SoleDuties(tmp_path)


async def test_each_server_is_told_once_in_half_an_hour_over_all_processes_and_restarts(
    duties: SoleDuties, clock: FakeClock
) -> None:
    first, second = Desk(duties, clock), Desk(duties, clock)
    await first.hear(5, 7, 5, 0)
    await second.hear(5)
    clock.advance(HALF_HOUR - 1)
    await second.hear(7, 8)
    assert (first.told, second.told) == ([5, 7, 0], [8])
    clock.advance(1)
    await second.hear(5, 7, 8)
    assert second.told == [8, 5, 7]


async def test_the_note_forgets_what_is_over(duties: SoleDuties, clock: FakeClock) -> None:
    desk = Desk(duties, clock)
    await desk.hear(5)
    clock.advance(HALF_HOUR)
    await desk.hear(7)
    assert "5" not in await duties.note(DUTY)


async def test_a_clock_that_is_set_back_silences_no_alert(duties: SoleDuties, clock: FakeClock) -> None:
    desk = Desk(duties, clock)
    await desk.hear(5)
    clock.set_by(-10 * HALF_HOUR)
    await desk.hear(5)
    assert desk.told == [5, 5]


@pytest.mark.parametrize("note", ['["5"]', '{"5": "soon"}', "nonsense"])
async def test_a_note_that_can_not_be_read_counts_as_none(duties: SoleDuties, clock: FakeClock, note: str) -> None:
    await duties.finish(DUTY, note)
    desk = Desk(duties, clock)
    await desk.hear(5)
    assert desk.told == [5]


async def test_while_the_database_is_away_it_is_told_all_the_same(tmp_path: Path, clock: FakeClock) -> None:
    desk = Desk(Away(tmp_path), clock)
    await desk.hear(5)
    assert desk.told == [5]


async def test_while_another_process_is_at_it_this_one_waits_and_then_tells(tmp_path: Path, clock: FakeClock) -> None:
    duties = Busy(tmp_path)
    desk = Desk(duties, clock)
    await desk.hear(5)
    assert (desk.told, len(clock.sleeps)) == ([5], 2)
    duties.refusals = TRIES
    await desk.hear(7)
    assert desk.told == [5, 7]


class Away(SoleDuties):
    """Duties whose database fails."""

    async def claim(self, name: str, every: float) -> bool:
        raise DatabaseAway(f"{name} every {every}")


class Busy(SoleDuties):
    """Duties that another process is at, as often as ``refusals`` says."""

    refusals = 2

    async def claim(self, name: str, every: float) -> bool:
        self.refusals -= 1
        return self.refusals < 0 and await super().claim(name, every)
