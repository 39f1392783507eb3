"""SIGTERM, and the start after it: nobody loses a job to a restart."""

import asyncio
import signal
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from sandbox.imini.planned_responses import Fault
from tests.support.stage import ImagineCall, Stage, Standing, a_stage
from tests.support.waiting import eventually

STOPPING = "SIGTERM: shutting down"


@dataclass(frozen=True, slots=True)
class Restart:
    """A stop with three jobs being drawn and one being submitted, and a command after the signal; then a new start."""

    stage: Stage
    jobs: list[ImagineCall]
    late: ImagineCall
    exit_code: int


@pytest_asyncio.fixture(loop_scope="package", scope="module")
async def restart(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Restart]:
    async with a_stage(tmp_path_factory.mktemp("bot")) as stage:
        stage.imini.script["task"] = Standing([Fault(503)])
        jobs = [await stage.accepted(count=2) for _ in range(3)]
        await stage.discord.until(lambda: all("`task_" in job.card.text for job in jobs))
        stage.imini.script["submit"].append(Fault(hang=1.5))
        jobs.append(await stage.accepted(count=2))
        await eventually(lambda: jobs[-1].submits)
        stage.bot.send(signal.SIGTERM)
        await eventually(lambda: STOPPING in stage.bot.log)
        late = await stage.accepted()
        exit_code = await stage.bot.ended()
        stage.imini.script["task"] = deque()
        await stage.bot.start()
        yield Restart(stage, jobs, late, exit_code)


@pytest.mark.asyncio(loop_scope="package")
async def test_open_jobs_come_onto_the_same_cards(restart: Restart) -> None:
    assert restart.exit_code == 0
    for job in restart.jobs:
        card = await job.delivered()
        assert card is job.card
        assert job.messages == [card]
        assert len(card.pictures) == 2
        assert len(job.submits) == 1


@pytest.mark.asyncio(loop_scope="package")
async def test_a_bot_that_stops_takes_no_jobs(restart: Restart) -> None:
    assert restart.late.refused
    assert not restart.late.submits


@pytest.mark.asyncio(loop_scope="package")
async def test_the_commands_are_registered_once_and_not_again_at_the_next_start(restart: Restart) -> None:
    await eventually(lambda: "the commands are already registered" in restart.stage.bot.log)
    requests = [(request.method, request.path.rpartition("/")[2]) for request in restart.stage.discord.requests]
    assert requests.count(("PUT", "commands")) == 1


async def test_a_second_signal_ends_the_bot_at_once_and_the_job_honestly(tmp_path: Path) -> None:
    async with a_stage(tmp_path) as stage:
        stage.imini.script["submit"].append(Fault(hang=60))
        asked = await stage.accepted()
        await eventually(lambda: asked.submits)
        stage.bot.send(signal.SIGTERM)
        await eventually(lambda: STOPPING in stage.bot.log)
        stage.bot.send(signal.SIGTERM)
        assert await stage.bot.ended(within=1) == 128 + signal.SIGTERM

        await stage.bot.start()
        key, card = await asked.ended()
        assert key == "outcome-unknown"
        assert card is asked.card
        assert len(asked.submits) == 1


async def test_a_command_that_is_being_answered_gets_its_answer_and_its_picture(tmp_path: Path) -> None:
    async with a_stage(tmp_path) as stage:
        with stage.discord.faults.slow("POST", r"/interactions/.*", 1.0) as fault:
            asked = await stage.ask()
            await eventually(lambda: fault.hits)
            assert await stage.bot.stop() == 0
        await stage.bot.start()
        card = await asked.delivered()
        assert asked.messages == [card]
        assert len(asked.submits) == 1


async def test_nothing_more_is_heard_while_the_last_commands_are_answered(tmp_path: Path) -> None:
    async with a_stage(tmp_path) as stage:
        with stage.discord.faults.slow("POST", r"/interactions/.*", 1.0) as fault:
            asked = await stage.ask()
            await eventually(lambda: fault.hits)
            stage.bot.send(signal.SIGTERM)
            await stage.discord.until(lambda: not stage.discord.gateway.connected)
            assert asked.interaction.response is None
            await asked.interaction.acknowledged()
        assert await stage.bot.ended() == 0


async def test_a_stop_is_obeyed_while_the_gateway_is_away(tmp_path: Path) -> None:
    async with a_stage(tmp_path) as stage:
        stage.discord.gateway.refusing = True
        await stage.discord.drop_gateway()
        await eventually(lambda: stage.bot.log.count("no connection to Discord's gateway") >= 3, within=15)
        assert await stage.bot.stop(within=3) == 0


async def test_a_stop_amid_18_commands_ends_in_time_and_loses_none_that_was_accepted(tmp_path: Path) -> None:
    async with a_stage(tmp_path) as stage:
        asked = await asyncio.gather(*(stage.ask() for _ in range(18)))
        await stage.discord.until(lambda: any(one.interaction.message for one in asked))
        assert await stage.bot.stop() == 0
        await stage.bot.start()
        accepted = [one for one in asked if one.interaction.message and not one.declined]
        assert accepted
        for one in accepted:
            await one.ended()
            assert len(one.tasks) <= 1
