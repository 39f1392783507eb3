"""Thousands of dispatches that are wrong in some way: the bot stays up, loses no job, and answers everybody else."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest
import pytest_asyncio
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.e2e.deeds import Scene
from tests.e2e.mutations import Mutation, mutations
from tests.support.stage import a_stage

pytestmark = pytest.mark.asyncio(loop_scope="module")

BOUNDLESS: dict[str, Any] = {"QUOTA_CREDITS": "1000000", "QUOTA_MAX_RUNNING": "100000", "MAX_OPEN_JOBS": "100000"}

wrongs = st.tuples(st.integers(0, 999), st.lists(mutations, min_size=1, max_size=3))
"""The number of a deed, and what becomes of its dispatch."""


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def scene(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Scene]:
    """One scene for all examples: what one of them leaves behind, the next has to live with."""
    async with a_stage(tmp_path_factory.mktemp("bot"), tracebacks=True, **BOUNDLESS) as stage:
        scene = await Scene.of(stage)
        yield scene
        for job in scene.healthy:
            await job.delivered(60)


# What an example leaves behind is there for the next: shrunk, it would be another.
@settings(max_examples=40, phases=[Phase.explicit, Phase.generate])
@given(st.lists(wrongs, min_size=25, max_size=25))
async def test_no_dispatch_harms_anybody_but_its_own_member(
    scene: Scene, batch: Sequence[tuple[int, Sequence[Mutation]]]
) -> None:
    for number, changes in batch:
        await scene.does_wrongly(number, changes)
    scene.healthy.append(await scene.stage.accepted("a fox in the rain"))


async def test_a_command_without_anything_that_can_be_spared_is_carried_out(scene: Scene) -> None:
    gateway = scene.stage.discord.gateway
    gateway.garble = lambda data: {key: data[key] for key in ("id", "type", "token", "data", "channel_id", "member")}
    try:
        await (await scene.stage.accepted("a fox without frills")).delivered()
    finally:
        gateway.garble = lambda data: data
