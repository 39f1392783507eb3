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


async def its_address_is_shut(stage: Stage) -> None:
    await stage.discord.gateway.resuming.shut()


async def its_address_answers_503(stage: Stage) -> None:
    stage.discord.gateway.resuming.status = 503


async def its_address_answers_a_page(stage: Stage) -> None:
    stage.discord.gateway.resuming.status = 200


DEATHS = [its_address_is_shut, its_address_answers_503, its_address_answers_a_page]


@pytest.mark.parametrize("death", DEATHS, ids=lambda death: death.__name__)
async def test_a_session_that_cannot_be_resumed_is_followed_by_another(stage: Stage, death: Mishap) -> None:
    gateway = stage.discord.gateway
    sessions = gateway.identifies
    await death(stage)
    await gateway.reconnect()
    await stage.discord.until(lambda: gateway.identifies > sessions, within=10)
    gateway.resuming.status = None
    await gateway.resuming.open()
    await (await stage.accepted()).delivered()


@pytest.mark.parametrize("address", ["banana", 7], ids=repr)
async def test_an_address_that_is_none_is_not_insisted_on(stage: Stage, address: object) -> None:
    gateway = stage.discord.gateway
    gateway.resume_url, sessions = address, gateway.identifies
    await gateway.invalidate()
    await stage.discord.until(lambda: gateway.identifies > sessions, within=10)
    gateway.resume_url = None
    await (await stage.accepted()).delivered()
    await gateway.reconnect()
    sessions += gateway.resumes
    await stage.discord.until(lambda: gateway.identifies + gateway.resumes > sessions + 1, within=10)
    await (await stage.accepted()).delivered()


@pytest.mark.parametrize("code", [1000, 4003, 4009])
async def test_a_code_that_is_not_final_ends_a_connection_and_not_the_bot(stage: Stage, code: int) -> None:
    gateway = stage.discord.gateway
    sessions = gateway.identifies + gateway.resumes
    await stage.discord.drop_gateway(code)
    await stage.discord.until(lambda: gateway.identifies + gateway.resumes > sessions, within=10)
    await (await stage.accepted()).delivered()
