"""The file of a backup."""

from pathlib import Path

import pytest

from bot.operations import archive


def test_a_name_that_somebody_has_taken_meanwhile_stays_theirs(tmp_path: Path) -> None:
    (tmp_path / "made").write_text("a backup")
    (tmp_path / "taken").write_text("precious")
    with pytest.raises(FileExistsError):
        archive.name_also(tmp_path / "made", tmp_path / "taken")
    assert (tmp_path / "taken").read_text() == "precious"


def test_a_backup_that_does_not_open_again_is_not_made(tmp_path: Path) -> None:
    (tmp_path / "damaged.db").write_bytes(b"no database" * 1000)
    with pytest.raises(archive.BadBackup, match="damaged"):
        archive.make(tmp_path / "backup", tmp_path / "damaged.db", tmp_path / "references")
    assert [path.name for path in tmp_path.iterdir()] == ["damaged.db"]
