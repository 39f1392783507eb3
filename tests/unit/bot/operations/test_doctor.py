"""``python -m bot doctor``, with Discord and imini over real sockets."""

import asyncio
import json
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from bot.__main__ import main
from bot.operations.doctor import examine
from bot.operations.host_checks import of_metrics
from bot.runtime import health
from bot.runtime.clock import Clock
from bot.runtime.exit_codes import EXIT_FAILED, EXIT_OK, EXIT_SETTINGS
from bot.settings import Settings
from bot.storage.sqlite import schema
from bot.storage.stores import open_stores
from sandbox.imini.planned_responses import Fault
from sandbox.imini.server import SandboxImini
from tests.standin import DiscordStandIn
from tests.standin.places import Permission
from tests.support.clock import FakeClock
from tests.support.jobs import a_job, put

KEY = "sandbox-key-of-this-test"


@dataclass
class Examined:
    """What was printed, by subject, and the exit code."""

    exit_code: int
    lines: dict[str, str]


@dataclass
class Patient:
    """A bot that could run: Discord, imini, an empty folder, and one server."""

    discord: DiscordStandIn
    imini: SandboxImini
    folder: Path
    capsys: pytest.CaptureFixture[str]

    async def examined(self, clock: Clock | None = None) -> Examined:
        exit_code = await examine(Settings.load(), clock or Clock())
        out = self.capsys.readouterr().out
        assert self.discord.token not in out
        assert KEY not in out
        return Examined(exit_code, {line[6:].partition(":")[0]: line for line in out.splitlines()})


