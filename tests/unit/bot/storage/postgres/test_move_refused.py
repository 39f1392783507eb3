"""Files that don't move: they are refused, and left as they are."""

from pathlib import Path

import pytest

from bot.errors import StorageError
from bot.storage.postgres.move import move
from bot.storage.stores import open_stores
from tests.support.clock import FakeClock
from tests.support.jobs import a_job


async def test_a_file_that_a_bot_still_uses_does_not_move(postgres_url: str, tmp_path: Path, clock: FakeClock) -> None:
    async with open_stores(tmp_path, clock.clock) as stores:
        await stores.jobs.add(a_job())
        with pytest.raises(StorageError, match="another bot is using it"):
            await move(postgres_url, tmp_path, clock.clock)


async def test_a_corrupt_file_does_not_move_and_is_left_alone(
    postgres_url: str, tmp_path: Path, clock: FakeClock
) -> None:
    async with open_stores(tmp_path, clock.clock) as stores:
        await stores.jobs.add(a_job())
    (tmp_path / "references").mkdir()
    cut = (tmp_path / "imagine.db").read_bytes()[:4096]
    (tmp_path / "imagine.db").write_bytes(cut)
    with pytest.raises(StorageError, match=r"it is corrupt \(.*\); remove DATABASE_URL and restore a backup, or move"):
        await move(postgres_url, tmp_path, clock.clock)
    assert _names(tmp_path) == ["imagine.db", "references"]
    assert (tmp_path / "imagine.db").read_bytes() == cut


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())
