"""The chores of a bot that is one process."""

import asyncio
import os
from pathlib import Path

import pytest

from bot.cluster.duties import SoleDuties


async def test_all_chores_are_its_own_and_their_notes_are_files(tmp_path: Path) -> None:
    duties = SoleDuties(tmp_path)
    assert await duties.claim("commands", every=60)
    assert await duties.note("commands") == ""
    await duties.finish("commands", "[1, 2]")
    assert await duties.claim("commands", every=60)
    assert await SoleDuties(tmp_path).note("commands") == "[1, 2]"
    assert (tmp_path / "commands.json").read_text("utf-8") == "[1, 2]"


async def test_a_chore_without_a_note_leaves_nothing_behind(tmp_path: Path) -> None:
    await SoleDuties(tmp_path).finish("forget")
    assert await asyncio.to_thread(os.listdir, tmp_path) == []


async def test_a_folder_that_can_not_be_used_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    duties = SoleDuties(tmp_path / "gone")
    await duties.finish("commands", "1")
    assert await duties.note("commands") == ""
    assert "commands" in caplog.text
