"""SIGTERM and what comes after it: nobody loses a job to a restart."""

import signal
from pathlib import Path

from sandbox.answers import Fault
from tests.support.stage import a_stage
from tests.support.waiting import eventually

STOPPING = "SIGTERM: stopping"


async def test_open_jobs_survive_a_stop_and_come_onto_the_same_cards(tmp_path: Path) -> None:
    async with a_stage(tmp_path, speed=10) as stage:
        jobs = [await stage.accepted(count=2) for _ in range(3)]
        await stage.discord.until(lambda: all("`task_" in job.card.text for job in jobs))
        stage.imini.script["submit"].append(Fault(hang=0.5))
        jobs.append(await stage.accepted(count=2))
        await eventually(lambda: jobs[-1].submits)

        stage.bot.send(signal.SIGTERM)
        await eventually(lambda: STOPPING in stage.bot.log)
        late = await stage.accepted()
        assert late.refused
        assert await stage.bot.ended() == 0
        assert not late.submits
        assert not any(job.ending for job in jobs)

        await stage.bot.start()
        for job in jobs:
            card = await job.delivered()
            assert card is job.card
            assert job.messages == [card]
            assert len(card.pictures) == 2
            assert len(job.submits) == 1


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
        assert key == "title-unknown"
        assert card is asked.card
        assert len(asked.submits) == 1


async def test_a_stop_is_obeyed_while_the_gateway_is_away(tmp_path: Path) -> None:
    async with a_stage(tmp_path) as stage:
        stage.discord.gateway.refusing = True
        await stage.discord.drop_gateway()
        await eventually(lambda: stage.bot.log.count("Attempting a reconnect") >= 3, within=15)
        assert await stage.bot.stop(within=3) == 0
