"""``python -m bot restore``: the data of a backup, and what was there before kept aside."""

import asyncio
import io
import sqlite3
import tarfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.runtime.exit_codes import EXIT_FAILED, EXIT_OK
from bot.storage.sqlite import schema
from bot.storage.stores import open_stores
from tests.support.clock import FakeClock
from tests.support.jobs import a_job, put

pytestmark = pytest.mark.usefixtures("host_settings")

Told = pytest.CaptureFixture[str]
ID = a_job().id


@pytest.fixture
async def data(fresh_machine: Path, clock: FakeClock) -> Path:
    """The data of a bot: a job with a reference."""
    folder = fresh_machine / "data"
    async with open_stores(folder, clock.clock) as stores:
        await put(stores.jobs, a_job())
    (folder / "references" / ID).mkdir(parents=True)
    (folder / "references" / ID / "1").write_bytes(b"a picture")
    return folder


@pytest.fixture
def backup(data: Path, tmp_path: Path, capsys: Told) -> Path:
    """A backup of it. Afterwards, its reference has changed."""
    assert main(["backup", str(tmp_path / "backup")]) == EXIT_OK
    capsys.readouterr()
    (data / "references" / ID / "1").write_bytes(b"another picture")
    return tmp_path / "backup"


def _found(folder: Path, pattern: str) -> list[Path]:
    return list(folder.glob(pattern))


async def _jobs(folder: Path, clock: FakeClock) -> list[str]:
    async with open_stores(folder, clock.clock) as stores:
        return [job.id for job in await stores.jobs.adopt(10)]


def _archive(path: Path, **members: bytes) -> Path:
    with tarfile.open(path, "w") as archive:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return path


async def test_a_backup_is_restored_and_what_was_there_is_kept(
    data: Path, backup: Path, clock: FakeClock, capsys: Told
) -> None:
    async with open_stores(data, clock.clock) as stores:
        await put(stores.jobs, a_job(id="1b2c3d4e5f"))
    assert main(["restore", str(backup)]) == EXIT_OK
    (old,) = _found(data, "imagine.db.replaced-*")
    (old_references,) = _found(data, "references.replaced-*")
    assert capsys.readouterr().out == (
        f"restored 1 job and 1 reference image from {backup} to {data}; the previous data is kept as "
        f"{old_references.name} and {old.name}\n"
    )
    assert await _jobs(data, clock) == [ID]
    assert (data / "references" / ID / "1").read_bytes() == b"a picture"
    assert (old_references / ID / "1").read_bytes() == b"another picture"
    with closing(sqlite3.connect(old)) as connection:
        assert len(connection.execute("SELECT id FROM jobs").fetchall()) == 2
    assert not (data / "restoring").exists()
    assert (data / "imagine.db").stat().st_mode & 0o777 == 0o600


async def test_a_backup_is_restored_on_a_new_machine(
    backup: Path, tmp_path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch, capsys: Told
) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "new"))
    assert main(["restore", str(backup)]) == EXIT_OK
    assert "kept" not in capsys.readouterr().out
    assert await _jobs(tmp_path / "new", clock) == [ID]


async def test_nothing_is_restored_over_a_bot_that_runs(
    data: Path, backup: Path, clock: FakeClock, capsys: Told
) -> None:
    async with open_stores(data, clock.clock) as stores:
        assert await asyncio.to_thread(main, ["restore", str(backup)]) == EXIT_FAILED
        await put(stores.jobs, a_job(id="1b2c3d4e5f"))
    assert "a bot is using it; stop it first" in capsys.readouterr().err
    assert len(await _jobs(data, clock)) == 2
    assert (data / "references" / ID / "1").read_bytes() == b"another picture"


async def test_a_damaged_database_is_replaced_as_well(data: Path, backup: Path, clock: FakeClock) -> None:
    (data / "imagine.db").write_bytes(b"no database" * 1000)
    (data / "imagine.db-wal").write_bytes(b"its log")
    assert main(["restore", str(backup)]) == EXIT_OK
    assert not (data / "imagine.db-wal").exists()
    assert len(_found(data, "imagine.db.replaced-*")) == 2
    assert await _jobs(data, clock) == [ID]


def _newer(backup: Path) -> bytes:
    with tarfile.open(backup) as archive:
        stored = archive.extractfile("imagine.db")
        assert stored
        content = stored.read()
    path = backup.with_name("newer.db")
    path.write_bytes(content)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {len(schema.scripts()) + 1}")
    return path.read_bytes()


NOT_BACKUPS: dict[str, tuple[Callable[[Path], Path], str]] = {
    "nothing": (lambda backup: backup.with_name("nowhere"), "nowhere can't be restored to"),
    "empty": (lambda backup: _written(backup.with_name("empty"), b""), "isn't a backup of this bot"),
    "text": (lambda backup: _written(backup.with_name("text"), b"a text\n" * 1000), "isn't a backup of this bot"),
    "cut off": (lambda backup: _written(backup.with_name("cut"), backup.read_bytes()[:9000]), "damaged"),
    "a database": (lambda backup: backup.parent / "data" / "imagine.db", "isn't a backup of this bot"),
    "a folder": (lambda backup: backup.parent, "(Is a directory)"),
    "another tar": (lambda backup: _archive(backup.with_name("tar"), notes=b"x"), "isn't a backup of this bot"),
    "a way out": (lambda backup: _archive(backup.with_name("out"), **{"references/../../x": b"x"}), "isn't a backup"),
    "without a database": (
        lambda backup: _archive(backup.with_name("refs"), **{"references/0a/1": b"x"}),
        "contains no",
    ),
    "twice": (lambda backup: _archive(backup.with_name("two"), **{"imagine.db": b"no database" * 99}), "damaged"),
    "newer": (lambda backup: _archive(backup.with_name("new"), **{"imagine.db": _newer(backup)}), "newer version"),
}
"""Files that can't be restored, and what the host is told."""


def _written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("kind", NOT_BACKUPS)
async def test_what_is_no_backup_changes_nothing(
    data: Path, backup: Path, clock: FakeClock, capsys: Told, kind: str
) -> None:
    made, told = NOT_BACKUPS[kind]
    assert main(["restore", str(made(backup))]) == EXIT_FAILED
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("imagine-bot: restore failed, nothing has changed: ")
    assert told in line
    assert await _jobs(data, clock) == [ID]
    assert _found(data, "*replaced*") == []
    assert not (data / "restoring").exists()


async def test_a_link_in_a_backup_is_not_followed(data: Path, backup: Path, capsys: Told) -> None:
    link = tarfile.TarInfo("imagine.db")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    with tarfile.open(backup.with_name("link"), "w") as archive:
        archive.addfile(link)
    assert main(["restore", str(backup.with_name("link"))]) == EXIT_FAILED
    assert "isn't a backup of this bot" in capsys.readouterr().err
    assert (data / "imagine.db").exists()


async def test_what_a_killed_restore_left_does_not_disturb_the_next(data: Path, backup: Path, clock: FakeClock) -> None:
    (data / "restoring" / "references").mkdir(parents=True)
    (data / "restoring" / "imagine.db").write_text("half")
    assert main(["restore", str(backup)]) == EXIT_OK
    assert await _jobs(data, clock) == [ID]