@pytest.fixture
async def patient(
    discord: DiscordStandIn, fresh_machine: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> AsyncIterator[Patient]:
    async with SandboxImini(speed=40, key=KEY) as imini:
        monkeypatch.setenv("DISCORD_TOKEN", discord.token)
        monkeypatch.setenv("DISCORD_API_URL", discord.api_url)
        monkeypatch.setenv("IMINI_API_KEY", KEY)
        monkeypatch.setenv("IMINI_BASE_URL", imini.base_url)
        monkeypatch.setenv("DATA_DIR", str(fresh_machine / "data"))
        discord.world.add_guild("Studio")
        discord.commands.replace([{"name": "imagine", "description": "x", "type": 1}])
        yield Patient(discord, imini, fresh_machine / "data", capsys)


async def test_a_healthy_bot_has_nothing_bad(patient: Patient) -> None:
    found = await patient.examined()
    assert found.exit_code == EXIT_OK
    assert list(found.lines) == [
        "versions", "disk", "bot", "database", "token", "clock", "application", "intents", "gateway", "commands",
        "permissions", "alerts", "imini",
    ]  # fmt: skip
    assert [subject for subject, line in found.lines.items() if not line.startswith("ok")] == ["application"]
    assert "anyone can add the bot" in found.lines["application"]
    assert "1 registered: imagine" in found.lines["commands"]
    assert not patient.folder.exists()


async def test_to_ask_for_imini_costs_nothing(patient: Patient) -> None:
    await patient.examined()
    assert [request.method for request in patient.imini.requests] == ["GET"]


async def test_a_refused_token_is_bad_and_the_rest_is_checked_all_the_same(patient: Patient) -> None:
    patient.discord.reset_token("another")
    found = await patient.examined()
    assert found.exit_code == EXIT_FAILED
    assert found.lines["token"].startswith("BAD   token: Discord rejects DISCORD_TOKEN")
    assert "commands" not in found.lines
    assert found.lines["imini"].startswith("ok")


async def test_a_refused_key_is_bad(patient: Patient) -> None:
    patient.imini.key = "another"
    found = await patient.examined()
    assert found.exit_code == EXIT_FAILED
    assert found.lines["imini"].startswith("BAD   imini: rejects the account: check IMINI_API_KEY")


@pytest.mark.parametrize(("status", "verdict"), [(402, "BAD "), (429, "warn"), (502, "warn")])
async def test_what_else_imini_says_is_judged(patient: Patient, status: int, verdict: str) -> None:
    patient.imini.script["task"].append(Fault(status))
    assert (await patient.examined()).lines["imini"].startswith(verdict)


@pytest.mark.parametrize("status", [403, 404])
async def test_what_is_not_imini_is_bad_and_the_setting_is_named(patient: Patient, status: int) -> None:
    patient.imini.script["task"].append(Fault(status, body="<h1>another server</h1>"))
    line = (await patient.examined()).lines["imini"]
    assert line.startswith("BAD   imini: isn't what responds")
    assert "IMINI_BASE_URL" in line


async def test_alerts_have_a_way_to_the_host(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    channel = patient.discord.world.add_channel(patient.discord.world.add_guild("Studio"), "alerts")
    patient.discord.webhooks.add("123456789012345678", "hush-hush", channel)
    hook = "https://discord.com/api/webhooks/123456789012345678/"
    monkeypatch.setenv("ALERT_WEBHOOK", hook + "hush-hush")
    assert (await patient.examined()).lines["alerts"] == "ok    alerts: by ALERT_WEBHOOK, alerts"
    monkeypatch.setenv("ALERT_WEBHOOK", hook + "deleted-since")
    found = await patient.examined()
    assert found.lines["alerts"].startswith("warn  alerts: Discord doesn't know ALERT_WEBHOOK")
    assert "deleted-since" not in found.lines["alerts"]
    monkeypatch.setenv("ALERTS", "off")
    assert "ALERTS=off" in (await patient.examined()).lines["alerts"]


def test_metrics_that_are_not_installed_are_bad() -> None:
    (finding,) = of_metrics(9464, client="never_installed")
    assert str(finding).startswith("BAD   metrics: METRICS_PORT")
    assert [*of_metrics(None, client="never_installed"), *of_metrics(9464)] == []


async def test_a_clock_that_is_wrong_is_bad(patient: Patient) -> None:
    found = await patient.examined(replace(Clock(), now=lambda: time.time() + 60))
    assert found.lines["clock"].startswith("BAD ")
    assert "s off Discord's" in found.lines["clock"]


async def test_where_nobody_answers_the_setting_is_named(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_API_URL", "http://127.0.0.1:1/api/v10")
    monkeypatch.setenv("IMINI_BASE_URL", "http://127.0.0.1:1")
    found = await patient.examined()
    assert "DISCORD_API_URL" in found.lines["Discord"]
    assert "IMINI_BASE_URL" in found.lines["imini"]


async def test_an_address_that_is_not_discords_is_bad(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_API_URL", patient.imini.base_url)
    found = await patient.examined()
    assert found.lines["token"].startswith("BAD ")
    assert "DISCORD_API_URL" in found.lines["token"]


@pytest.mark.parametrize(
    ("path", "answer", "subject", "told"),
    [
        ("/applications/@me", {"interactions_endpoint_url": "https://h/"}, "application", "BAD "),
        ("/applications/@me", {"name": "imagine", "bot_public": False}, "application", "ok "),
        ("/gateway/bot", {"shards": 1, "session_start_limit": {"remaining": 0}}, "gateway", "BAD "),
        ("/gateway/bot", {"nothing": 1}, "gateway", "warn"),
        ("/applications/\\d+/commands", {"nothing": 1}, "commands", "warn"),
        ("/users/@me/guilds", {"nothing": 1}, "permissions", "warn"),
    ],
)
async def test_what_discord_says_is_judged(
    patient: Patient, path: str, answer: dict[str, object], subject: str, told: str
) -> None:
    patient.discord.faults.answer("GET", path, 200, answer)
    assert (await patient.examined()).lines[subject].startswith(told)


async def test_without_commands_a_bot_that_runs_is_bad_and_one_that_was_never_started_is_not(patient: Patient) -> None:
    patient.discord.commands.replace([])
    found = await patient.examined()
    assert (found.lines["commands"][:4], found.exit_code) == ("warn", EXIT_OK)
    patient.folder.mkdir(mode=0o700)
    async with health.answering(patient.folder, lambda: {"ok": True}):
        found = await patient.examined()
    assert (found.lines["commands"][:4], found.exit_code) == ("BAD ", EXIT_FAILED)


async def test_a_server_that_lacks_a_permission_is_named_on_one_line(patient: Patient) -> None:
    guild = patient.discord.world.add_guild("Bad\n\x1b[2Jname")
    guild.bot_permissions = Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES | Permission.EMBED_LINKS
    line = (await patient.examined()).lines["permissions"]
    assert line.startswith("warn  permissions: in 2 server(s): Bad??[2Jname lacks Attach Files, Read Message History")


async def test_a_bot_that_runs_is_asked_how_it_is(patient: Patient, clock: FakeClock) -> None:
    async with open_stores(patient.folder, clock.clock):
        async with health.answering(patient.folder, lambda: {"ok": True, "open_jobs": 3}):
            found = await patient.examined()
            assert found.exit_code == EXIT_OK
            assert json.loads(found.lines["bot"].partition("running: ")[2])["open_jobs"] == 3
            assert found.lines["database"] == "ok    database: in use by the bot"
        async with health.answering(patient.folder, lambda: {"ok": False, "reasons": ["gateway_silent"]}):
            assert (await patient.examined()).lines["bot"].startswith("BAD ")


async def test_the_database_of_a_bot_that_does_not_run_is_read(patient: Patient, clock: FakeClock) -> None:
    async with open_stores(patient.folder, clock.clock) as stores:
        await put(stores.jobs, a_job())
    newest = len(schema.scripts())
    assert f"is intact (schema {newest}, jobs: 1)" in (await patient.examined()).lines["database"]
    with closing(sqlite3.connect(patient.folder / "imagine.db")) as connection:
        connection.execute(f"PRAGMA user_version = {newest + 1}")
    assert (await patient.examined()).lines["database"].startswith("BAD ")
    (patient.folder / "imagine.db").write_bytes(b"no database" * 1000)
    assert (await patient.examined()).lines["database"].startswith("BAD ")


async def test_a_folder_that_is_a_file_is_bad(patient: Patient) -> None:
    patient.folder.write_text("a file where the folder should be")
    assert (await patient.examined()).lines["disk"].startswith("BAD ")


async def test_postgresql_is_asked_for_its_version(
    patient: Patient, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", postgres_url)
    assert "PostgreSQL 1" in (await patient.examined()).lines["database"]
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:s3cret@127.0.0.1:1/imagine")
    line = (await patient.examined()).lines["database"]
    assert line.startswith("BAD   database: can't connect to DATABASE_URL: ")
    assert "s3cret" not in line


async def test_postgresql_that_a_start_could_not_use_is_bad_and_is_left_as_it_is(
    patient: Patient, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", postgres_url + quote(" -cdefault_transaction_read_only=on"))
    line = (await patient.examined()).lines["database"]
    assert line.startswith("BAD   database: the user of DATABASE_URL can't write there: cannot execute")
    monkeypatch.setenv("DATABASE_URL", postgres_url)
    await patient.examined()
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        # The check has made no table.
        connection.execute("CREATE TABLE schema_version (version INTEGER NOT NULL)")
        connection.execute("INSERT INTO schema_version VALUES (999)")
    line = (await patient.examined()).lines["database"]
    assert line.startswith("BAD   database: it was set up by a newer version of the bot (schema 999)")
    with psycopg.connect(postgres_url) as connection:
        assert connection.execute("SELECT version FROM schema_version").fetchall() == [(999,)]


async def test_what_others_can_read_is_told(patient: Patient) -> None:
    patient.folder.mkdir()
    patient.folder.chmod(0o755)
    assert "chmod go=" in (await patient.examined()).lines["privacy"]


async def test_it_is_a_command(patient: Patient) -> None:
    patient.imini.key = "another"
    assert await asyncio.to_thread(main, ["doctor"]) == EXIT_FAILED
    told = patient.capsys.readouterr()
    assert told.err == ""
    assert "BAD   imini: rejects the account" in told.out


@pytest.mark.usefixtures("fresh_machine")
def test_without_a_token_there_is_nothing_to_check(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == EXIT_SETTINGS
    assert "DISCORD_TOKEN" in capsys.readouterr().err
