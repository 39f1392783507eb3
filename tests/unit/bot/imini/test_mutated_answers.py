"""Whatever response comes, from imini or a gateway: no job is lost or sent twice, and no other job has to wait.

Thousands of mutated responses over a real socket: fields missing, retyped or added, pages of any status, odd headers,
truncated bodies.
"""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.imini.client import IminiClient
from bot.imini.result_lookup import LookupOutcome, ResultLookup
from bot.jobs.job import Job
from bot.jobs.state import JobState
from tests.support.client import a_client
from tests.support.clock import FakeClock
from tests.support.core import Bounds, Core
from tests.support.imini import FakeImini
from tests.support.mutations import Move, moves, queries
from tests.support.rawimini import RawImini

ENDS = {
    "accepted": {JobState.READY, JobState.FAILED},
    "refused": {JobState.FAILED},
    "kept": {JobState.FAILED},
    "doubt": {JobState.UNKNOWN},
}


class World:
    """One bot, whose imini responds with anything at all."""

    def __init__(self, imini: RawImini, client: IminiClient, core: Core) -> None:
        self._imini = imini
        self._client = client
        self._core = core
        self._members = count(1)

    async def ask(self, submits: list[Move], tasks: list[bytes]) -> None:
        """One member's job gets these responses, and another member's job valid ones."""
        member = next(self._members)
        job = await self._core.admit(member, num=2)
        self._imini.play([move.raw for move in submits], tasks)
        job = await self._core.run(job)
        assert await self._core.written(job) == job
        await self._check(job, [move.kind for move in submits[: self._imini.played]])
        self._imini.play([], [])
        other = next(self._members)
        assert (await self._core.run(await self._core.admit(other))).state is JobState.READY

    async def _check(self, job: Job, played: list[str]) -> None:
        """Only what a gateway rejected is sent again. The last response says how the job may end, and what it costs."""
        *before, last = [*played, "accepted"] if len(played) < self._imini.called else played
        assert set(before) <= {"kept"}
        assert job.state in ENDS[last]
        assert await self._core.used(job.user_id) == (job.cost if job.state is JobState.READY else 0)
        if last == "accepted" and job.state is JobState.FAILED:
            # Only its pictures were missing, so they can still be had.
            job = await self._core.lifecycle.close(job)
            self._imini.play([], [])
            assert job.recoverable
            assert (await ResultLookup(self._client).look_up(job)).outcome is LookupOutcome.FOUND


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    """One event loop for all examples."""
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture
def world(runner: asyncio.Runner, tmp_path: Path) -> Iterator[World]:
    """The world, until the last example is over."""
    stack = AsyncExitStack()

    async def begin() -> World:
        clock = FakeClock()
        imini = await stack.enter_async_context(RawImini())
        client = await stack.enter_async_context(a_client(imini.base_url, clock=clock))
        bounds = Bounds(credits=10**9, open_jobs=10**9)
        core = await stack.enter_async_context(Core(tmp_path, FakeImini(), clock, bounds, client=client))
        return World(imini, client, core)

    yield runner.run(begin())
    runner.run(stack.aclose())


@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(submits=st.lists(moves, max_size=4), tasks=st.lists(queries, max_size=4))
def test_no_answer_loses_a_job_or_shuts_others_out(
    runner: asyncio.Runner, world: World, submits: list[Move], tasks: list[bytes]
) -> None:
    runner.run(world.ask(submits, tasks))
