"""Old jobs are deleted once a day."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from bot.cluster.duties import Duties, SoleDuties
from bot.cluster.signals import NO_SIGNALS
from bot.errors import DatabaseAway
from bot.images.reference_files import ReferenceFolder
from bot.images.reference_store import ReferenceStore
from bot.jobs.state import JobState
from bot.members.retention import A_YEAR, DAY, DUTY, TWO_MONTHS, Retention
from bot.servers.act_log import ActKind, ActLog
from bot.storage.servers.acts import SqlActs
from tests.support.clock import FakeClock
from tests.support.core import Core
from tests.support.imini import FakeImini
from tests.support.pictures import png, written


class TwoDays(FakeClock):
    """A clock that ends at its third day."""

    async def _sleep(self, seconds: float) -> None:
        await super()._sleep(seconds)
        if len(self.sleeps) == 2:
            raise asyncio.CancelledError


def _retention(core: Core, reference_store: ReferenceStore, duties: Duties) -> Retention:
    """It erases jobs after two days."""
    act_log = ActLog(SqlActs(core.database), NO_SIGNALS, core.clock)
    return Retention(2, core.jobs, core.governed.budgets, act_log, reference_store, duties, core.clock)


async def test_a_job_is_forgotten_with_its_references_on_the_day_it_is_too_old(tmp_path: Path) -> None:
    clock = TwoDays()
    async with Core(tmp_path, FakeImini(), clock) as core:
        reference_store = ReferenceStore(ReferenceFolder(tmp_path / "references"), core.repository)
        old = await core.lifecycle.deliver(replace(await core.admit(), state=JobState.READY), 1)
        await reference_store.store(old, 1, written(tmp_path / "fox.png", png((8, 8))))
        clock.advance(1.5 * DAY)
        new = await core.lifecycle.deliver(replace(await core.admit(), state=JobState.READY), 1)
        with pytest.raises(asyncio.CancelledError):
            await _retention(core, reference_store, SoleDuties(tmp_path)).forget_daily()
        assert clock.sleeps == [DAY, DAY]
        assert [job.id async for job in core.repository.since(0)] == [new.id]
        assert not await reference_store.has(old, 1)


class OthersDuties:
    """Duties that other processes have: once it can't be read, then it is somebody else's."""

    def __init__(self) -> None:
        self.asked = 0

    async def claim(self, name: str, every: float) -> bool:
        self.asked += 1
        if self.asked == 1:
            raise DatabaseAway("gone")
        assert (name, every) == (DUTY, DAY / 2)
        return False

    async def finish(self, name: str, note: str = "") -> None:
        raise AssertionError(name + note)

    async def note(self, name: str) -> str:
        raise AssertionError(name)


async def test_what_another_process_forgets_is_left_to_it(tmp_path: Path) -> None:
    clock, duties = TwoDays(), OthersDuties()
    async with Core(tmp_path, FakeImini(), clock) as core:
        reference_store = ReferenceStore(ReferenceFolder(tmp_path / "references"), core.repository)
        old = await core.lifecycle.deliver(replace(await core.admit(), state=JobState.READY), 1)
        clock.advance(3 * DAY)
        with pytest.raises(asyncio.CancelledError):
            await _retention(core, reference_store, duties).forget_daily()
        assert duties.asked == 2
        assert [job.id async for job in core.repository.since(0)] == [old.id]


async def test_a_record_of_each_job_is_kept_until_two_months_can_be_added_up(tmp_path: Path) -> None:
    clock = TwoDays()
    async with Core(tmp_path, FakeImini(), clock) as core:
        reference_store = ReferenceStore(ReferenceFolder(tmp_path / "references"), core.repository)
        await core.lifecycle.deliver(replace(await core.admit(), state=JobState.READY), 1)
        for days, kept in ((TWO_MONTHS - 3, 1), (5, 0)):
            clock.advance(days * DAY)
            clock.sleeps.clear()
            retention = _retention(core, reference_store, SoleDuties(tmp_path))
            with pytest.raises(asyncio.CancelledError):
                await retention.forget_daily()
            assert len(await core.repository.charges(0)) == kept


async def test_acts_are_kept_for_a_year_and_for_as_long_as_the_job_that_they_are_about(tmp_path: Path) -> None:
    clock = TwoDays()
    async with Core(tmp_path, FakeImini(), clock) as core:
        reference_store = ReferenceStore(ReferenceFolder(tmp_path / "references"), core.repository)
        acts = SqlActs(core.database)
        act_log = ActLog(acts, NO_SIGNALS, core.clock)
        for days, later, kept in ((2, A_YEAR - 3, 1), (2, 5, 0), (1000, A_YEAR, 1), (1000, 1000 - A_YEAR, 0)):
            if not await acts.newest(5, 9):
                await act_log.record(ActKind.BLUR, 5, 7, job_id="0a1b2c3d4e")
            clock.advance(later * DAY)
            clock.sleeps.clear()
            retention = Retention(
                days, core.jobs, core.governed.budgets, act_log, reference_store, SoleDuties(tmp_path), core.clock
            )
            with pytest.raises(asyncio.CancelledError):
                await retention.forget_daily()
            assert len(await acts.newest(5, 9)) == kept
