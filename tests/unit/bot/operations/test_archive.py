"""The file of a backup."""

import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.operations import archive
from bot.storage.stores import open_stores
from tests.support.clock import FakeClock
from tests.support.jobs import a_job, a_request, put


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


@pytest.fixture
async def backup(tmp_path: Path, clock: FakeClock) -> bytes:
    """A backup of a job with two references."""
    folder = tmp_path / "data"
    async with open_stores(folder, clock.clock) as stores:
        await put(stores.jobs, a_job(request=a_request(prompt="a paper boat in the rain")))
    for number in ("1", "2"):
        reference = folder / "references" / a_job().id / number
        reference.parent.mkdir(parents=True, exist_ok=True)
        reference.write_bytes(f"picture {number}".encode())
    made = archive.make(tmp_path / "backup", folder / "imagine.db", folder / "references")
    assert (made.jobs, made.references) == (1, 2)
    return (tmp_path / "backup").read_bytes()


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda made: made.replace(b"a paper boat in the rain", b"a paper goat in the rain"), id="a value"),
        pytest.param(lambda made: made.replace(b"picture 2", b"picture 3"), id="an image"),
    ],
)
def test_damage_that_the_database_does_not_notice_is_noticed(
    tmp_path: Path, backup: bytes, damage: Callable[[bytes], bytes]
) -> None:
    assert damage(backup) != backup
    (tmp_path / "damaged").write_bytes(damage(backup))
    with pytest.raises(archive.BadBackup, match="differs from its checksums"):
        archive.check(tmp_path / "damaged")


@pytest.mark.usefixtures("backup")
def test_a_backup_without_its_last_files_is_noticed(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "backup") as whole, tarfile.open(tmp_path / "cut", "x") as cut:
        for member in whole.getmembers()[:2]:
            cut.addfile(member, whole.extractfile(member))
    with pytest.raises(archive.BadBackup, match="lacks SHA256SUMS"):
        archive.check(tmp_path / "cut")
