"""``python -m bot backup``: of a bot that runs, and of one that does not."""

import asyncio
import json
import logging
import shutil
import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.runtime.exit_codes import EXIT_FAILED, EXIT_OK, EXIT_SETTINGS
from bot.storage.sqlite import snapshots
from bot.storage.stores import open_stores
from tests.support.clock import FakeClock
from tests.support.jobs import a_job, put

pytestmark = pytest.mark.usefixtures("host_settings")

Told = pytest.CaptureFixture[str]


@pytest.fixture
def data(fresh_machine: Path) -> Path:
    """The data of a bot: a reference, so far."""
    folder = fresh_machine / "data"
    (folder / "references" / "0a1b2c3d4e").mkdir(parents=True)
    (folder / "references" / "0a1b2c3d4e" / "1").write_bytes(b"a picture")
    return folder


async def _one_job(data: Path, clock: FakeClock) -> None:
    async with open_stores(data, clock.clock) as stores:
        await put(stores.jobs, a_job())


def _packed(file: Path) -> dict[str, bytes]:
    with tarfile.open(file) as archive:
        return {member.name: (archive.extractfile(member) or pytest.fail("no file")).read() for member in archive}


def _found(folder: Path, pattern: str) -> list[Path]:
    return list(folder.glob(pattern))


def _jobs(file: Path) -> int:
    database = file.with_name("unpacked.db")
    database.write_bytes(_packed(file)["imagine.db"])
    with closing(sqlite3.connect(database)) as connection:
        ((jobs,),) = connection.execute("SELECT count(*) FROM jobs").fetchall()
    return int(jobs)


async def test_a_bot_that_runs_is_backed_up_with_its_references_and_goes_on(
    data: Path, tmp_path: Path, clock: FakeClock, capsys: Told
) -> None:
    file = tmp_path / "imagine.backup"
    async with open_stores(data, clock.clock) as stores:
        await put(stores.jobs, a_job())
        assert await asyncio.to_thread(main, ["backup", str(file)]) == EXIT_OK
        await put(stores.jobs, a_job(id="1b2c3d4e5f"))
    assert _jobs(file) == 1
    assert _packed(file)["references/0a1b2c3d4e/1"] == b"a picture"
    assert capsys.readouterr().out.startswith(f"backed up to {file} and verified: 1 job and 1 reference image, ")
    assert file.stat().st_mode & 0o777 == 0o600
    assert _found(data, "snapshot-*") == []
    assert _found(tmp_path, ".*") == []


async def test_a_bot_that_does_not_run_is_backed_up_too(data: Path, tmp_path: Path, clock: FakeClock) -> None:
    await _one_job(data, clock)
    assert main(["backup", str(tmp_path / "file")]) == EXIT_OK
    assert _jobs(tmp_path / "file") == 1
    async with open_stores(data, clock.clock):
        """Nobody holds the file."""


async def test_what_only_the_log_of_a_killed_bot_has_is_backed_up(data: Path, tmp_path: Path, clock: FakeClock) -> None:
    await _one_job(data, clock)
    with closing(sqlite3.connect(data / "imagine.db", isolation_level=None)) as killed:
        killed.execute("PRAGMA journal_mode = WAL")
        killed.execute("INSERT INTO members (user_id, data) VALUES (1, 'x')")
        for part in ("", "-wal"):
            (tmp_path / f"imagine.db{part}").write_bytes((data / f"imagine.db{part}").read_bytes())
    for part in ("", "-wal"):
        (tmp_path / f"imagine.db{part}").replace(data / f"imagine.db{part}")
    assert main(["backup", str(tmp_path / "file")]) == EXIT_OK
    (tmp_path / "out.db").write_bytes(_packed(tmp_path / "file")["imagine.db"])
    with closing(sqlite3.connect(tmp_path / "out.db")) as connection:
        assert connection.execute("SELECT user_id FROM members").fetchall() == [(1,)]


