"""Nothing secret in the log, whoever writes it and however much is told; no prompt unless the host asks for DEBUG."""

import re
from pathlib import Path

import pytest

from tests.standin import Upload
from tests.support.pictures import png
from tests.support.stage import Stage, a_stage
from tests.support.waiting import eventually


async def test_a_log_that_tells_everything_tells_no_secret(tmp_path: Path) -> None:
    async with a_stage(tmp_path, LOG_LEVEL="DEBUG", REFERENCE_TRANSPORT="inline") as stage:
        images = {"image1": Upload("reference.png", png((64, 64)))}
        stage.discord.faults.drop("PATCH", "/webhooks/.*")
        asked = await stage.accepted(images=images)
        await eventually(lambda: asked.submits)
        stage.discord.clock.advance(15 * 60 + 1)
        await asked.delivered()
        await stage.bot.stop()

        told = stage.bot.log
        assert asked.prompt in told
        assert stage.discord.token not in told
        assert stage.imini.key not in told
        assert asked.interaction.token not in told
        assert re.findall(r"hm=[0-9a-f]+", told) == []
        assert re.findall(r"base64,[\w+/]{20}", told) == []


@pytest.mark.asyncio(loop_scope="package")
async def test_a_usual_log_holds_no_prompt(stage: Stage) -> None:
    endings = ("a fox", "sandbox:drop", "sandbox:failed", "sandbox:moderated")
    jobs = [await stage.accepted(prompt) for prompt in endings]
    for job in jobs:
        await job.ended()
    told = stage.bot.log
    assert "sandbox" not in told
    assert [job.prompt for job in jobs if job.prompt in told] == []
    assert [job.prompt for job in jobs if job.interaction.token in told] == []
