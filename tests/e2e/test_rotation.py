"""SIGHUP: the secrets of a bot change while it draws."""

import signal
from collections import deque
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sandbox.imini.planned_responses import Fault
from tests.standin.server import TOKEN
from tests.support.stage import Stage, Standing, a_stage
from tests.support.waiting import eventually


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """A stage of this test's own, with the secrets in files."""
    (tmp_path / "token").write_text(TOKEN)
    (tmp_path / "key").write_text("sandbox-key")
    async with a_stage(
        tmp_path,
        DISCORD_TOKEN="",
        IMINI_API_KEY="",
        DISCORD_TOKEN_FILE=str(tmp_path / "token"),
        IMINI_API_KEY_FILE=str(tmp_path / "key"),
    ) as stage:
        yield stage


async def test_jobs_under_way_and_new_ones_go_on_with_another_key(stage: Stage) -> None:
    stage.imini.script["task"] = Standing([Fault(503)])
    drawn = await stage.accepted()
    await stage.discord.until(lambda: "`task_" in drawn.card.text)
    stage.imini.key = "another-key"
    (stage.bot.data_dir / "key").write_text("another-key\n")
    stage.bot.send(signal.SIGHUP)
    await eventually(lambda: "IMINI_API_KEY has changed" in stage.bot.log)
    stage.imini.script["task"] = deque()
    await drawn.delivered()
    await (await stage.accepted()).delivered()
    assert "another-key" not in stage.bot.log


async def test_a_new_key_ends_the_pause_that_the_old_one_brought(stage: Stage) -> None:
    stage.imini.key = "another-key"
    await (await stage.accepted()).ended()
    assert (await stage.accepted()).refused
    (stage.bot.data_dir / "key").write_text("another-key\n")
    stage.bot.send(signal.SIGHUP)
    await eventually(lambda: "IMINI_API_KEY has changed" in stage.bot.log)
    await (await stage.accepted()).delivered()


async def test_a_bad_file_changes_nothing(stage: Stage) -> None:
    (stage.bot.data_dir / "key").unlink()
    stage.bot.send(signal.SIGHUP)
    await eventually(lambda: "the bot keeps using the old secrets" in stage.bot.log)
    await (await stage.accepted()).delivered()


async def test_another_token_serves_requests_and_the_next_session(stage: Stage) -> None:
    stage.discord.reset_token("another-token")
    (stage.bot.data_dir / "token").write_text("another-token")
    stage.bot.send(signal.SIGHUP)
    await eventually(lambda: "DISCORD_TOKEN has changed" in stage.bot.log)
    await stage.discord.drop_gateway()
    await stage.discord.connected()
    await (await stage.accepted()).delivered()
    assert "another-token" not in stage.bot.log
