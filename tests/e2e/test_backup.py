"""A backup of a bot with an open job, and its restoration after the data is lost."""

import asyncio
import subprocess
import sys
from collections import deque
from pathlib import Path

from sandbox.imini.planned_responses import Fault
from tests.support.process import environment
from tests.support.stage import Standing, a_stage


async def _run(data_dir: Path, *command: str | Path) -> str:
    """The output of ``python -m bot`` with a command."""
    settings = {"DISCORD_TOKEN": "a-token", "IMINI_API_KEY": "a-key", "DATA_DIR": str(data_dir)}
    ended = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "bot", *map(str, command)],
        env=environment() | settings,
        cwd=data_dir,
        capture_output=True,
        text=True,
        check=True,
    )
    return ended.stdout


async def test_an_open_job_of_a_backup_is_drawn_to_its_end_after_the_data_was_lost(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    async with a_stage(tmp_path / "data") as stage:
        stage.imini.script["task"] = Standing([Fault(503)])
        asked = await stage.accepted()
        await stage.discord.until(lambda: "`task_" in asked.card.text)
        assert ": 1 job and" in await _run(stage.bot.data_dir, "backup", tmp_path / "backup")
        await stage.bot.kill()
        for part in ("", "-wal"):
            (stage.bot.data_dir / f"imagine.db{part}").unlink(missing_ok=True)
        assert "restored 1 job and" in await _run(stage.bot.data_dir, "restore", tmp_path / "backup")
        stage.imini.script["task"] = deque()
        await stage.bot.start()
        await asked.delivered()
        assert len(asked.submits) == 1
