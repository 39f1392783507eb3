"""Nothing secret in the log, whoever writes it and however much is told; no prompt unless the host asks for DEBUG."""

import re
from contextlib import suppress
from pathlib import Path

import pytest

from sandbox.imini.planned_responses import Fault
from tests.standin import Upload
from tests.support.pictures import encoded, noise, png
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


async def test_what_the_bot_writes_is_for_its_own_user_alone(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "data"
    async with a_stage(tmp_path, DATA_DIR=str(folder)) as stage:
        stage.discord.faults.slow("PATCH", "/webhooks/.*", 0.5)
        # A JPEG has to be decoded, so it goes to disk.
        stage.imini.script["file"].appendleft(Fault(body=encoded(noise((64, 64)), "JPEG")))
        asked = await stage.accepted(images={"image1": Upload("reference.png", png((64, 64)))})
        await eventually(lambda: list(folder.glob("pictures/*/*")))
        modes = _modes(folder)
        await asked.delivered()
        modes |= _modes(folder)
    assert {"imagine.db", "pictures", "references"} <= modes.keys()
    assert {name: oct(mode) for name, mode in modes.items() if mode & 0o077} == {}
    assert not folder.stat().st_mode & 0o077


def _modes(folder: Path) -> dict[str, int]:
    """The modes of all that is in ``folder`` now, as it comes and goes."""
    found: dict[str, int] = {}
    for path in folder.rglob("*"):
        with suppress(FileNotFoundError):
            found[str(path.relative_to(folder))] = path.stat().st_mode
    return found
