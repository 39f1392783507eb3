"""One bot for all tests that leave it as they found it: starting a process takes longer than most of them."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.support.stage import Stage, a_stage


@pytest_asyncio.fixture(loop_scope="package", scope="package")
async def theatre(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """A stage on which one play follows the other. One picture in 4K and high costs all that a member has."""
    async with a_stage(
        tmp_path_factory.mktemp("bot"),
        QUOTA_CREDITS="10",
        QUOTA_COST_4K="2,4,10",
        IMINI_TIMEOUT="2s",
        TASK_TIMEOUT="60s",
    ) as stage:
        yield stage


@pytest_asyncio.fixture(loop_scope="package")
async def stage(theatre: Stage) -> AsyncIterator[Stage]:
    """The shared stage; whoever breaks a rule of Discord's or upsets the bot is found out at once."""
    violations, complaints = len(theatre.discord.violations), len(theatre.bot.complaints)
    yield theatre
    assert theatre.discord.violations[violations:] == []
    assert theatre.bot.complaints[complaints:] == []
