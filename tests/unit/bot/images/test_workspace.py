"""Temporary folders: unique, and deleted at the end."""

import asyncio
from pathlib import Path

import pytest

from bot.images.workspace import remove_leftovers, workspace


def _written(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "1.png").write_bytes(b"1")


def _left(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


async def test_what_is_written_into_a_workspace_is_deleted_when_the_block_ends(tmp_path: Path) -> None:
    async with workspace(tmp_path) as folder:
        _written(folder)
    assert _left(tmp_path) == []


async def test_two_at_once_have_a_folder_each(tmp_path: Path) -> None:
    async with workspace(tmp_path) as first, workspace(tmp_path) as second:
        _written(first)
        _written(second)
        assert _left(tmp_path) == sorted([first, second])
        assert first != second


async def test_one_into_which_nothing_was_written_leaves_nothing_and_fails_nobody(tmp_path: Path) -> None:
    async with workspace(tmp_path / "pictures"):
        pass
    assert _left(tmp_path) == []


async def test_a_task_that_is_cancelled_leaves_nothing(tmp_path: Path) -> None:
    begun = asyncio.Event()

    async def work() -> None:
        async with workspace(tmp_path) as folder:
            _written(folder)
            begun.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(work())
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert _left(tmp_path) == []


def test_what_a_killed_process_left_behind_is_removed_and_what_is_not_there_is_no_trouble(tmp_path: Path) -> None:
    pictures, reference_loader = tmp_path / "pictures", tmp_path / "inputs"
    _written(pictures / "0123456789")
    remove_leftovers(pictures, reference_loader)
    assert _left(tmp_path) == []