@pytest.mark.parametrize("kind", ["file", "folder", "dangling link"])
async def test_a_backup_never_replaces_anything(
    data: Path, tmp_path: Path, clock: FakeClock, capsys: Told, kind: str
) -> None:
    await _one_job(data, clock)
    file = tmp_path / "file"
    if kind == "file":
        file.write_text("precious")
    elif kind == "folder":
        file.mkdir()
    else:
        file.symlink_to("nowhere")
    assert main(["backup", str(file)]) == EXIT_FAILED
    assert "choose another name" in capsys.readouterr().err
    if kind == "file":
        assert file.read_text() == "precious"


@pytest.mark.parametrize("target", ["nowhere/file", "/proc/file"])
async def test_where_no_file_can_be_made_it_says_so(data: Path, clock: FakeClock, capsys: Told, target: str) -> None:
    await _one_job(data, clock)
    assert main(["backup", target]) == EXIT_FAILED
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"imagine-bot: backup failed: {target} can't be written (")
    assert "partial" not in line


async def test_references_that_can_not_be_read_are_named_and_nothing_is_made(
    data: Path, tmp_path: Path, clock: FakeClock, capsys: Told
) -> None:
    await _one_job(data, clock)
    shutil.rmtree(data / "references")
    (data / "references").write_text("a file where the folder should be")
    assert main(["backup", str(tmp_path / "file")]) == EXIT_FAILED
    told = f"imagine-bot: backup failed: {data / 'references'} can't be read (Not a directory)\n"
    assert capsys.readouterr().err == told
    assert not (tmp_path / "file").exists()


def test_where_there_is_no_database_it_says_so(data: Path, tmp_path: Path, capsys: Told) -> None:
    assert main(["backup", str(tmp_path / "file")]) == EXIT_FAILED
    assert f"{data / 'imagine.db'} does not exist: check DATA_DIR" in capsys.readouterr().err
    assert not (data / "imagine.db").exists()


def test_a_damaged_database_makes_no_backup(data: Path, tmp_path: Path, capsys: Told) -> None:
    (data / "imagine.db").write_bytes(b"no database" * 1000)
    assert main(["backup", str(tmp_path / "file")]) == EXIT_FAILED
    assert "can't be copied" in capsys.readouterr().err
    assert _found(data, "snapshot-*") == []


async def test_a_bot_that_offers_no_copies_is_to_be_stopped_first(
    data: Path, tmp_path: Path, clock: FakeClock, capsys: Told
) -> None:
    async with open_stores(data, clock.clock):
        (data / snapshots.SOCKET).unlink()
        assert await asyncio.to_thread(main, ["backup", str(tmp_path / "file")]) == EXIT_FAILED
    assert "a bot is using it; stop it first" in capsys.readouterr().err


@pytest.mark.parametrize(
    "answer", [{"snapshot": "../imagine.db"}, {"snapshot": "imagine.db"}, {}, {"error": "the disk is full"}]
)
async def test_an_answer_that_names_no_copy_is_not_believed(
    data: Path, tmp_path: Path, clock: FakeClock, capsys: Told, answer: dict[str, str]
) -> None:
    await _one_job(data, clock)

    async def say(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(json.dumps(answer).encode() + b"\n")
        writer.close()

    async with await asyncio.start_unix_server(say, data / snapshots.SOCKET):
        assert await asyncio.to_thread(main, ["backup", str(tmp_path / "file")]) == EXIT_FAILED
    assert answer.get("error", "made no copy") in capsys.readouterr().err
    assert (data / "imagine.db").exists()


async def test_a_folder_whose_path_is_too_long_for_a_socket_runs_all_the_same(
    tmp_path: Path, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, snapshots.__name__)
    async with open_stores(tmp_path / ("x" * 120), clock.clock) as stores:
        await put(stores.jobs, a_job())
    assert "backups are only possible while the bot is stopped" in caplog.text


def test_postgresql_has_its_own_tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Told) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:p@h/d")
    assert main(["backup", str(tmp_path / "file")]) == EXIT_SETTINGS
    assert "pg_dump" in capsys.readouterr().err
    assert main(["restore", str(tmp_path / "file")]) == EXIT_SETTINGS
    assert "pg_restore" in capsys.readouterr().err
