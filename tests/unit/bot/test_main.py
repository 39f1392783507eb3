"""The command line: output and exit codes."""

import asyncio
import json
import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from unittest.mock import AsyncMock

import psycopg
import pytest
from discord.ext import commands

from bot import __version__
from bot.__main__ import main
from bot.app import ImagineBot
from bot.cluster.run import SoleRun
from bot.errors import StorageError
from bot.launch import Factories, launch
from bot.runtime import health
from bot.runtime.exit_codes import EXIT_FAILED, EXIT_OK, EXIT_SETTINGS
from bot.serve import status
from bot.settings import Settings
from tests.support.clock import FakeClock
from tests.support.fast_clock import FastClock

ROOT = Path(__file__).resolve().parents[3]


pytestmark = pytest.mark.usefixtures("fresh_machine")


def _started(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run ``python -m bot`` in an empty folder, with only ``environment`` set."""
    return _run("-m", "bot", *arguments, **environment)


def _imported_by(code: str, **environment: str) -> set[str]:
    """The modules that are imported once ``code``, which may call ``main``, and its threads have ended."""
    joined = "[thread.join() for thread in threading.enumerate() if thread is not threading.main_thread()]"
    script = f"import sys, threading; from bot.__main__ import main\n{code}\n{joined}\nprint(*sys.modules)"
    return set(_run("-c", script, **environment).stdout.split())


def _run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if name.lower() not in Settings.model_fields}
    return subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, *arguments],
        env={**clean, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_a_token_the_bot_prints_one_line_and_exits_with_2() -> None:
    ended = _started()
    assert (ended.returncode, ended.stdout) == (2, "")
    (line,) = ended.stderr.splitlines()
    for told in ("DISCORD_TOKEN", "Developer Portal", "IMINI_API_KEY", "imini.ai", ".env"):
        assert told in line


def test_a_folder_that_can_not_be_used_ends_the_start_with_one_line(tmp_path: Path) -> None:
    tmp_path.joinpath("data").write_text("a file where the folder should be")
    ended = _started(DISCORD_TOKEN="a-token", IMINI_API_KEY="a-key", DATA_DIR="data")
    assert ended.returncode == 1
    (line,) = ended.stderr.splitlines()
    assert "check DATA_DIR" in line


def test_what_other_users_can_read_is_said_in_one_line_at_the_start(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("DISCORD_TOKEN=a-token\nIMINI_API_KEY=a-key\nDATA_DIR=open\n")
    (tmp_path / ".env").chmod(0o644)
    (tmp_path / "open").mkdir(mode=0o755)
    (tmp_path / "open" / "imagine.db").mkdir()  # so that it ends at once
    (warned, _) = _started().stderr.splitlines()
    assert "WARNING" in warned
    assert warned.endswith("chmod go= .env open")


def test_it_says_its_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"imagine-bot {__version__}\n"


def test_it_explains_its_options(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    assert "--health" in capsys.readouterr().out


def test_an_unknown_option_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--helth"])
    assert ended.value.code == 2
    assert "--helth" in capsys.readouterr().err


@pytest.mark.usefixtures("host_settings")
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("QUOTA_WINDOW", "a day"),
        ("QUOTA_COST_4K", "1,2"),
        ("QUOTA_CREDITS", "0"),
        ("IMINI_BASE_URL", "openapi.imini.ai"),
        ("LOG_LEVEL", "LOUD"),
        ("REFERENCE_TRANSPORT", "carrier pigeon"),
        ("RETENTION_DAYS", "1.5"),
    ],
)
def test_a_malformed_value_ends_the_start_with_one_line_that_names_it(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(name, value)
    assert main([]) == EXIT_SETTINGS
    out, err = capsys.readouterr()
    assert out == ""
    (line,) = err.splitlines()
    assert line.startswith("imagine-bot: ")
    assert name in line


@pytest.mark.usefixtures("host_settings")
def test_everything_wrong_is_told_at_once(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv("IMINI_API_KEY")
    monkeypatch.setenv("QUOTA_WINDOW", "a day")
    monkeypatch.setenv("MAX_SUBMITS", "none")
    assert main([]) == EXIT_SETTINGS
    err = capsys.readouterr().err
    assert all(name in err for name in ("IMINI_API_KEY", "QUOTA_WINDOW", "MAX_SUBMITS"))
    assert err.count("\n") == 1


@pytest.mark.usefixtures("host_settings")
def test_a_value_in_the_env_file_is_read_and_judged_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tmp_path.joinpath(".env").write_text("LOG_FORMAT=xml\n")
    assert main([]) == EXIT_SETTINGS
    assert "LOG_FORMAT" in capsys.readouterr().err


@pytest.mark.usefixtures("host_settings")
def test_no_secret_is_repeated_in_a_complaint(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "pasted with a space")
    assert main([]) == EXIT_SETTINGS
    err = capsys.readouterr().err
    assert "DISCORD_TOKEN" in err
    assert "pasted" not in err


@pytest.mark.usefixtures("host_settings")
def test_a_bot_that_does_not_run_is_not_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--health"]) == EXIT_FAILED
    assert "no bot responds" in capsys.readouterr().out


def test_a_health_check_loads_neither_discord_nor_the_product() -> None:
    loaded = _imported_by('main(["--health"])', DISCORD_TOKEN="a-token", IMINI_API_KEY="a-key")
    assert "bot.settings" in loaded
    assert not {"discord", "aiohttp", "bot.app", "bot.compose"} & loaded


def test_the_certificates_are_read_in_another_thread_while_the_settings_are() -> None:
    assert "discord" not in (loaded := _imported_by("main([])"))
    assert {"aiohttp.connector", "bot.settings"} <= loaded


def test_what_only_decodes_pictures_is_not_imported_before_one_is_decoded() -> None:
    loaded = _imported_by("from bot import launch, serve; import cogs")
    assert "bot.launch" in loaded
    assert "PIL" not in loaded


def test_garbage_is_looked_for_again_once_everything_is_imported(tmp_path: Path) -> None:
    tmp_path.joinpath("data").write_text("a file where the folder should be")
    code = "import gc; from bot.__main__ import main; main([]); print(gc.isenabled(), gc.get_freeze_count() > 0)"
    settings = {"DISCORD_TOKEN": "a-token", "IMINI_API_KEY": "a-key", "DATA_DIR": str(tmp_path / "data")}
    assert _run("-c", code, **settings).stdout.split() == ["True", "True"]


@pytest.mark.usefixtures("host_settings")
@pytest.mark.parametrize(("well", "code"), [(True, EXIT_OK), (False, EXIT_FAILED)])
async def test_a_running_bot_says_how_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], well: bool, code: int
) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    async with health.answering(folder, lambda: {"ok": well, "open_jobs": 2}):
        assert await asyncio.to_thread(main, ["--health"]) == code
    assert json.loads(capsys.readouterr().out) == {"ok": well, "open_jobs": 2}


@pytest.mark.usefixtures("host_settings")
@pytest.mark.parametrize("style", ["text", "json"])
def test_a_start_that_fails_is_told_in_the_style_that_the_host_chose(
    style: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LOG_FORMAT", style)
    tmp_path.joinpath("data").write_text("a file where the folder should be")
    assert main([]) == EXIT_FAILED
    (line,) = capsys.readouterr().err.splitlines()
    assert "check DATA_DIR" in line
    assert line.startswith("{") == (style == "json")


@pytest.mark.usefixtures("host_settings")
def test_a_proxy_that_can_not_be_used_ends_the_start_with_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "socks5://somebody:secret@127.0.0.1:1080")
    assert main([]) == EXIT_SETTINGS
    (line,) = capsys.readouterr().err.splitlines()
    assert "HTTPS_PROXY" in line
    assert "secret" not in line


@pytest.mark.usefixtures("host_settings")
def test_jobs_of_an_earlier_run_that_can_not_be_read_end_the_start_with_one_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    class LoggedIn(ImagineBot):
        async def run_patiently(self, *_: object) -> None:
            await self.setup_hook()

    unreadable = commands.ExtensionFailed("cogs", StorageError("imagine.db can't be read; check DATA_DIR"))
    load = AsyncMock(spec=ImagineBot.load_extension, side_effect=unreadable)
    assert main([], factories=Factories(bot=LoggedIn, load=load)) == EXIT_FAILED
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith("imagine.db can't be read; check DATA_DIR")


@pytest.mark.usefixtures("host_settings")
async def test_a_bot_says_in_words_for_machines_why_it_is_not_well(clock: FakeClock) -> None:
    async with launch(Settings.load(), clock.clock) as bot:
        told = {"ok": False, "reasons": ["starting"], "open_jobs": 0, "seconds_since_heartbeat": 0}
        told |= {"standby": False, "shards": 0, "shards_connected": 0, "shard_count": 1}
        assert status(bot) == told
        clock.advance(61)
        assert status(bot) == told | {"reasons": ["starting", "gateway_silent"], "seconds_since_heartbeat": 61}


@pytest.mark.usefixtures("host_settings")
async def test_a_bot_whose_database_is_away_says_so(clock: FakeClock) -> None:
    async with launch(Settings.load(), clock.clock) as bot:
        bot.services.admission.run = replace(SoleRun("a run"), away=True)
        assert status(bot)["reasons"] == ["starting", "database_away"]


@pytest.mark.usefixtures("host_settings")
def test_a_process_whose_jobs_others_have_gone_on_with_ends_all_it_does_and_says_why(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", postgres_url)
    ended: list[str] = []

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("work")

    class Paused(ImagineBot):
        async def run_patiently(self, *_: object) -> None:
            self.services.runtime.tasks.start(work(), "work")
            async with await psycopg.AsyncConnection.connect(postgres_url) as connection:
                await connection.execute("DELETE FROM runs")
            await asyncio.Event().wait()

    assert main([], clock=FastClock(20, time.time()).clock, factories=Factories(bot=Paused)) == EXIT_FAILED
    assert ended == ["work"]
    (line,) = [line for line in capsys.readouterr().err.splitlines() if "CRITICAL" in line]
    assert "DATABASE_URL" in line
