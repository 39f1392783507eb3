"""Old jobs are deleted once a day."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from bot.images.reference_store import ReferenceStore
from bot.jobs.state import JobState
from bot.members.retention import DAY, Retention
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


async def test_a_job_is_forgotten_with_its_references_on_the_day_it_is_too_old(tmp_path: Path) -> None:
    clock = TwoDays()
    async with Core(tmp_path, FakeImini(), clock) as core:
        reference_store = ReferenceStore(tmp_path / "references", core.repository)
        old = await core.lifecycle.deliver(replace(await core.admit(), state=JobState.READY), 1)
        await reference_store.store(old, 1, written(tmp_path / "fox.png", png((8, 8))))
        clock.advance(1.5 * DAY)
        new = await core.lifecycle.deliver(replace(await core.admit(), state=JobState.READY), 1)
        with pytest.raises(asyncio.CancelledError):
            await Retention(2, core.jobs, reference_store, clock.clock).forget_daily()
        assert clock.sleeps == [DAY, DAY]
        assert [job.id async for job in core.repository.since(0)] == [new.id]
        assert not reference_store.has(old, 1)
