"""The gateway comes and goes; running jobs don't notice, and the next command is heard."""

from collections.abc import Awaitable, Callable

import pytest

from tests.support.stage import Stage

pytestmark = pytest.mark.asyncio(loop_scope="package")

Mishap = Callable[[Stage], Awaitable[None]]


async def the_line_is_cut(stage: Stage) -> None:
    await stage.discord.drop_gateway()


async def it_closes_for_no_reason(stage: Stage) -> None:
    await stage.discord.drop_gateway(4000)


async def it_asks_for_a_reconnect(stage: Stage) -> None:
    await stage.discord.gateway.reconnect()


async def the_session_may_be_resumed(stage: Stage) -> None:
    await stage.discord.gateway.invalidate(resumable=True)


async def the_session_is_gone(stage: Stage) -> None:
    await stage.discord.gateway.invalidate()


MISHAPS = [
    the_line_is_cut,
    it_closes_for_no_reason,
    it_asks_for_a_reconnect,
    the_session_may_be_resumed,
    the_session_is_gone,
]


@pytest.mark.parametrize("mishap", MISHAPS, ids=lambda mishap: mishap.__name__)
async def test_jobs_go_on_and_the_next_command_is_heard(stage: Stage, mishap: Mishap) -> None:
    gateway = stage.discord.gateway
    sessions = gateway.identifies + gateway.resumes
    asked = await stage.accepted()
    await mishap(stage)
    await stage.discord.until(lambda: gateway.identifies + gateway.resumes > sessions, within=10)
    following = await stage.accepted()
    for job in (asked, following):
        card = await job.delivered()
        assert job.messages == [card]
        assert len(job.submits) == 1
